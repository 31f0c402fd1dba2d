"""The week's plan through the browser's door: proposed, kept, told, adjusted with its reasons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.plan import actions, weeks
from evenkeel.apps.plan.models import Week
from evenkeel.apps.plan.payloads import Done, ThingPayload, WeekPayload
from evenkeel.apps.programs import actions as runs
from evenkeel.core.exercises import Outcome, load_exercises
from evenkeel.core.personalisation.permitted import barred_in_talk
from evenkeel.core.programmes import load_programmes
from tests.factories.members import Known, make_member, sign_in

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)
MONDAY = datetime(2026, 5, 11).date()
LAST = MONDAY - timedelta(days=7)
PLAIN = next(p for p in load_programmes().values() if not p.diary and not p.ladder)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Known:
    monkeypatch.setattr(timezone, "now", lambda: WEDNESDAY)
    return make_member(now=WEDNESDAY - timedelta(days=60))


@pytest.fixture
def visitor(known: Known, client: Client) -> Client:
    client.cookies["zone"] = "Europe/London"
    sign_in(client)
    return client


def page(client: Client, address: str = "/plan") -> str:
    return " ".join(client.get(address).content.decode().split())


def keep(known: Known, *things: ThingPayload, first: object = MONDAY) -> None:
    payload = WeekPayload(first=first, things=things, changes=("",) * len(things))
    actions.keep_week(by=known.member, keyring=known.keyring, payload=payload, now=WEDNESDAY)


def eased_by(known: Known, exercise: str, times: int = 4) -> None:
    for n in range(times):
        draft = runs.RunDraft(
            runs.RunPayload(
                exercise=exercise, feeling="worry", before=8, after=3, outcome=Outcome.FINISHED
            )
        )
        at = WEDNESDAY - timedelta(days=5 + n)
        runs.keep_run(by=known.member, keyring=known.keyring, draft=draft, now=at)


def test_a_goal_in_their_words_and_three_things_with_when_and_where(
    visitor: Client, known: Known
) -> None:
    assert "What it is for, in your words" in page(visitor)
    sent = {"goal": "less dread on Sundays"}
    for n, what in enumerate(["walk to the river", "ring Sam", "bed at eleven"]):
        sent |= {f"what-{n}": what, f"when-{n}": "after lunch", f"where-{n}": "outside"}
        sent |= {f"times-{n}": "2"}
    shown = " ".join(visitor.post("/plan", sent, follow=True).content.decode().split())
    for words in ("less dread on Sundays", "walk to the river", "after lunch", "2 times"):
        assert words in shown
    kept = weeks.this_week(known.member, known.keyring, today=WEDNESDAY.date())
    assert kept is not None
    assert (kept.goal, len(kept.things)) == ("less dread on Sundays", 3)
    assert b"river" not in bytes(Week.of(known.member).get().sealed)


def test_it_is_built_from_what_helped_this_member(visitor: Client, known: Known) -> None:
    worry = next(one for one in load_exercises().values() if "worry" in one.needs)
    eased_by(known, worry.id)
    shown = page(visitor)
    assert worry.title in shown
    assert "has helped you before" in shown


def test_how_it_went_changes_the_next_week_with_the_reason(visitor: Client, known: Known) -> None:
    keep(
        known,
        ThingPayload(what="walk", times=4, done=Done.NOT),
        ThingPayload(what="ring Sam", times=1, done=Done.DONE, helped=8),
        ThingPayload(what="cold shower", times=3, done=Done.DONE, helped=2),
        first=LAST,
    )
    shown = page(visitor)
    assert "It did not fit last week. Half as often may." in shown
    assert 'name="times-0" min="1" max="7" value="2"' in shown
    assert "It got done and did some good, so it stays." in shown
    assert "cold shower</bdi>: You did it and it gave you little." in shown


def test_nothing_counts_in_a_row_and_nobody_is_told_off(visitor: Client, known: Known) -> None:
    keep(known, ThingPayload(what="walk", done=Done.NOT), first=LAST)
    keep(known, ThingPayload(what="walk"))
    shown = page(visitor).lower()
    for word in ("streak", "in a row", "failed", "missed", "only 0", "well done", "should"):
        assert word not in shown.partition("<main")[2]


def test_a_programmes_practice_is_in_the_week_and_on_today(visitor: Client, known: Known) -> None:
    visitor.post(f"/programmes/{PLAIN.id}", {f"ask_{one.id}": "no" for one in PLAIN.screen})
    today = page(visitor, "/")
    assert PLAIN.sessions[0].title.replace("'", "&#x27;") in today
    first = PLAIN.sessions[0]
    visitor.post(
        f"/programmes/{PLAIN.id}/sessions/{first.id}",
        {"weekly": "5", "plan": "Tomorrow after lunch", "how": "done"},
    )
    shown = page(visitor)
    assert "It is this week&#x27;s practice from your programme." in shown
    assert first.practice.text[:30].replace("'", "&#x27;") in shown


def test_what_is_ticked_later_is_not_opened_from_the_kept_week(
    visitor: Client, known: Known
) -> None:
    keep(known, ThingPayload(what="push", exercise="push-the-wall"))
    assert 'href="/exercises/push-the-wall"' in page(visitor)
    visitor.post("/plan/why", {"condition": ["pregnancy"]})
    shown = page(visitor)
    assert 'href="/exercises/push-the-wall"' not in shown
    assert "It is left out." in shown


@pytest.mark.parametrize("condition", ["injury", "heart_or_lungs", "unreal"])
def test_no_proposal_holds_what_is_ticked(known: Known, condition: str) -> None:
    barred = barred_in_talk({condition})
    for exercise in sorted(barred & load_exercises().keys()):
        eased_by(known, exercise, times=2)
    actions.save_conditions(
        by=known.member, keyring=known.keyring, conditions=[condition], now=WEDNESDAY
    )
    for weeks_on in range(6):
        at = WEDNESDAY + timedelta(days=7 * weeks_on)
        found = weeks.proposal(known.member, known.keyring, local_now=at)
        assert not {one.thing.exercise for one in found.planned} & barred


def test_somebody_elses_week_stays_theirs(known: Known, client: Client) -> None:
    keep(known, ThingPayload(what="walk to the river"))
    make_member("Robin")
    sign_in(client, "Robin")
    assert "river" not in page(client)
