"""The page for an appointment in a real browser: drafted, read, signed off, printed on two sheets
at most; sound at both sizes and in both schemes, empty and full, with scripts and without."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evenkeel.apps.assessments import actions as assessments
from evenkeel.apps.checkins import actions as checkins
from evenkeel.apps.checkins.payloads import CheckInPayload
from evenkeel.apps.journal import actions as journal
from evenkeel.apps.journal.payloads import JournalEntryPayload
from evenkeel.apps.people import actions as people
from evenkeel.apps.programs.models import ExerciseRun
from evenkeel.apps.programs.payloads import RunPayload
from evenkeel.core.exercises import load_exercises
from evenkeel.core.instruments import load_instruments
from tests.factories.members import PASSPHRASE, Known, make_member
from tests.functional import axe
from tests.functional.conftest import DESK, NewContext, Watch
from tests.functional.walk import follow, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TALKATIVE = 12
"""Lines of the member's own: with everything else full, the page still fits on two sheets."""


def lived(known: Known) -> None:
    """Twelve weeks with everything the page can hold, and more than it takes."""
    granted = {"companion": True, "insights": True}
    people.set_consents(by=known.member, granted=granted, now=timezone.now())
    mine = {"by": known.member, "keyring": known.keyring}
    now, rng = timezone.now(), np.random.default_rng(5)
    for ago in range(83, 0, -1):
        at = now - timedelta(days=ago)
        walked = "walk" if ago % 3 else ""
        mood = float(np.clip(38 + 20 * bool(walked) + rng.normal(0, 6), 0, 100))
        numbers = {"mood": mood, "anxiety": 90 - mood, "energy": mood - 5, "stress": 80 - mood / 2}
        payload = CheckInPayload(
            numbers=numbers, zone="Europe/London", activities=(walked,) if walked else ()
        )
        draft = checkins.Draft(payload=payload, note="", at=at)
        checkins.check_in(**mine, draft=draft, now=at)
    for number, exercise in enumerate(sorted(load_exercises())[:9]):
        for time in range(3):
            at = now - timedelta(days=number * 3 + time + 1)
            run = RunPayload(exercise=exercise, feeling="worry", before=8, after=4)
            ExerciseRun.create_locked(**mine, payload=run, at=at, now=at)
    for id in ("phq-9", "gad-7", "who-5"):
        found = load_instruments()[id]
        for ago in (70, 42, 14):
            assessments.finish(
                **mine, instrument=found, zone="Europe/London",
                answers={item.id: 1 for item in found.scored_items}, now=now - timedelta(days=ago),
            )  # fmt: skip
    text = " ".join(f"The garden on day {n} was quiet and I sat there." for n in range(TALKATIVE))
    journal.write(
        **mine, payload=JournalEntryPayload(text=text, zone="Europe/London"),
        at=now - timedelta(days=2), now=now,
    )  # fmt: skip


def begin(page: Page, base: str, *parts: str) -> str:
    """Draft a page over twelve weeks, these parts ticked too; its address."""
    log_in(page, base, nickname="Wren", passphrase=PASSPHRASE)
    page.goto(f"{base}/insights")
    page.goto(f"{base}/appointment")
    page.locator("input[name=weeks][value='12']").check(force=True)
    for part in parts:
        page.locator(f"#part-{part}").check()
    follow(page.get_by_role("button", name="Draft it"))
    expect(page.get_by_role("heading", level=1)).to_have_text("For an appointment")
    return page.url


@pytest.mark.parametrize("full", [False, True], ids=["empty", "full"])
def test_every_page_is_sound_in_both_sizes_and_schemes(
    new_context: NewContext, watch: Watch, full: bool
) -> None:
    known = make_member(now=timezone.now() - timedelta(days=100))
    if full:
        lived(known)
    page = new_context().new_page()
    address = begin(page, watch.base, "lines", "danger")
    more = ["/source/how/mood/0"] if full else []
    found = axe.everywhere(page, f"{watch.base}/appointment")
    for one in ("", "/choose", "/words", "/lines", "/delete", *more):
        found += axe.everywhere(page, address + one)
    if full:
        page.goto(address)
        follow(page.get_by_role("button", name="I have read all of it"))
        found += axe.everywhere(page, address) + axe.everywhere(page, f"{address}/sheet")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_it_is_read_signed_and_printed_by_hand(
    new_context: NewContext, watch: Watch, scripts: bool, tmp_path: Path
) -> None:
    lived(make_member(now=timezone.now() - timedelta(days=100)))
    page = new_context(java_script_enabled=scripts).new_page()
    address = begin(page, watch.base)

    page.get_by_role("link", name="Your own words").click()
    page.locator("#id_say").fill("Why do I wake at four?\nCould the tablets matter?")
    page.locator("#id_whom").fill("Dr Lindqvist, 24 November")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#part-say")).to_contain_text("Why do I wake at four?")

    page.get_by_role("link", name="Pick lines you wrote").first.click()
    page.get_by_label("The garden on day 3 was quiet").check()
    follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.locator("#part-lines .brief__line")).to_have_count(1)
    expect(page.locator("#part-lines")).to_contain_text("“The garden on day 3 was quiet")

    follow(page.locator("#part-how .brief__line", has_text="Stress:").get_by_role("button"))
    expect(page.locator("#part-how .rows").first).not_to_contain_text("Stress:")
    expect(page.get_by_role("link", name="To print")).to_have_count(0)
    follow(page.locator("#part-how").get_by_role("button", name=re.compile("^I have read")))
    expect(page.locator("#part-how")).to_contain_text("Read and signed off")
    follow(page.get_by_role("button", name="I have read all of it"))
    page.get_by_role("link", name="To print").click()
    expect(page.locator("main")).to_contain_text("Could the tablets matter?")
    expect(page.locator("main")).not_to_contain_text("Stress:")

    page.goto(address)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as text").click()
    kept = tmp_path / "page.txt"
    saved.value.save_as(kept)
    assert "Why do I wake at four? [my own words]" in kept.read_text(encoding="utf-8")

    page.get_by_role("link", name="Your own words").click()
    page.locator("#id_say").fill("Something else after all")
    follow(page.get_by_role("button", name="Save"))
    expect(page.locator("#part-say")).to_contain_text("This changed since you signed it off")
    expect(page.get_by_role("link", name="To print")).to_have_count(0)


def test_a_full_page_prints_on_two_sheets_black_on_white(
    new_context: NewContext, watch: Watch
) -> None:
    lived(make_member(now=timezone.now() - timedelta(days=100)))
    page = new_context(viewport=DESK, color_scheme="dark").new_page()
    address = begin(page, watch.base, "lines", "danger")
    page.goto(f"{address}/lines")
    for tick in page.locator("input[name=line]").all():
        tick.check()
    follow(page.get_by_role("button", name="Save", exact=True))
    page.goto(f"{address}/words")
    page.locator("#id_say").fill("\n".join(f"A question, number {n}?" for n in range(8)))
    follow(page.get_by_role("button", name="Save"))
    follow(page.get_by_role("button", name="I have read all of it"))
    page.goto(f"{address}/sheet")
    page.emulate_media(media="print", color_scheme="dark")
    style = "(name) => getComputedStyle(document.querySelector('.paper'))[name]"
    assert page.evaluate(style, "color") == "rgb(0, 0, 0)"
    assert page.evaluate(style, "backgroundColor") == "rgb(255, 255, 255)"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    expect(page.locator(".paper__way")).to_be_hidden()
    assert 1 <= sheets(page) <= 2


def sheets(page: Page) -> int:
    """How many sheets a printer would take."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def test_a_page_that_grew_too_long_says_so_before_it_is_printed(
    new_context: NewContext, watch: Watch
) -> None:
    lived(make_member(now=timezone.now() - timedelta(days=100)))
    page = new_context(viewport=DESK).new_page()
    address = begin(page, watch.base, "lines")
    expect(page.locator("main")).not_to_contain_text("Printed, this is about")
    page.goto(f"{address}/lines")
    for tick in page.locator("input[name=line]").all():
        tick.check()
    follow(page.get_by_role("button", name="Save", exact=True))
    page.goto(f"{address}/words")
    page.locator("#id_say").fill("\n".join(f"A question, number {n}?" for n in range(60)))
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Printed, this is about 3 sheets.")
    follow(page.get_by_role("button", name="I have read all of it"))
    page.goto(f"{address}/sheet")
    assert sheets(page) == 3
