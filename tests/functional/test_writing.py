"""Check-in and journal in a real browser: slider, wheel, autosave; and the same without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.factories.members import make_member
from tests.functional.conftest import PATIENCE_MS, NewContext, Watch
from tests.functional.walk import follow, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSPHRASE = "violet harbour seven lamps turning"
QUIET_MS = 3_000  # the island's own


def at_home(watch: Watch, new_context: NewContext, **options: Any) -> Page:
    """A member, logged in."""
    make_member()
    page = new_context(**options).new_page()
    log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
    return page


def test_a_slider_starts_as_not_given_and_can_be_cleared(
    watch: Watch, new_context: NewContext
) -> None:
    page = at_home(watch, new_context)
    page.goto(f"{watch.base}/check-in")
    mood = page.locator(".scale").first
    expect(mood.locator("output")).to_have_text("not given")
    mood.locator("input[type=range]").press("ArrowLeft")
    expect(mood.locator("output")).to_have_text("in between · 49")
    mood.get_by_role("button").click()
    expect(mood.locator("output")).to_have_text("not given")
    page.locator(".scale").nth(1).locator("input[type=range]").press("ArrowRight")
    page.locator(".wheel__part").nth(4).click()
    page.get_by_label("disappointed").check()
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator(".answers dt")).to_have_text("Energy")
    expect(page.get_by_text("disappointed")).to_be_visible()


def test_the_same_without_scripts(watch: Watch, new_context: NewContext) -> None:
    page = at_home(watch, new_context, java_script_enabled=False)
    page.goto(f"{watch.base}/check-in")
    page.locator("input[name=energy]").fill("51")
    page.get_by_text("Sad", exact=True).click()
    page.get_by_label("disappointed").check()
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator(".answers dt")).to_have_text("Energy")
    page.goto(f"{watch.base}/journal/new")
    page.locator("textarea").fill("half a thought")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("textarea")).to_have_value("half a thought")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h1")).to_have_text("half a thought")


def test_autosave_keeps_a_draft_and_shows_help(watch: Watch, new_context: NewContext) -> None:
    page = at_home(watch, new_context)
    page.goto(f"{watch.base}/journal/new")
    help_card = page.locator("[data-autosave-help]")
    expect(help_card).to_be_hidden()
    page.locator("textarea").press_sequentially("I want to kill myself")
    expect(page.locator("[data-autosave-status]")).to_contain_text(
        "Draft saved", timeout=PATIENCE_MS
    )
    expect(help_card).to_be_visible()
    page.goto(f"{watch.base}/journal")
    expect(page.get_by_text("Not saved yet")).to_be_visible()


def test_words_written_before_the_script_is_there_are_kept_too(
    watch: Watch, new_context: NewContext
) -> None:
    page = at_home(watch, new_context)

    def write_first(script: Route) -> None:
        page.locator("textarea").fill("The whole of it, written quickly")
        script.continue_()

    page.route("**/chunks/autosave-*.js", write_first)
    page.goto(f"{watch.base}/journal/new")
    expect(page.locator("[data-autosave-status]")).to_contain_text(
        "Draft saved", timeout=PATIENCE_MS
    )


def test_a_title_alone_changed_is_kept_too(watch: Watch, new_context: NewContext) -> None:
    page = at_home(watch, new_context)
    page.goto(f"{watch.base}/journal/new")
    page.locator("textarea").fill("Rain all day.")
    said = page.locator("[data-autosave-status]")
    expect(said).to_contain_text("Draft saved", timeout=PATIENCE_MS)
    with page.expect_response("**/journal/autosave"):
        page.get_by_label("Title").fill("Under the bridge")
    page.goto(f"{watch.base}/journal")
    expect(page.get_by_text("Under the bridge")).to_be_visible()


def test_going_back_after_saving_makes_no_second_draft(
    watch: Watch, new_context: NewContext
) -> None:
    page = at_home(watch, new_context)
    page.goto(f"{watch.base}/journal/new")
    page.locator("textarea").fill("Rain all day.")
    follow(page.get_by_role("button", name="Save", exact=True))
    page.go_back()
    expect(page.locator("textarea")).to_have_value("Rain all day.")
    page.wait_for_timeout(QUIET_MS + 1000)
    expect(page.locator("[data-autosave-status]")).to_be_empty()
    page.goto(f"{watch.base}/journal")
    expect(page.get_by_text("Not saved yet")).to_have_count(0)
