"""Notices, breaks, leaning and packs under a fake clock, each threshold at both edges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from evenkeel.core.law import (
    Notice,
    Stretch,
    ai_notice_due,
    break_due,
    leaning,
    load_hazards,
    load_packs,
    load_requirements,
    rules_of,
)
from evenkeel.core.law.reliance import (
    LONG_HOURS,
    MANY_DAYS,
    MANY_STRETCHES,
    MINOR_SHARE,
    NIGHTS,
    SAID_AGAIN_AFTER,
    WINDOW,
)
from evenkeel.site.validation import it_calls_itself_nothing_it_is_not

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = NOW.date()
RULES = rules_of(load_packs(), [], on=TODAY)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def due(**given: object) -> Notice | None:
    settled = {"rules": RULES, "now": NOW, "last_notice": NOW - MINUTE}
    return ai_notice_due(**{**settled, **given})  # type: ignore[arg-type]


def test_the_notice_is_due_at_both_edges() -> None:
    assert due(last_notice=None) is Notice.FIRST_USE
    assert due() is None
    assert due(last_notice=NOW - 180 * MINUTE + SECOND) is None
    assert due(last_notice=NOW - 180 * MINUTE) is Notice.TIME
    assert due(session_began=NOW - SECOND) is Notice.SESSION
    assert due(session_began=NOW - 2 * MINUTE) is None
    assert due(asked=True) is Notice.ASKED


def test_a_minor_is_told_more_often() -> None:
    assert due(minor=True, last_notice=NOW - 60 * MINUTE + SECOND) is None
    assert due(minor=True, last_notice=NOW - 60 * MINUTE) is Notice.TIME


def test_the_notice_after_days_away() -> None:
    week = timedelta(days=7)
    assert due(last_notice=NOW - week, last_talk=NOW - week) is Notice.AWAY
    late = NOW - week + SECOND
    assert due(last_notice=late, last_talk=late) is Notice.TIME
    assert due(last_notice=NOW - MINUTE, last_talk=NOW - week) is None, "said since"


def test_a_break_is_due_at_both_edges() -> None:
    def pause(minutes: float, **given: object) -> bool:
        began = NOW - timedelta(minutes=minutes)
        settled = {"rules": RULES, "now": NOW, "began": began, "said": False}
        return break_due(**{**settled, **given})  # type: ignore[arg-type]

    assert not pause(59.9)
    assert pause(60)
    assert not pause(60, said=True)
    assert not pause(300, in_danger=True), "nobody in danger is sent away"
    assert pause(30, chosen_minutes=30)
    assert not pause(119, chosen_minutes=120)
    assert pause(60, chosen_minutes=120, minor=True), "a minor may only shorten it"


def hours_of(total: float, *, days: int = 5) -> list[Stretch]:
    each = timedelta(hours=total / days)
    began = [NOW - timedelta(days=number, hours=5) for number in range(days)]
    return [Stretch(one, one + each, night=False) for one in began]


def test_leaning_is_noticed_at_both_edges() -> None:
    assert leaning(hours_of(LONG_HOURS - 0.1), now=NOW) is None
    assert leaning(hours_of(LONG_HOURS), now=NOW) == "hours"
    nights = [
        Stretch(NOW - timedelta(days=number), NOW - timedelta(days=number) + MINUTE, night=True)
        for number in range(NIGHTS)
    ]
    assert leaning(nights[1:], now=NOW) is None
    assert leaning(nights, now=NOW) == "nights"
    often = [
        Stretch(NOW - timedelta(days=number % MANY_DAYS, minutes=number), NOW, night=False)
        for number in range(MANY_STRETCHES)
    ]
    short = [Stretch(one.began, one.began + MINUTE, night=False) for one in often]
    assert leaning(short, now=NOW) == "often"
    assert leaning(short[1:], now=NOW) is None


def test_leaning_rests_after_it_was_said_and_in_danger() -> None:
    much = hours_of(LONG_HOURS)
    assert leaning(much, now=NOW, in_danger=True) is None
    assert leaning(much, now=NOW, said_at=NOW - SAID_AGAIN_AFTER + SECOND) is None
    assert leaning(much, now=NOW, said_at=NOW - SAID_AGAIN_AFTER) == "hours"


def test_leaning_is_noticed_sooner_with_a_minor() -> None:
    assert leaning(hours_of(MINOR_SHARE * LONG_HOURS), now=NOW, minor=True) == "hours"
    assert leaning(hours_of(MINOR_SHARE * LONG_HOURS), now=NOW) is None
    assert leaning(hours_of(MINOR_SHARE * LONG_HOURS - 0.1), now=NOW, minor=True) is None


def test_what_is_older_than_a_week_does_not_count() -> None:
    old = [Stretch(NOW - WINDOW - SECOND, NOW, night=False)]
    assert leaning(old, now=NOW) is None


def test_each_pack_says_what_was_read_of_it_and_where() -> None:
    for pack in load_packs().values():
        assert pack.how_checked, pack.id
        assert pack.found_in or pack.id == "wellness"
        assert all(one.startswith("https://") for one in pack.found_in)


@pytest.mark.parametrize("pack", [one for one in load_packs().values() if one.id != "wellness"])
def test_a_pack_binds_from_its_day(pack: object) -> None:
    first = pack.in_force  # type: ignore[attr-defined]
    chosen = [pack.id]  # type: ignore[attr-defined]
    before = rules_of(load_packs(), chosen, on=first - timedelta(days=1))
    assert before.packs == ("wellness",)
    assert rules_of(load_packs(), chosen, on=first).packs == ("wellness", *chosen)


def test_the_strictest_of_several_holds() -> None:
    all_of_them = rules_of(load_packs(), sorted(load_packs()), on=TODAY)
    assert all_of_them.ai_notice_minutes <= RULES.ai_notice_minutes
    assert all_of_them.break_minutes <= RULES.break_minutes
    assert all_of_them.minimum_age >= RULES.minimum_age
    assert not all_of_them.therapeutic_communication
    assert all_of_them.notices


def test_an_unknown_pack_is_refused() -> None:
    with pytest.raises(KeyError):
        rules_of(load_packs(), ["atlantis"], on=TODAY)


def test_the_default_pack_answers_everything_at_any_time() -> None:
    for day in (date(2000, 1, 1), TODAY, date(2050, 1, 1)):
        assert rules_of(load_packs(), [], on=day).ai_notice_minutes == 180


def test_every_pack_names_its_source_and_when_it_was_looked_at() -> None:
    for pack in load_packs().values():
        assert pack.source
        assert pack.asks
        assert pack.checked_on >= date(2026, 1, 1)


def test_there_are_forty_hazards_and_each_says_what_is_left() -> None:
    hazards = load_hazards()
    assert len(hazards) >= 40
    assert all(one.left and one.controls for one in hazards.values())


def test_no_requirement_is_silent() -> None:
    """A row is proved by a test, or says what is open, or both."""
    assert all(row.tests or row.open for row in load_requirements())


def test_our_own_texts_call_it_nothing_it_is_not() -> None:
    assert list(it_calls_itself_nothing_it_is_not()) == []
