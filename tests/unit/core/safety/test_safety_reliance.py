"""S12: over-reliance is noticed by stated thresholds, said once a week, and never in danger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from evenkeel.core.safety.reliance import (
    LONG_SITTING,
    MANY_DAYS,
    MANY_NIGHTS,
    SAID_AGAIN_AFTER,
    Reliance,
    over_reliance,
)
from evenkeel.core.vocabulary import RiskLevel

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)


def sitting(length: timedelta, *, until: datetime = NOW) -> list[datetime]:
    steps = int(length / timedelta(minutes=10))
    return [until - timedelta(minutes=10) * step for step in range(steps + 1)]


@pytest.mark.parametrize(
    ("length", "noticed"), [(LONG_SITTING - timedelta(minutes=10), False), (LONG_SITTING, True)]
)
def test_a_long_sitting(length: timedelta, noticed: bool) -> None:
    signs = over_reliance(sitting(length), now=NOW).signs
    assert (Reliance.LONG_SITTING in signs) is noticed


@pytest.mark.parametrize(("days", "noticed"), [(MANY_DAYS - 1, False), (MANY_DAYS, True)])
def test_most_days(days: int, noticed: bool) -> None:
    times = [NOW - timedelta(days=day) for day in range(days)]
    assert (Reliance.MOST_DAYS in over_reliance(times, now=NOW).signs) is noticed


@pytest.mark.parametrize(("nights", "noticed"), [(MANY_NIGHTS - 1, False), (MANY_NIGHTS, True)])
def test_nights(nights: int, noticed: bool) -> None:
    times = [NOW.replace(hour=2) - timedelta(days=day) for day in range(nights)]
    assert (Reliance.NIGHTS in over_reliance(times, now=NOW).signs) is noticed


@pytest.mark.parametrize(("hours", "noticed"), [(9, False), (10, True)])
def test_hours_of_a_week(hours: int, noticed: bool) -> None:
    times = [
        at for day in range(1, hours // 2 + 1)
        for at in sitting(timedelta(hours=2), until=NOW - timedelta(days=day))
    ] + (sitting(timedelta(hours=1)) if hours % 2 else [])  # fmt: skip
    assert (Reliance.MANY_HOURS in over_reliance(times, now=NOW).signs) is noticed


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("you\u2019re the only one who gets me", Reliance.ONLY_YOU),
        ("i'd rather talk to you than them", Reliance.INSTEAD_OF_PEOPLE),
        ("i cancelled dinner with my friends so i could talk", Reliance.INSTEAD_OF_PEOPLE),
        ("i quit my therapist, you do it better", Reliance.INSTEAD_OF_CARE),
        ("i couldn't cope without you", Reliance.CANNOT_STOP),
    ],
)
def test_words(text: str, sign: Reliance) -> None:
    noticed = over_reliance([], text=text, now=NOW)
    assert sign in noticed.signs
    assert noticed.say


@pytest.mark.parametrize("text", ["i talked to my friends", "my therapist said rest", "you again"])
def test_everyday_words_are_no_sign(text: str) -> None:
    assert over_reliance([], text=text, now=NOW).signs == frozenset()


def test_one_sign_of_time_is_noticed_and_not_said_two_are() -> None:
    days = [NOW - timedelta(days=day) for day in range(MANY_DAYS)]
    assert not over_reliance(days, now=NOW).say
    assert over_reliance([*days, *sitting(LONG_SITTING)], now=NOW).say


def test_it_is_said_once_a_week_and_never_in_danger() -> None:
    text = "you're the only one who listens"
    just_said = NOW - SAID_AGAIN_AFTER + timedelta(minutes=1)
    assert not over_reliance([], text=text, now=NOW, said_at=just_said).say
    assert over_reliance([], text=text, now=NOW, said_at=NOW - SAID_AGAIN_AFTER).say
    assert not over_reliance([], text=text, now=NOW, level=RiskLevel.RAISED).say
