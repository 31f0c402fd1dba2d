"""Pages from right to left: accessible, in their size, and chosen without losing the session."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.factories.members import PASSPHRASE, make_member
from tests.functional import axe
from tests.functional.conftest import DESK, PHONE, NewContext
from tests.functional.walk import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLIC = ["/welcome", "/begin", "/log-in", "/help/GB?language=ar", "/language"]
OWN = ["/", "/talk", "/check-in", "/journal", "/exercises", "/safety-plan", "/insights", "/privacy"]
NOT_MIRRORED = """() => [...document.querySelectorAll('main *')]
  .filter((one) => getComputedStyle(one).textAlign === 'left')
  .map((one) => one.outerHTML.slice(0, 80))"""


def in_arabic(page: Page, server: Any) -> None:
    page.goto(server.url + "/log-in")
    follow(page.get_by_role("button", name="العربية"))
    page.fill("[name=nickname]", "Wren")
    page.fill("[name=passphrase]", PASSPHRASE)
    page.press("[name=passphrase]", "Enter")
    page.wait_for_url(server.url + "/")
    page.goto(server.url + "/language")
    page.locator("main").get_by_role("button", name="العربية").click()
    page.wait_for_url(server.url + "/")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_from_right_to_left_have_no_violation(
    new_context: NewContext, live_server: Any, viewport: dict[str, int]
) -> None:
    make_member("Wren")
    page = new_context(viewport=viewport, locale="ar").new_page()
    found = []
    for address in PUBLIC:
        page.goto(live_server.url + address)
        found += axe.violations(page)
    in_arabic(page, live_server)
    for address in OWN:
        page.goto(live_server.url + address, wait_until="networkidle")
        assert page.evaluate("document.documentElement.dir") == "rtl", address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert page.evaluate(NOT_MIRRORED) == [], address
        found += axe.violations(page)
    assert found == []


def test_the_way_on_points_the_way_reading_goes(new_context: NewContext, live_server: Any) -> None:
    make_member("Wren")
    page = new_context(viewport=PHONE, locale="ar").new_page()
    in_arabic(page, live_server)
    icon = page.locator(".icon:has(use[href$='#next'])").first
    assert icon.evaluate("one => getComputedStyle(one).transform").startswith("matrix(-1")


def test_the_page_works_without_scripts(new_context: NewContext, live_server: Any) -> None:
    page = new_context(viewport=PHONE, locale="en", java_script_enabled=False).new_page()
    page.goto(live_server.url + "/begin")
    follow(page.get_by_role("button", name="العربية"))
    assert page.locator("html").get_attribute("dir") == "rtl"
    follow(page.get_by_role("button", name="English"))
    assert page.locator("html").get_attribute("dir") is None
