"""A passkey as the second step, with a virtual authenticator in a real Chromium."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from evenkeel.apps.people import actions
from evenkeel.apps.people.models import MemberSession
from tests.functional.conftest import NewContext
from tests.functional.walk import PASSPHRASE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def with_authenticator(context: BrowserContext) -> Page:
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def passphrase(page: Page, base: str) -> None:
    page.goto(f"{base}/log-in?next=/security")
    page.locator("input[name=nickname]").fill("Siskin")
    page.locator("input[name=passphrase]").fill(PASSPHRASE)
    page.get_by_role("button", name="Log in").click()


def test_a_passkey_opens_the_second_step(live_server: Any, new_context: NewContext) -> None:
    base = live_server.url
    member = actions.begin_member(
        nickname="Siskin", passphrase=PASSPHRASE, country="", locale="en", now=timezone.now()
    ).member
    page = with_authenticator(new_context())
    passphrase(page, base)
    page.wait_for_url(f"{base}/security")
    page.goto(f"{base}/security/webauthn/add/")
    page.get_by_role("button", name="Ask my device").click()
    page.wait_for_url(f"{base}/security/recovery-codes/")
    page.goto(f"{base}/security")
    assert "1 passkey" in page.inner_text("main")

    page.context.clear_cookies()
    passphrase(page, base)
    page.wait_for_url(f"{base}/security/authenticate/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{base}/security")
    assert "this one" in page.inner_text("main")
    rows = MemberSession.objects.filter(member=member, signed_in=True, sealed_root__isnull=False)
    assert rows.count() == 2
