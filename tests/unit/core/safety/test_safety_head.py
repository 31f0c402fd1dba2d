"""The trained head raises, and never alone to more than raised."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evenkeel.core.safety import assess
from evenkeel.core.safety.head import (
    HIGH_FROM,
    NOTED_DESPITE_SAYING,
    NOTED_FROM,
    RAISED_BESIDE_RULES,
    RAISED_FROM,
    WATCH_FROM,
    at_least,
)
from evenkeel.core.vocabulary import Pathway, Reading, RiskLevel

NOW = datetime(2026, 11, 21, tzinfo=UTC)
EDGE = 1e-6


def reading(level: str, share: float, pathway: str = "suicide") -> Reading:
    return Reading(
        text="", risk_levels={"none": 1 - share, level: share}, risk_pathways={pathway: 0.9}
    )


@pytest.mark.parametrize(
    ("level", "share", "expected"),
    [
        ("watch", NOTED_FROM - EDGE, RiskLevel.NONE), ("watch", NOTED_FROM, RiskLevel.WATCH),
        ("raised", RAISED_FROM - EDGE, RiskLevel.WATCH), ("raised", RAISED_FROM, RiskLevel.RAISED),
        ("high", 1.0, RiskLevel.RAISED), ("imminent", 1.0, RiskLevel.RAISED),
    ],
)  # fmt: skip
def test_alone_it_gives_at_most_raised(level: str, share: float, expected: RiskLevel) -> None:
    assert assess("a grey day", reading=reading(level, share), now=NOW).level is expected


def test_a_weak_suspicion_is_noted_and_not_spoken_to() -> None:
    noted = assess("a grey day", reading=reading("watch", WATCH_FROM - EDGE), now=NOW)
    assert (noted.level, noted.required, noted.question) == (RiskLevel.WATCH, frozenset(), None)
    assert assess("a grey day", reading=reading("watch", WATCH_FROM), now=NOW).required
    after = assess("i cant do this anymore", state=noted.state, now=NOW)
    assert after.question is not None  # the second sign is asked about


def test_a_saying_the_rules_know_is_noted_only_when_the_head_is_sure() -> None:
    text = "hanging in there"
    for share, expected in (
        (NOTED_DESPITE_SAYING - EDGE, RiskLevel.NONE), (NOTED_DESPITE_SAYING, RiskLevel.WATCH),
    ):  # fmt: skip
        found = assess(text, reading=reading("watch", share), now=NOW)
        assert (found.level, found.required) == (expected, frozenset())


def test_with_a_sign_of_the_rules_it_may_give_high_and_never_imminent() -> None:
    text = "what is the point of anything"
    assert assess(text, now=NOW).level is RiskLevel.WATCH
    for share, expected in ((HIGH_FROM - EDGE, RiskLevel.WATCH), (HIGH_FROM, RiskLevel.HIGH)):
        assert assess(text, reading=reading("high", share), now=NOW).level is expected
    assert assess(text, reading=reading("imminent", 1.0), now=NOW).level is RiskLevel.HIGH
    beside = reading("raised", RAISED_BESIDE_RULES)
    assert assess(text, reading=beside, now=NOW).level is RiskLevel.RAISED


def test_what_it_guessed_before_does_not_second_what_it_guesses_next() -> None:
    guessed = assess("a grey day", reading=reading("raised", RAISED_FROM), now=NOW)
    after = assess("he'll think it", state=guessed.state, reading=reading("high", 0.9), now=NOW)
    assert after.level is RiskLevel.RAISED


def test_a_no_is_not_a_second_sign() -> None:
    denied = assess("no i dont want to die", reading=reading("high", 0.8), now=NOW)
    assert denied.level is RiskLevel.WATCH


def test_in_a_talk_about_a_feared_thought_it_keeps_quiet() -> None:
    feared = assess("i have harm ocd and get intrusive thoughts of stabbing", now=NOW)
    after = assess("my chest goes tight", state=feared.state, reading=reading("high", 1), now=NOW)
    assert after.level is RiskLevel.WATCH


def test_a_guess_does_not_change_what_the_talk_is_about() -> None:
    told = assess("i wish i was dead", now=NOW)
    guess = reading("high", 1.0, pathway="medical_emergency")
    after = assess("last year i took some", state=told.state, reading=guess, now=NOW)
    assert after.pathway is Pathway.SUICIDE


@pytest.mark.parametrize("text", ["i want to kill myself", "i just took all my pills", "hi"])
def test_it_never_lowers(text: str) -> None:
    calm = Reading(text="", risk_levels={"none": 1.0})
    assert assess(text, reading=calm, now=NOW).level == assess(text, now=NOW).level


def test_its_pathway_is_taken_when_it_is_sure_and_the_standing_one_when_not() -> None:
    heard = assess("a grey day", reading=reading("raised", 0.95, "eating_disorder"), now=NOW)
    assert heard.pathway is Pathway.EATING_DISORDER
    unsure = Reading(text="", risk_levels={"raised": 1.0}, risk_pathways={"withdrawal": 0.1})
    assert assess("a grey day", reading=unsure, now=NOW).pathway is Pathway.SUICIDE


def test_without_a_head_nothing_is_added() -> None:
    assert at_least(Reading(text=""), RiskLevel.WATCH) == 0
    assert assess("a grey day", reading=Reading(text=""), now=NOW).level is RiskLevel.NONE
