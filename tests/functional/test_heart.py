"""Breathing with your heart in a real browser: an emulated strap, a clock turned by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from evenkeel.apps.breathing.models import HeartSession
from tests.factories.members import PASSPHRASE, make_member
from tests.functional.axe import violations
from tests.functional.conftest import DESK, NewContext, Watch
from tests.functional.walk import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STRAP = (Path(__file__).parent / "strap.js").read_text(encoding="utf-8")
MINUTE = 60_000


def opened(watch: Watch, new_context: NewContext, *, strap: bool = True, **options: object) -> Page:
    make_member()
    context = new_context(**options)
    page = context.new_page()
    log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
    if strap:
        page.add_init_script(STRAP)
    page.clock.install()
    page.goto(f"{watch.base}/breathe")
    expect(page.get_by_role("button", name="Go without")).to_be_visible()
    return page


def turn(page: Page, minutes: float) -> None:
    """The clock, in steps, so that beats arrive in between."""
    for _step in range(round(minutes * 4)):
        page.clock.run_for(MINUTE / 4)


def test_it_finds_the_pace_and_keeps_only_what_was_agreed_to(
    watch: Watch, new_context: NewContext
) -> None:
    page = opened(watch, new_context)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    page.get_by_role("button", name="Connect a strap").click()
    expect(page.get_by_role("heading", name="How long?")).to_be_focused()
    assert page.evaluate("window.__strap.chosen") == {"filters": [{"services": [0x180D]}]}
    page.locator("#plan-search").check(force=True)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("Sit quietly for a minute")).to_be_visible()
    turn(page, 1.1)
    expect(page.locator("[data-say=paced]")).to_have_text("6.5 breaths a minute.")
    expect(page.locator("[data-say=bpm]")).not_to_have_text("–")
    assert len(page.locator("[data-wave]").get_attribute("d") or "") > 100
    turn(page, 10.6)
    expect(page.get_by_text("One more quiet minute")).to_be_visible()
    turn(page, 1.2)
    expect(page.get_by_text("At 5.5 breaths a minute your heart swung the most")).to_be_visible()
    assert not [one for one in sent if one.startswith("POST")]
    assert page.evaluate("window.__strap.connected") is False
    summary = json.loads(page.locator("input[name=summary]").input_value())
    assert [step["pace"] for step in summary["steps"]] == [6.5, 6, 5.5, 5, 4.5]
    assert summary["steps"][2]["swing"] == pytest.approx(18, rel=0.15)
    assert summary["before"]["bpm"] == pytest.approx(65, abs=1)
    assert "beats" not in summary
    assert not HeartSession.objects.exists()
    page.get_by_role("button", name="Keep these numbers").click()
    page.clock.run_for(1000)
    expect(page.get_by_text("Your pace was found: 5.5.")).to_be_visible()
    assert HeartSession.objects.count() == 1


def test_without_a_sensor_the_pacer_is_the_same(watch: Watch, new_context: NewContext) -> None:
    page = opened(watch, new_context, strap=False, viewport=DESK)
    page.get_by_role("button", name="Go without").click()
    expect(page.get_by_text("Find my pace")).to_be_hidden()
    page.get_by_role("button", name="Begin").click()
    word = page.locator("[data-say=word]")
    expect(word).to_have_text("Breathe in")
    small = float(page.locator("[data-ball]").get_attribute("r") or 0)
    page.clock.run_for(3000)
    assert float(page.locator("[data-ball]").get_attribute("r") or 0) > small
    page.clock.run_for(1500)
    expect(word).to_have_text("Breathe out")
    expect(page.locator("[data-heart]")).to_be_hidden()
    turn(page, 5.2)
    expect(page.get_by_text("Done.", exact=True)).to_be_visible()
    expect(page.locator("[data-table]")).to_be_hidden()


def test_it_can_be_done_by_keyboard_alone_and_stopped_at_any_time(
    watch: Watch, new_context: NewContext
) -> None:
    page = opened(watch, new_context, strap=False)
    page.get_by_role("button", name="Go without").press("Enter")
    page.get_by_role("button", name="Begin").press("Enter")
    page.clock.run_for(5000)
    page.get_by_role("button", name="That is enough").press("Enter")
    expect(page.get_by_role("heading", name="Afterwards")).to_be_focused()
    expect(page.get_by_role("button", name="Keep nothing")).to_be_visible()


def test_a_strap_that_drops_is_said_and_comes_back(watch: Watch, new_context: NewContext) -> None:
    page = opened(watch, new_context)
    page.get_by_role("button", name="Connect a strap").click()
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Skip this minute").click()
    turn(page, 0.5)
    page.evaluate("window.__strap.drop()")
    feeling = page.locator("[data-part=live] [data-say=feeling]")
    expect(feeling).to_have_text("The strap is out of reach. The pacer goes on.")
    turn(page, 0.5)
    expect(feeling).to_have_text("Beats are clear.")
    expect(page.locator("[data-say=word]")).to_contain_text("Breathe")


def test_no_strap_chosen_is_fine(watch: Watch, new_context: NewContext) -> None:
    page = opened(watch, new_context)
    page.evaluate("window.__strap.refuse = true")
    page.get_by_role("button", name="Connect a strap").click()
    expect(page.get_by_text("No strap was chosen. You can go on without one.")).to_be_visible()


def test_less_motion_is_respected(watch: Watch, new_context: NewContext) -> None:
    page = opened(watch, new_context, strap=False, reduced_motion="reduce")
    page.get_by_role("button", name="Go without").click()
    page.get_by_role("button", name="Begin").click()
    before = page.locator("[data-ball]").get_attribute("r")
    page.clock.run_for(3000)
    assert page.locator("[data-ball]").get_attribute("r") == before
    expect(page.locator("[data-say=count]")).not_to_be_empty()


def test_axe_on_every_part(watch: Watch, new_context: NewContext) -> None:
    for scheme in ("light", "dark"):
        HeartSession.objects.all().delete()
        context = new_context(color_scheme=scheme)
        page = context.new_page()
        if scheme == "light":
            make_member()
        log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
        page.add_init_script(STRAP)
        page.goto(f"{watch.base}/breathe")
        found = violations(page)
        page.get_by_role("button", name="Connect a strap").click()
        page.get_by_role("heading", name="How long?").wait_for()
        found += violations(page)
        page.get_by_role("button", name="Begin").click()
        found += violations(page)
        page.get_by_role("button", name="Skip this minute").click()
        page.wait_for_timeout(2500)
        found += violations(page)
        page.get_by_role("button", name="That is enough").click()
        found += violations(page)
        assert found == []
