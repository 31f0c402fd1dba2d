"""The pages of care in a real browser: sound on a phone and a desk, without scripts, on paper."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.functional.axe import violations
from tests.functional.conftest import DESK, PHONE, NewContext
from tests.functional.walk import begin, talk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "/safety-plan", "/safety-plan/step/alone", "/safety-plan/step/professionals",
    "/safety-plan/sheet", "/safety-plan/delete", "/chosen-people", "/chosen-people/new",
    "/reminders", "/notifications", "/trust",
)  # fmt: skip
A4_PAGES = 1


def fill_plan(page: Page, base: str) -> None:
    page.goto(f"{base}/safety-plan")
    page.get_by_role("link", name="Begin with the first").click()
    for number in range(7):
        page.locator("textarea[name=lines]").fill(f"one thing {number}\nanother {number}")
        name = "Save and go on" if number < 6 else "Save"
        page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(f"{base}/safety-plan")


def choose_somebody(page: Page, base: str) -> None:
    page.goto(f"{base}/chosen-people/new")
    page.locator("input[name=name]").fill("Sam")
    page.locator("input[name=address]").fill("sam@example.org")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"{base}/chosen-people")


@pytest.mark.parametrize("viewport", [PHONE, DESK])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_care_pages_are_sound(
    new_context: NewContext, live_server: Any, viewport: Any, colours: str
) -> None:
    page = new_context(viewport=viewport, color_scheme=colours).new_page()
    begin(page, live_server.url, nickname="Wren")
    for full in (False, True):
        if full:
            fill_plan(page, live_server.url)
            choose_somebody(page, live_server.url)
        for address in PAGES:
            page.goto(live_server.url + address)
            assert violations(page) == []
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{address} is wider than the screen"


def test_the_plan_is_built_without_scripts(new_context: NewContext, live_server: Any) -> None:
    page = new_context(java_script_enabled=False).new_page()
    begin(page, live_server.url, nickname="Wren")
    fill_plan(page, live_server.url)
    assert page.get_by_text("another 6").count() == 1


def test_the_sheet_is_one_page_of_paper(new_context: NewContext, live_server: Any) -> None:
    page = new_context().new_page()
    begin(page, live_server.url, nickname="Wren")
    fill_plan(page, live_server.url)
    page.goto(f"{live_server.url}/safety-plan/sheet")
    paper = page.pdf(format="A4")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") == A4_PAGES


def test_from_a_risk_turn_the_plan_is_one_tap(new_context: NewContext, live_server: Any) -> None:
    page = new_context().new_page()
    begin(page, live_server.url, nickname="Wren")
    talk(page, live_server.url, "i want to kill myself")
    page.locator("#turns").get_by_role("link", name="Your safety plan").last.click()
    page.wait_for_url(f"{live_server.url}/safety-plan")
    assert violations(page) == []


KEEPS_THE_SHEET = """async () => (await caches.match('/safety-plan/sheet')) !== undefined"""


def worker_ready(page: Page) -> None:
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def test_a_copy_on_the_device_opens_without_a_network_and_ends_with_log_out(
    new_context: NewContext, live_server: Any
) -> None:
    context = new_context(service_workers="allow")
    page, base = context.new_page(), live_server.url
    begin(page, base, nickname="Wren")
    worker_ready(page)
    fill_plan(page, base)
    page.wait_for_timeout(500)
    assert page.evaluate(KEEPS_THE_SHEET) is False, "off until it is asked for"
    page.get_by_text("Where this plan is kept").click()
    page.locator("input[name=keep]").check()
    page.locator("button[name=copy]").click()
    page.wait_for_url(f"{base}/safety-plan")
    page.wait_for_function(KEEPS_THE_SHEET)
    context.set_offline(True)
    page.goto(f"{base}/safety-plan")
    assert page.get_by_text("another 6").count() == 1
    context.set_offline(False)
    page.goto(f"{base}/")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_function(KEEPS_THE_SHEET.replace("!==", "==="))
