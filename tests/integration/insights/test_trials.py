"""A trial of one's own, through its pages: planned, followed, stopped, told, removed."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.checkins import actions as checkins
from evenkeel.apps.checkins.payloads import CheckInPayload
from evenkeel.apps.insights import actions, queries
from evenkeel.apps.insights.models import Trial
from evenkeel.apps.people.models import ConsentEvent
from evenkeel.core.insights import trials as core
from tests.factories.members import Known, make_member, sign_in


@pytest.fixture(autouse=True)
def consent(known: Known) -> None:
    ConsentEvent.objects.create(
        member=known.member, purpose="insights", granted=True, wording=1, at=timezone.now()
    )


def begin(known: Known, *, days_ago: int, pace: str = "quick", remind: bool = True) -> Trial:
    now = timezone.now()
    return actions.begin_trial(
        by=known.member, keyring=known.keyring, what="coffee", outcome="anxiety", pace=pace,
        start=(now - timedelta(days=days_ago)).date(), now=now, remind=remind,
        rng=np.random.default_rng(3),
    )  # fmt: skip


def live(known: Known, row: Trial, *, effect: float) -> None:
    payload = row.open(known.keyring)
    rng = np.random.default_rng(1)
    for day, on in core.days_of(payload.start, payload.pace, payload.periods).items():
        at = timezone.now() - timedelta(days=(timezone.now().date() - day).days)
        numbers = {"anxiety": float(np.clip(40 + effect * on + 4 * rng.normal(), 0, 100))}
        draft = checkins.Draft(payload=CheckInPayload(numbers=numbers), note="", at=at)
        checkins.check_in(by=known.member, keyring=known.keyring, draft=draft, now=timezone.now())


def test_planned_through_the_form(page: Client, known: Known) -> None:
    assert page.get("/insights/trials/new").status_code == 200
    asked = {"what": "coffee", "outcome": "anxiety", "pace": "days", "remind": "on"}
    answer = page.post("/insights/trials/new", asked)
    row = Trial.of(known.member).get()
    assert answer.status_code == 302
    content = page.get(answer["Location"]).content.decode()
    assert "It begins on" in content
    payload = row.open(known.keyring)
    assert len(payload.periods) == 14
    assert b"coffee" not in bytes(row.sealed)


@pytest.mark.parametrize("what", ["my meds", "sertraline 50", "skipping the pill", "half dose"])
def test_medicines_are_left_to_whoever_prescribed_them(
    page: Client, known: Known, what: str
) -> None:
    asked = {"what": what, "outcome": "mood", "pace": "days"}
    answer = page.post("/insights/trials/new", asked)
    assert answer.status_code == 400
    assert b"whoever prescribed it" in answer.content
    assert not Trial.of(known.member).exists()


def test_today_is_told_and_the_result_waits_for_the_end(page: Client, known: Known) -> None:
    row = begin(known, days_ago=3)
    content = page.get(f"/insights/trials/{row.pk}").content.decode()
    assert "Today: with" in content or "Today: without" in content
    assert "What it showed" not in content
    page.post(f"/insights/trials/{row.pk}/change", {"do": "otherwise"})
    assert b"today is left out" in page.get(f"/insights/trials/{row.pk}").content
    page.post(f"/insights/trials/{row.pk}/change", {"do": "kept"})
    assert Trial.of(known.member).get().open(known.keyring).not_kept == ()


def test_a_difference_is_told_with_its_range_and_its_limits(page: Client, known: Known) -> None:
    row = begin(known, days_ago=40)
    live(known, row, effect=15)
    content = page.get(f"/insights/trials/{row.pk}").content.decode()
    assert "What it showed" in content
    assert "Could be chance: almost surely not." in content
    assert "expecting something can do something" in content


def test_no_difference_is_told_too(page: Client, known: Known) -> None:
    row = begin(known, days_ago=40)
    live(known, row, effect=0)
    content = page.get(f"/insights/trials/{row.pk}").content.decode()
    assert "Could be chance: almost surely not." not in content


def test_stopping_early_says_how_many_more(page: Client, known: Known) -> None:
    row = begin(known, days_ago=4)
    page.post(f"/insights/trials/{row.pk}/change", {"do": "stop"})
    assert b"Too few days to say" in page.get(f"/insights/trials/{row.pk}").content
    page.post(f"/insights/trials/{row.pk}/change", {"do": "remove"})
    assert not Trial.of(known.member).exists()


def test_reminders_are_due_only_while_it_runs_and_only_if_wanted(known: Known) -> None:
    today = timezone.now().date()
    begin(known, days_ago=2)
    begin(known, days_ago=2, remind=False)
    begin(known, days_ago=90)
    due = queries.reminders_due(known.member, known.keyring, on=today)
    assert [what for _, what, _ in due] == ["coffee"]


def test_nobody_elses_trial(page: Client, known: Known) -> None:
    other = make_member("Robin")
    ConsentEvent.objects.create(
        member=other.member, purpose="insights", granted=True, wording=1, at=timezone.now()
    )
    row = begin(known, days_ago=2)
    theirs = Client()
    sign_in(theirs, "Robin")
    assert theirs.get(f"/insights/trials/{row.pk}").status_code == 404
    assert theirs.post(f"/insights/trials/{row.pk}/change", {"do": "remove"}).status_code == 404
    assert Trial.of(known.member).exists()
