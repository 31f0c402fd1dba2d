"""Whether a nudge goes out: quiet hours, budget, snooze, less, holdout; and what nudging does."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from evenkeel.core.personalisation.nudging import (
    HOLDOUT,
    LESS,
    NEVER_HELD,
    Seen,
    Settings,
    Verdict,
    decide,
    effect,
    good_hour,
    is_held,
    is_quiet,
    load_nudges,
    quiet_ends,
)

NOON = datetime(2026, 5, 13, 12, tzinfo=ZoneInfo("Europe/London"))
SENT = next(id for id in (UUID(int=n) for n in range(99)) if not is_held(id, "practice"))
HELD = next(id for id in (UUID(int=n) for n in range(99)) if is_held(id, "practice"))
OPEN = Settings(on=True, kinds=frozenset({"practice", "before_event"}))


def verdict(settings: Settings = OPEN, *, at: datetime = NOON, **more: object) -> Verdict:
    asked = {"id": SENT, "kind": "practice", "until": at + timedelta(hours=12), "sent_today": 0}
    return decide(local_now=at, settings=settings, **{**asked, **more}).verdict  # type: ignore[arg-type]


def test_it_is_sent_when_all_is_well_and_dropped_when_off() -> None:
    assert verdict() is Verdict.SEND
    assert verdict(Settings()) is Verdict.DROP
    assert verdict(kind="walk") is Verdict.DROP


@given(st.times(), st.times(), st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)))
def test_nothing_is_ever_sent_in_quiet_hours(begin: time, end: time, at: datetime) -> None:
    settings = Settings(on=True, kinds=frozenset({"practice"}), quiet_from=begin, quiet_until=end)
    local = at.replace(tzinfo=UTC)
    found = decide(
        id=SENT, kind="practice", local_now=local, until=local + timedelta(days=2),
        settings=settings, sent_today=0,
    )  # fmt: skip
    if is_quiet(local, settings):
        assert found.verdict is Verdict.LATER
        assert found.at is not None
        assert not is_quiet(found.at, settings)
        assert found.at > local


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(20, 59, False), (21, 0, True), (3, 0, True), (7, 59, True), (8, 0, False)],
)
def test_quiet_hours_at_both_edges_over_midnight(hour: int, minute: int, quiet: bool) -> None:
    assert is_quiet(NOON.replace(hour=hour, minute=minute), OPEN) is quiet


def test_quiet_hours_that_begin_when_they_end_are_none() -> None:
    none = Settings(on=True, quiet_from=time(8), quiet_until=time(8))
    assert not is_quiet(NOON.replace(hour=3), none)


def test_what_would_come_too_late_is_dropped_not_kept_for_the_morning() -> None:
    night = NOON.replace(hour=23)
    assert verdict(at=night, until=night + timedelta(hours=2)) is Verdict.DROP
    assert verdict(at=night, until=night + timedelta(hours=12)) is Verdict.LATER
    assert quiet_ends(night, OPEN).hour == 8


def test_budget_at_both_edges() -> None:
    assert verdict(sent_today=OPEN.per_day - 1) is Verdict.SEND
    assert verdict(sent_today=OPEN.per_day) is Verdict.DROP


def test_snoozed_means_later_and_never_into_the_night() -> None:
    until = NOON.replace(hour=22)
    settings = Settings(on=True, kinds=OPEN.kinds, snoozed_until=until)
    found = decide(
        id=SENT, kind="practice", local_now=NOON, until=NOON + timedelta(days=1),
        settings=settings, sent_today=0,
    )  # fmt: skip
    assert found.verdict is Verdict.LATER
    assert found.at == quiet_ends(until, OPEN)


def test_less_of_these_rests_longer_each_time() -> None:
    for times in (1, 2, 3):
        rest = LESS * 2 ** (times - 1)
        said = Settings(on=True, kinds=OPEN.kinds, less={"practice": (times, NOON)})
        assert verdict(said, at=NOON + rest - timedelta(hours=1)) is Verdict.DROP
        assert verdict(said, at=NOON + rest) is Verdict.SEND


def test_one_in_ten_is_held_back_by_chance_and_what_was_asked_for_never() -> None:
    held = sum(is_held(uuid4(), "practice") for _ in range(5000)) / 5000
    assert abs(held - HOLDOUT) < 0.02
    assert verdict(id=HELD) is Verdict.HOLD
    for kind in NEVER_HELD:
        assert not any(is_held(uuid4(), kind) for _ in range(200))


def seen(sent: int, taken: int, held: int, taken_too: int, hour: int = 9) -> list[Seen]:
    at = NOON.replace(hour=hour)
    told = [Seen(at, sent=True, taken=n < taken) for n in range(sent)]
    return told + [Seen(at, sent=False, taken=n < taken_too) for n in range(held)]


def test_the_effect_of_nudging_is_a_difference_with_its_interval() -> None:
    found = effect(seen(100, 60, 20, 4))
    assert found.difference == pytest.approx(0.4)
    assert found.interval[0] > 0
    assert found.enough
    assert (found.with_percent, found.without_percent) == (60, 20)


def test_no_effect_is_claimed_from_too_few() -> None:
    assert not effect(seen(100, 60, 4, 0)).enough
    assert not effect(()).enough
    same = effect(seen(100, 40, 20, 8))
    assert same.interval[0] < 0 < same.interval[1]


def test_good_hours_are_learned_and_one_lucky_morning_decides_nothing() -> None:
    hours = range(8, 21)
    assert good_hour((), allowed=hours) == 12
    assert good_hour(seen(20, 18, 0, 0, hour=18), allowed=hours) in {18, 19, 20}
    lucky = [*seen(20, 14, 0, 0, hour=12), *seen(1, 1, 0, 0, hour=9)]
    assert good_hour(lucky, allowed=hours) in {12, 13, 14}
    assert good_hour(seen(20, 18, 0, 0, hour=3), allowed=hours) in hours


def test_every_kind_has_words_that_lead_somewhere() -> None:
    for words in load_nudges().values():
        assert reverse(words.page)
        assert len(words.says.split()) <= 40
