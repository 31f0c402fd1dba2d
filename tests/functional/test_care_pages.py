"""The pages of care in a real browser: sound on a phone and a desk, without scripts, on paper."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from evenkeel.apps.care.models import SafetyCheck
from tests.functional.axe import violations
from tests.functional.conftest import DESK, PHONE, NewContext
from tests.functional.walk import begin, follow, talk, until, worker_ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "/safety-plan", "/safety-plan/step/alone", "/safety-plan/step/professionals",
    "/safety-plan/sheet", "/safety-plan/delete", "/chosen-people", "/chosen-people/new",
    "/reminders", "/notifications", "/trust",
)  # fmt: skip
A4_PAGES = 1
#: Many lines and few, a line that is closed at night, a clock far away, a country we have not.
HELP = ("/help", "/help/GB", "/help/US", "/help/IN", "/help/JP", "/help/BR", "/help/KE", "/help/ZZ")


def fill_plan(page: Page, base: str) -> None:
    page.goto(f"{base}/safety-plan")
    follow(page.get_by_role("link", name="Begin with the first"))
    for number in range(7):
        page.locator("textarea[name=lines]").fill(f"one thing {number}\nanother {number}")
        name = "Save and go on" if number < 6 else "Save"
        follow(page.get_by_role("button", name=name, exact=True))


def choose_somebody(page: Page, base: str) -> None:
    page.goto(f"{base}/chosen-people/new")
    page.locator("input[name=name]").fill("Sam")
    page.locator("input[name=address]").fill("sam@example.org")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"{base}/chosen-people")


def sound(page: Page, address: str) -> None:
    assert violations(page) == [], address
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{address} is wider than the screen"


@pytest.mark.parametrize("viewport", [PHONE, DESK])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_help_is_sound_in_every_country_tried(
    new_context: NewContext, live_server: Any, viewport: Any, colours: str
) -> None:
    page = new_context(viewport=viewport, color_scheme=colours).new_page()
    for address in HELP:
        page.goto(live_server.url + address)
        sound(page, address)


@pytest.mark.parametrize("address", HELP)
def test_help_needs_no_script_and_says_what_is_open(
    new_context: NewContext, live_server: Any, address: str
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + address)
    assert page.locator("h1").inner_text() == "Help now"
    assert page.locator("script").count() == 0
    if address not in {"/help", "/help/ZZ"}:
        assert page.locator("a[href^='tel:']").count() >= 2
        assert page.get_by_text("Open now").count() >= 1
    page.locator("select[name=country]").select_option("IE")
    follow(page.get_by_role("button", name="Show"))
    assert page.url.endswith("/help/IE")


def answer_before(page: Page, *, age: int) -> None:
    page.locator("input[name=age]").nth(age).check()
    page.locator("select[name=country]").select_option("GB")
    if page.locator("select[name=locale]").count():
        page.locator("select[name=locale]").select_option("en")
    follow(page.get_by_role("button", name="Understood"))


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_the_young_may_begin_where_the_host_opened_the_place(
    new_context: NewContext, live_server: Any, settings: Any, viewport: Any
) -> None:
    settings.MINORS_FROM = 13
    page = new_context(viewport=viewport).new_page()
    page.goto(f"{live_server.url}/begin")
    sound(page, "/begin with minors")
    assert page.locator("input[name=age]").count() == 3
    answer_before(page, age=1)
    sound(page, "/begin for the young, the name")
    assert page.locator("input[name=nickname]").count() == 1
    page.goto(f"{live_server.url}/begin")
    answer_before(page, age=2)
    sound(page, "/begin for who is too young")
    assert page.locator("a[href^='/help'], a[href^='tel:']").count() >= 1
    assert page.locator("input[name=nickname]").count() == 0


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("answer", ["better", "worse"])
def test_the_day_after_is_asked_once_and_answered(
    new_context: NewContext, live_server: Any, colours: str, answer: str
) -> None:
    page = new_context(color_scheme=colours).new_page()
    begin(page, live_server.url, nickname="Wren")
    page.goto(f"{live_server.url}/safety-plan")
    follow(page.get_by_role("button", name="Ask me tomorrow"))
    row = SafetyCheck.objects.get()
    page.goto(f"{live_server.url}/how-it-went/{row.pk}")
    sound(page, "/how-it-went")
    follow(page.locator(f"button[name=answer][value={answer}], input[value={answer}]").first)
    sound(page, f"/how-it-went, {answer}")


@pytest.mark.parametrize(
    "address", ["/reminders", "/chosen-people", "/trust", "/safety-plan/sheet"]
)
def test_care_pages_work_without_scripts(
    new_context: NewContext, live_server: Any, address: str
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    begin(page, live_server.url, nickname="Wren")
    page.goto(live_server.url + address)
    assert page.locator("h1").count() == 1
    if address == "/reminders":
        page.locator("input[name=break_minutes][value='45']").check(force=True)
        follow(page.get_by_role("button", name="Save"))
        assert page.locator("input[name=break_minutes][value='45']").is_checked()


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
            sound(page, address)


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
    follow(page.locator("button[name=copy]"))
    until(page, KEEPS_THE_SHEET)
    context.set_offline(True)
    page.goto(f"{base}/safety-plan")
    assert page.get_by_text("another 6").count() == 1
    context.set_offline(False)
    page.goto(f"{base}/")
    page.locator("details.menu summary").click()
    follow(page.get_by_role("button", name="Log out"))
    until(page, KEEPS_THE_SHEET.replace("!==", "==="))
