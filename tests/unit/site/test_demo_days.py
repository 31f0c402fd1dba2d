"""The invented weeks hold what they say they hold."""

from __future__ import annotations

import random
from datetime import UTC, date
from statistics import mean

from evenkeel.site.demo.days import BAD_FORTNIGHT, GAP, TUESDAY, WEEKS, moments

LAST = date(2026, 3, 29)


def test_the_same_seed_makes_the_same_weeks() -> None:
    once = moments(last_day=LAST, zone=UTC, rng=random.Random(7))
    assert once == moments(last_day=LAST, zone=UTC, rng=random.Random(7))
    assert once != moments(last_day=LAST, zone=UTC, rng=random.Random(8))


def test_planted_patterns_are_there_over_many_people() -> None:
    made = [m for s in range(30) for m in moments(last_day=LAST, zone=UTC, rng=random.Random(s))]
    tuesdays = [m.stress for m in made if m.evening and m.at.weekday() == TUESDAY]
    other = [m.stress for m in made if m.evening and m.at.weekday() != TUESDAY]
    assert 1.9 < mean(tuesdays) - mean(other) < 3.1
    short = [m.anxiety for m in made if not m.low and m.sleep_hours and m.sleep_hours < 6]
    long = [m.anxiety for m in made if not m.low and m.sleep_hours and m.sleep_hours >= 6]
    assert 0.9 < mean(short) - mean(long) < 1.5
    assert mean(m.mood for m in made if m.low) < mean(m.mood for m in made if not m.low) - 1.5


def test_gaps_are_gaps() -> None:
    made = moments(last_day=LAST, zone=UTC, rng=random.Random(1))
    first = LAST.toordinal() - WEEKS * 7 + 1
    days = {m.at.date().toordinal() - first for m in made}
    assert not days & set(GAP)
    assert days & set(BAD_FORTNIGHT)
    assert len(made) < 2 * (WEEKS * 7 - len(GAP))
