"""Today's one next thing, rule by rule."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evenkeel.core.personalisation.next_thing import (
    Kind,
    Need,
    NextThing,
    Practice,
    ProgrammeStep,
    Questionnaire,
    Situation,
    is_night,
    next_thing,
)
from evenkeel.core.personalisation.words import phrase

MORNING = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
NIGHT = datetime(2026, 5, 4, 2, 30, tzinfo=UTC)
BREATH = Practice("breath", "Slow breathing", 3)
DONE = Situation(now=MORNING, last_check_in=MORNING - timedelta(hours=1))
WELL = Questionnaire("well", "Well-being", 1)
JOINED = date(2026, 5, 1)


def offer(_need: Need) -> Practice:
    return BREATH


STEP = ProgrammeStep("session", "Week 2", "Sleep again", "/programmes/x")


def test_no_programme_calls_at_night() -> None:
    found = next_thing(replace(DONE, now=NIGHT, programme=STEP), suggest=lambda _need: None)
    assert found is None


@pytest.mark.parametrize("kind", ["session", "practice", "recall"])
def test_each_step_of_a_programme_has_words_and_an_address(kind: str) -> None:
    found = next_thing(replace(DONE, programme=replace(STEP, kind=kind)))
    assert found is not None
    words = phrase(found)
    assert words.target == "/programmes/x"
    assert "Sleep again" in words.reason


@pytest.mark.parametrize(
    ("situation", "kind", "variant"),
    [
        (Situation(now=MORNING), Kind.CHECK_IN, "first"),
        (Situation(now=MORNING, last_check_in=MORNING - timedelta(days=1)), Kind.CHECK_IN, "plain"),
        (
            Situation(now=MORNING, last_check_in=MORNING - timedelta(days=4)),
            Kind.CHECK_IN,
            "after_days",
        ),
        (replace(DONE, anxiety=0.9), Kind.SETTLE, "anxiety"),
        (replace(DONE, stress=0.7), Kind.SETTLE, "stress"),
        (replace(DONE, follow_ups=("call Sam",)), Kind.FOLLOW_UP, "plain"),
        (Situation(now=MORNING, follow_ups=("call Sam",)), Kind.FOLLOW_UP, "plain"),
        (Situation(now=NIGHT), Kind.WIND_DOWN, "plain"),
        (replace(DONE, programme=STEP), Kind.PROGRAMME, "session"),
        (
            replace(DONE, programme=STEP, questionnaire=WELL, first_day=JOINED),
            Kind.PROGRAMME,
            "session",
        ),
        (
            replace(DONE, questionnaire=WELL, first_day=JOINED),
            Kind.QUESTIONNAIRE,
            "first",
        ),
        (
            replace(DONE, questionnaire=replace(WELL, last=date(2026, 4, 20))),
            Kind.QUESTIONNAIRE,
            "again",
        ),
        (replace(DONE, last_entry=date(2026, 5, 1)), Kind.WRITE, "plain"),
    ],
)
def test_each_situation_has_its_next_thing(situation: Situation, kind: Kind, variant: str) -> None:
    found = next_thing(situation, suggest=offer)
    assert found is not None
    assert (found.kind, found.variant) == (kind, variant)
    assert phrase(found).reason


@pytest.mark.parametrize(
    "situation",
    [
        DONE,
        replace(DONE, anxiety=0.69),
        replace(DONE, last_check_in=MORNING - timedelta(hours=7), anxiety=0.9),
        replace(DONE, questionnaire=WELL, first_day=date(2026, 5, 2)),
        replace(DONE, last_entry=date(2026, 5, 2)),
    ],
)
def test_nothing_is_suggested_without_a_reason(situation: Situation) -> None:
    assert next_thing(situation, suggest=offer) is None


@pytest.mark.parametrize(
    "situation",
    [
        replace(DONE, anxiety=0.9),
        Situation(now=NIGHT),
        Situation(now=NIGHT, questionnaire=WELL, first_day=JOINED),
    ],
)
def test_no_exercise_is_invented(situation: Situation) -> None:
    assert next_thing(situation) is None


def test_not_now_gives_way_to_the_next_rule() -> None:
    situation = Situation(now=MORNING, follow_ups=("call Sam",), not_now=frozenset({"follow_up"}))
    found = next_thing(situation)
    assert found is not None
    assert found.kind is Kind.CHECK_IN
    everything = replace(situation, not_now=frozenset(kind.value for kind in Kind))
    assert next_thing(everything) is None


def test_today_is_the_members_own_day() -> None:
    auckland = datetime(2026, 5, 5, 7, 0, tzinfo=ZoneInfo("Pacific/Auckland"))
    an_hour_before_their_midnight = datetime(2026, 5, 4, 11, 0, tzinfo=UTC)
    found = next_thing(Situation(now=auckland, last_check_in=an_hour_before_their_midnight))
    assert found is not None
    assert found.kind is Kind.CHECK_IN


def test_night_is_not_guessed_when_the_zone_is_unknown() -> None:
    assert is_night(Situation(now=NIGHT))
    assert not is_night(Situation(now=NIGHT, local=False))


@pytest.mark.parametrize(
    ("situation", "need"),
    [
        (replace(DONE, anxiety=0.9, stress=0.9), Need.ANXIETY),
        (replace(DONE, stress=0.9), Need.STRESS),
        (Situation(now=NIGHT), Need.SLEEP),
        (Situation(now=MORNING), None),
    ],
)
def test_an_exercise_is_asked_for_only_when_one_fits(
    situation: Situation, need: Need | None
) -> None:
    asked: list[Need] = []

    def suggest(wanted: Need) -> None:
        asked.append(wanted)

    next_thing(situation, suggest=suggest)
    assert asked == ([need] if need else [])


def test_a_reason_quotes_the_members_own_figures() -> None:
    known = replace(BREATH, rated=5, eased=4, last=(7, 4))
    found = next_thing(replace(DONE, anxiety=0.8), suggest=lambda _need: known)
    assert found is not None
    words = phrase(found)
    assert "eased it 4 of 5 times" in words.reason
    assert "7 before, 4 after" in words.reason
    assert words.target == "breath"


def test_an_exercise_that_never_eased_it_is_not_praised() -> None:
    known = replace(BREATH, rated=2, eased=0, last=(5, 6))
    found = next_thing(replace(DONE, anxiety=0.8), suggest=lambda _need: known)
    assert found is not None
    assert "eased" not in phrase(found).reason


def test_words_with_braces_in_a_follow_up_stay_words() -> None:
    words = phrase(NextThing(Kind.FOLLOW_UP, "plain", {"what": "{0} {now.tzinfo}"}))
    assert words.reason == "You planned: {0} {now.tzinfo}"
