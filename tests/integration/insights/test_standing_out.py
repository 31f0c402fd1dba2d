"""What stood out by the end of a day: the same each time it is worked out, until days change."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from evenkeel.apps.checkins.models import CheckIn
from evenkeel.apps.checkins.payloads import CheckInPayload
from evenkeel.apps.checkins.queries import zone_from
from evenkeel.apps.insights import queries
from evenkeel.apps.insights.remembered import REMEMBERED
from tests.factories.members import Known

pytestmark = pytest.mark.django_db

DAYS = 90


@pytest.fixture
def walker(known: Known) -> Known:
    """Somebody whose mood is plainly better on days with a walk, and low in one stretch."""
    rng, now = np.random.default_rng(11), timezone.now().replace(hour=12)
    rows = []
    for ago in range(DAYS, 0, -1):
        walked = rng.random() < 0.5
        mood = 40 + 22 * walked + rng.normal(0, 6) - 15 * (30 < ago < 45)
        payload = CheckInPayload(
            numbers={"mood": float(np.clip(mood, 0, 100))}, zone="UTC",
            activities=("walk",) if walked else (),
        )  # fmt: skip
        at = now - timedelta(days=ago)
        rows.append(
            CheckIn.sealed_row(
                by=known.member, keyring=known.keyring, payload=payload, at=at, now=at
            )
        )
    CheckIn.objects.bulk_create(rows)
    return known


def told(known: Known, *, later: int = 0, back: int = 1) -> tuple[queries.StoodOut, ...]:
    REMEMBERED.clear()
    now = timezone.now().replace(hour=13) + timedelta(days=later)
    last = timezone.now().date() - timedelta(days=back)
    return queries.stood_out(
        known.member, known.keyring, zone=zone_from("UTC"), now=now, last=last
    )  # fmt: skip


def test_it_is_the_same_each_time_and_on_later_days(walker: Known) -> None:
    first = told(walker)
    assert first
    assert told(walker) == first
    assert told(walker, later=5) == first


def test_from_memory_it_is_the_same_too(walker: Known) -> None:
    first = told(walker)
    last = timezone.now().date() - timedelta(days=1)
    now = timezone.now()
    again = queries.stood_out(
        walker.member, walker.keyring, zone=zone_from("UTC"), now=now, last=last
    )  # fmt: skip
    assert again == first


def test_each_says_how_sure_it_is_and_on_how_many_days_it_rests(walker: Known) -> None:
    for one in told(walker):
        assert "Could be chance:" in one.sentence
        assert one.days == tuple(sorted(one.days))
        assert len(one.days) >= 10


def test_days_after_the_last_do_not_count(walker: Known) -> None:
    last = timezone.now().date() - timedelta(days=20)
    assert all(day <= last for one in told(walker, back=20) for day in one.days)


def test_nothing_before_the_first_day(walker: Known) -> None:
    assert told(walker, back=DAYS + 30) == ()


def test_a_changed_number_changes_the_mark(walker: Known) -> None:
    first = {one.key: one.mark for one in told(walker)}
    row = CheckIn.of(walker.member)[40]
    payload = row.open(walker.keyring)
    moved = payload.model_copy(update={"numbers": {"mood": payload.numbers["mood"] + 5}})
    row.update_locked(
        keyring=walker.keyring, payload=moved, expected_revision=row.revision, now=timezone.now()
    )
    after = {one.key: one.mark for one in told(walker)}
    assert any(after.get(key) != mark for key, mark in first.items())
