"""Whole talks of twenty turns, played as a person in danger would, rules alone (`played/*.yaml`).

`by`: the level that must stand at that message; `at_most`: no more than; `heard`: what
the reply to it takes up; `silent`: the screen says nothing of danger; `never`: in no reply.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from evenkeel.core.safety import RiskDecision
from evenkeel.core.safety.contract import numbers_in
from evenkeel.core.vocabulary import RiskLevel
from tests.safety.talking import Talk

TALKS = sorted((Path(__file__).parent / "played").glob("*.yaml"))
MOST_WORDS_WATCHED = 8


@cache
def script(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text("utf-8")))


@cache
def play(path: Path) -> tuple[Talk, tuple[RiskDecision, ...], tuple[str, ...]]:
    """The talk, the decision on each message, and the reply to each ("" where none is due)."""
    talk, decisions, replies = Talk(), [], []
    for line in script(path)["lines"]:
        said = len(talk.replies)
        decisions.append(talk.says(str(line)))
        replies.append(talk.replies[-1] if len(talk.replies) > said else "")
    return talk, tuple(decisions), tuple(replies)


def test_there_are_eleven_talks_of_twenty_turns() -> None:
    assert len(TALKS) >= 11
    assert all(len(script(path)["lines"]) >= 19 for path in TALKS)


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_danger_is_seen_when_it_is_told_and_no_more_than_told(path: Path) -> None:
    levels = [decision.level for decision in play(path)[1]]
    for place, least in script(path).get("by", {}).items():
        assert levels[place - 1] >= RiskLevel[least.upper()], (place, levels[place - 1].name)
    for place, most in script(path).get("at_most", {}).items():
        assert levels[place - 1] <= RiskLevel[most.upper()], (place, levels[place - 1].name)


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_what_was_said_is_taken_up(path: Path) -> None:
    _, decisions, replies = play(path)
    for place, wanted in script(path).get("heard", {}).items():
        assert decisions[place - 1].heard == wanted, (place, decisions[place - 1].heard)
        assert replies[place - 1]


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_every_reply_is_in_contract_and_says_what_it_must_not_never(path: Path) -> None:
    talk, _, replies = play(path)
    assert talk.breaches == []
    for pattern in script(path).get("never", []):
        assert not [reply for reply in replies if re.search(pattern, reply)], pattern


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
def test_nothing_is_said_twice_within_five_replies(path: Path) -> None:
    _, _, replies = play(path)
    for place, reply in enumerate(replies):
        assert not reply or reply not in replies[max(0, place - 5) : place]


@pytest.mark.parametrize("path", [p for p in TALKS if script(p).get("silent")],
                         ids=lambda path: path.stem)  # fmt: skip
def test_when_somebody_walks_in_the_screen_says_nothing(path: Path) -> None:
    _, _, replies = play(path)
    for place in script(path)["silent"]:
        reply = replies[place - 1]
        assert len(reply.split()) <= MOST_WORDS_WATCHED, reply
        assert not numbers_in(reply)
        assert not re.search(r"\b(?:danger|safe|help|plan|hurt|line|police)\b", reply.lower())
