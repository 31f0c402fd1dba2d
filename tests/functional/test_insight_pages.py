"""Pages of insight, early signs, the plan and nudges in a real browser: empty and full, axe in both
schemes and sizes, every sentence of the picture with its chart and table, and all without scripts.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from evenkeel.apps.checkins.models import CheckIn
from evenkeel.apps.checkins.payloads import CheckInPayload
from evenkeel.apps.insights import actions as trials
from evenkeel.apps.nudges import actions as nudging
from evenkeel.apps.nudges.models import Nudge
from evenkeel.apps.people import actions as people
from evenkeel.apps.plan import actions as plan
from evenkeel.apps.plan.payloads import Done, ThingPayload, WeekPayload
from evenkeel.apps.plan.weeks import monday
from evenkeel.apps.programs.models import ExerciseRun
from evenkeel.apps.programs.payloads import RunPayload
from evenkeel.apps.warnings.models import CheckUp, EarlyWarning
from evenkeel.core.exercises import load_exercises
from evenkeel.core.personalisation.nudging import load_nudges
from tests.factories.members import PASSPHRASE, Known, make_member, sign_in
from tests.functional import axe
from tests.functional.conftest import NewContext, Watch
from tests.functional.walk import follow, log_in, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "/", "/now", "/plan", "/plan/why", "/nudges", "/nudges/calendar", "/insights",
    "/insights/mood", "/insights/words", "/insights/letter", "/insights/trials",
    "/insights/trials/new", "/early-signs", "/early-signs/wishes", "/check-up",
)  # fmt: skip
ALLOWED = ("companion", "insights", "early_warning", "nudges")


def allow(known: Known) -> None:
    granted = dict.fromkeys(ALLOWED, True)
    people.set_consents(by=known.member, granted=granted, now=timezone.now())


def lived(known: Known) -> list[str]:
    """Four months that end in a slide, with one of everything; the addresses of single rows."""
    allow(known)
    now, rng = timezone.now(), np.random.default_rng(3)
    rows = []
    for ago in range(130, 0, -1):
        at = now - timedelta(days=ago)
        fall = max(0.0, (28 - ago) / 28) * 34
        numbers = {
            "mood": float(np.clip(62 - fall + rng.normal(0, 7), 0, 100)),
            "energy": float(np.clip(55 - fall / 2 + rng.normal(0, 6), 0, 100)),
            "anxiety": float(np.clip(35 + fall + rng.normal(0, 8), 0, 100)),
        }
        payload = CheckInPayload(numbers=numbers, zone="Europe/London")
        rows.append(
            CheckIn.sealed_row(
                by=known.member, keyring=known.keyring, payload=payload, at=at, now=at
            )
        )
    CheckIn.objects.bulk_create(rows)
    worry = [one.id for one in load_exercises().values() if "worry" in one.needs][:2]
    for ago in range(1, 15):
        payload = RunPayload(exercise=worry[ago % 2], feeling="worry", before=8, after=3 + ago % 3)
        at = now - timedelta(days=3 * ago)
        ExerciseRun.create_locked(
            by=known.member, keyring=known.keyring, payload=payload, at=at, now=at
        )
    return [*_trials(known, now), *_weeks(known, now), *_nudges(known, now), *_signs(known)]


def _trials(known: Known, now: datetime) -> list[str]:
    found = []
    for what, began in (("coffee", 60), ("a walk at noon", 3)):
        row = trials.begin_trial(
            by=known.member, keyring=known.keyring, what=what, outcome="mood", pace="quick",
            start=now.date() - timedelta(days=began), now=now,
        )  # fmt: skip
        found.append(f"/insights/trials/{row.pk}")
    return found


def _weeks(known: Known, now: datetime) -> list[str]:
    this = monday(now.date())
    for first, done in ((this - timedelta(days=7), Done.DONE), (this, Done.OPEN)):
        things = (
            ThingPayload(what="walk to the river", when="after lunch", where="outside", done=done),
            ThingPayload(what="ring Sam", times=1),
        )
        payload = WeekPayload(
            first=first, goal="less dread on Sundays", things=things, changes=("kept", "smaller")
        )
        plan.keep_week(by=known.member, keyring=known.keyring, payload=payload, now=now)
    return []


def _nudges(known: Known, now: datetime) -> list[str]:
    nudging.save_settings(
        by=known.member, kinds=list(load_nudges()), per_day=3, quiet_from=time(21),
        quiet_until=time(8), zone="Europe/London", push=True, mail="",
    )  # fmt: skip
    day = (now + timedelta(days=2)).strftime("%Y%m%d")
    raw = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:a\r\n"
        f"DTSTAMP:20260101T000000Z\r\nDTSTART:{day}T100000Z\r\nDTEND:{day}T110000Z\r\n"
        "SUMMARY:Appraisal\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    nudging.keep_calendar(
        by=known.member, keyring=known.keyring, raw=raw.encode(), address="", name="mine.ics",
        words=["appraisal"], zone="Europe/London", now=now,
    )  # fmt: skip
    Nudge.objects.create(
        member=known.member, kind="walk", key="seen", due_at=now, until=now + timedelta(hours=3),
        state=Nudge.State.SENT, decided_at=now,
    )  # fmt: skip
    return []


def _signs(known: Known) -> list[str]:
    """What a visit sees, and two check-ups: one that is calm, one that is not, one left open."""
    client = Client()
    sign_in(client)
    client.get("/")
    found = [f"/early-signs/{row.pk}" for row in EarlyWarning.of(known.member)[:1]]
    assert found, "nothing stood out in a slide"
    for value in ("0", "2"):
        page = client.post("/check-up")["Location"]
        for _ in range(40):
            shown = client.get(page)
            if shown.status_code == 302:
                page = shown["Location"]
            elif b'name="value"' not in shown.content:
                break
            else:
                sent = {"item": shown.context["item"].id, "value": value}
                answered = client.post(page, sent)
                onward = answered["Location"]  # or into a talk about what was answered
                page = onward if onward.startswith("/check-up") else page
        found.append(f"/check-up/{CheckUp.of(known.member)[0].pk}/result")
    return [*found, client.post("/check-up")["Location"]]


@pytest.mark.parametrize("full", [False, True], ids=["empty", "full"])
def test_every_page_is_sound_in_both_sizes_and_schemes(
    new_context: NewContext, watch: Watch, full: bool
) -> None:
    known = make_member(now=timezone.now() - timedelta(days=140))
    rows = lived(known) if full else []
    if not full:
        allow(known)
    page = new_context().new_page()
    log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
    faults = []
    for address in (*(one for one in PAGES if full or one != "/insights/mood"), *rows):
        faults += axe.everywhere(page, watch.base + address)
    assert not faults, "\n".join(faults)


def test_before_anything_is_switched_on_each_page_says_what_it_would_do(
    new_context: NewContext, watch: Watch
) -> None:
    make_member()
    page = new_context().new_page()
    log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
    for address in ("/insights", "/insights/trials", "/early-signs", "/nudges"):
        assert axe.everywhere(page, watch.base + address) == []
        expect(page.get_by_role("link", name=re.compile("^Switch on"))).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_every_sentence_of_the_picture_opens_its_chart_and_its_table(
    new_context: NewContext, watch: Watch, scripts: bool
) -> None:
    lived(make_member(now=timezone.now() - timedelta(days=140)))
    page = new_context(java_script_enabled=scripts).new_page()
    log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
    page.goto(f"{watch.base}/insights")
    ready(page)
    for closed in page.locator("main details:not([open]) > summary").all():
        closed.click()
    rows = page.locator("main li[id^='line-']")
    assert rows.count() >= 4
    for at in range(rows.count()):
        row = rows.nth(at)
        said = row.locator(".finding__sentence").first.inner_text()
        row.get_by_role("link", name="Chart and numbers").click()
        figure = (row if scripts else page.locator("main")).locator("figure.finding")
        expect(figure).to_be_visible()
        assert figure.locator("svg[role=img]").count() == 1, f"{said}: no chart"
        assert figure.locator("table").count() == 1, f"{said}: no table"
        if not scripts:
            page.go_back()
            for closed in page.locator("main details:not([open]) > summary").all():
                closed.click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_trial_a_week_and_a_not_this_by_hand(
    new_context: NewContext, watch: Watch, scripts: bool
) -> None:
    allow(make_member())
    page = new_context(java_script_enabled=scripts).new_page()
    base = watch.base
    log_in(page, base, nickname="Wren", passphrase=PASSPHRASE)

    page.goto(f"{base}/insights/trials/new")
    page.locator("input[name=what]").fill("a walk at noon")
    page.get_by_role("button", name="Draw the order and begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("a walk at noon")
    expect(page.locator("main")).to_contain_text("It begins on")
    expect(page.locator("main")).to_contain_text("nudges are off")
    page.get_by_role("button", name="End it now and see").click()
    expect(page.locator("main")).to_contain_text("Too few days to say")

    page.goto(f"{base}/plan")
    page.locator("input[name=goal]").fill("sleep before one")
    page.get_by_role("button", name="Keep this plan").click()
    expect(page.locator("main")).to_contain_text("sleep before one")
    page.locator("input[name=done-0][value=not]").check(force=True)
    follow(page.get_by_role("button", name="Keep", exact=True))
    expect(page.locator("main")).not_to_contain_text("failed")

    page.goto(f"{base}/now")
    page.locator("input[name=minutes][value='3']").check(force=True)
    page.locator("input[name=place][value=work]").check(force=True)
    follow(page.get_by_role("button", name="Choose"))
    first = page.locator("#first").inner_text()
    page.locator("summary", has_text="Not this, because").click()
    page.get_by_role("button", name="Not my kind of thing").click()
    expect(page.locator("main")).not_to_contain_text(first)
    expect(page.locator("input[name=place][value=work]")).to_be_checked()
