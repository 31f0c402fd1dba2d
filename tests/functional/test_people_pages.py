"""The pages of keys, doors and consent in a real browser: accessible, whole with scripts off."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from evenkeel.apps.people import actions
from evenkeel.apps.people.models import Member, MemberSession
from tests.functional import axe
from tests.functional.conftest import DESK, PHONE, NewContext
from tests.functional.walk import PASSPHRASE, follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PRIVATE = (
    "/begin/consents",
    "/consents",
    "/security",
    "/security/",
    "/security/passphrase",
    "/security/tokens",
    "/security/totp/activate/",
    "/security/webauthn/",
    "/security/webauthn/add/",
    "/step-up",
)


def member() -> Member:
    return actions.begin_member(
        nickname="Siskin", passphrase=PASSPHRASE, country="", locale="en", now=timezone.now()
    ).member


def log_in(page: Page, base: str, onward: str) -> None:
    page.goto(f"{base}/log-in?next={onward}")
    page.locator("input[name=nickname]").fill("Siskin")
    page.locator("input[name=passphrase]").fill(PASSPHRASE)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{base}{onward}")


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk-dark"]
)
def test_private_pages_have_no_violation(
    new_context: NewContext, live_server: Any, viewport: dict[str, int], scheme: str
) -> None:
    member()
    page = new_context(viewport=viewport, color_scheme=scheme).new_page()
    log_in(page, live_server.url, "/security")
    page.get_by_role("button", name="New recovery code").click()
    page.wait_for_url("**/recovery-code")
    found = axe.violations(page)
    for address in ("/recovery-code?check=1", *PRIVATE):
        page.goto(live_server.url + address)
        found += axe.violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    MemberSession.objects.update(sealed_root=None)
    page.goto(live_server.url + "/security")
    assert "/unlock" in page.url
    found += axe.violations(page)
    assert found == []


def test_a_form_survives_a_lock_with_scripts_off(new_context: NewContext, live_server: Any) -> None:
    known = member()
    page = new_context(java_script_enabled=False).new_page()
    log_in(page, live_server.url, "/consents")
    page.locator("input[value=insights]").check()
    MemberSession.objects.update(sealed_root=None)  # left alone too long
    follow(page.get_by_role("button", name="Save"))
    assert "kept on this page" in page.inner_text("main")
    page.locator("input[name=passphrase]").fill(PASSPHRASE)
    page.get_by_role("button", name="Unlock").click()
    page.wait_for_url("**/consents")
    assert known.consents.filter(purpose="insights", granted=True).exists()


def test_a_discreet_member_sees_notes_in_the_tab(new_context: NewContext, live_server: Any) -> None:
    Member.objects.filter(pk=member().pk).update(discreet=True)
    page = new_context().new_page()
    log_in(page, live_server.url, "/security")
    assert page.title() == "Notes"
