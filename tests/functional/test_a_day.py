"""One person's first day, on a phone and at a desk, with scripts and without."""

from __future__ import annotations

import re
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from evenkeel.apps.people.models import Member
from tests.functional import axe, walk
from tests.functional.conftest import DESK, PHONE, NewContext

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AREAS = {
    *("", "talk", "check-in", "check-ins", "journal", "exercises", "questionnaires", "insights"),
    *("privacy", "security", "consents", "help"),
}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_first_day(
    new_context: NewContext, live_server: Any, viewport: dict[str, int], scripts: bool
) -> None:
    page = new_context(viewport=viewport, java_script_enabled=scripts).new_page()
    base = live_server.url
    walk.begin(page, base, nickname="Robin")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Robin")

    walk.check_in_quickly(page)
    expect(page.get_by_text("Checked in.")).to_be_visible()

    walk.talk(page, base, "my sister and I argued about the house again")
    expect(page.locator(".bubble--companion").last).to_be_visible()

    walk.write(page, base, "Rain all day. I walked anyway.")
    expect(page.locator("main")).to_contain_text("I walked anyway")

    walk.do_first_exercise(page, base)
    expect(page.locator("main")).to_contain_text("7 before, 4 after")

    walk.answer_first_questionnaire(page, base)
    assert re.search(r"/questionnaires/.*[0-9a-f]{8}-", page.url), page.url
    expect(page.locator("main")).to_contain_text(re.compile("diagnosis", re.IGNORECASE))

    for address in ("/insights", "/privacy", "/check-ins"):
        page.goto(base + address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_a_member_can_reach_has_no_violation(
    new_context: NewContext, live_server: Any, viewport: dict[str, int]
) -> None:
    page = new_context(viewport=viewport).new_page()
    base = live_server.url
    walk.fill_a_day(page, base, nickname="Robin")
    faults, kinds = [], set[str]()
    for address in walk.every_page(page, base):
        kinds.add(address.split("/")[1])
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            faults += [f"{scheme}: {line}" for line in axe.violations(page)]
        if not _fits(page):
            faults.append(f"{page.url}: wider than the screen")
        if not address.startswith("/help") and page.locator("a[href='/help']").count() == 0:
            faults.append(f"{page.url}: no way to help")
        if page.locator("h1").count() != 1:
            faults.append(f"{page.url}: {page.locator('h1').count()} first headings")
    assert not faults, "\n".join(faults)
    assert kinds >= AREAS, "the walk no longer reaches every area"


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_discreet_member_has_no_telling_title(new_context: NewContext, live_server: Any) -> None:
    page = new_context().new_page()
    walk.begin(page, live_server.url, nickname="Robin")
    Member.objects.update(discreet=True)
    for address in ("/", "/journal", "/talk", "/privacy"):
        page.goto(live_server.url + address)
        assert page.title() == "Notes"


def test_leaving_locks_the_session(
    new_context: NewContext, live_server: Any, watch: Any, settings: Any
) -> None:
    watch.allowed = settings.QUICK_EXIT_URL
    context = new_context()
    context.route(
        lambda url: not url.startswith(live_server.url), lambda route: route.fulfill(body="weather")
    )
    page = context.new_page()
    walk.begin(page, live_server.url, nickname="Robin")
    walk.ready(page)
    with page.expect_request(lambda request: request.url.endswith("/lock")):
        page.get_by_role("link", name="Leave").click()
    page.wait_for_url(lambda url: not url.startswith(live_server.url))
    page.wait_for_timeout(1500)  # the lock outlives the page; its answer is nobody's to wait for
    page.goto(live_server.url + "/")
    expect(page.locator("input[name=passphrase]")).to_be_visible()


def test_the_menu_closes_with_escape_and_gives_focus_back(page: Page, live_server: Any) -> None:
    walk.begin(page, live_server.url, nickname="Robin")
    walk.ready(page)
    summary = page.locator(".menu > summary")
    summary.click()
    expect(page.get_by_role("button", name="Lock now")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Lock now")).to_be_hidden()
    expect(summary).to_be_focused()
