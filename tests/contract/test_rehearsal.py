"""Every role that can be rehearsed with: its lines may be shown, vary, and keep to the house."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from evenkeel.core.dialogue.safely import load_safety
from evenkeel.core.rehearsal import (
    LEVELS,
    Fear,
    Role,
    Said,
    Scene,
    feedback,
    hear_line,
    load_coach,
    load_roles,
    opening,
    reply,
    role_in,
)
from evenkeel.core.rehearsal.schema import Hears, Mark
from evenkeel.core.safety import SafetyState, Verdict
from evenkeel.core.vocabulary import Reading
from tests.contract.replaying import lines_of

NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)
ROLES = list(load_roles().values())
roles = pytest.mark.parametrize("role", ROLES, ids=lambda one: one.id)
FEWEST_ROLES = 5


def test_there_are_enough_roles() -> None:
    assert len(ROLES) >= FEWEST_ROLES


@roles
def test_its_lines_pass_the_guard_and_the_voice(role: Role) -> None:
    room = load_safety()
    decision = room.assess("hello", state=SafetyState(), reading=Reading(text=""), now=NOW)
    card = room.card(decision, "GB", NOW)
    for line in lines_of(role):
        said = f'{role.label}: "{line}"'
        guarded = room.guard(said, decision, card, recent=(), now=NOW, rng=random.Random(1))
        assert guarded.verdict is Verdict.KEPT, (line, guarded.reasons)
        assert guarded.text == said, line
        assert "!" not in line
        assert line.count("?") <= 1, line


@roles
def test_no_line_is_said_twice_in_it_and_an_end_never_asks(role: Role) -> None:
    lines = list(lines_of(role))
    assert len(lines) == len(set(lines))
    for level in role.levels.values():
        assert not [line for line in (*level.yields, *level.ends) if "?" in line]
    assert set(role.feared) == set(Fear)
    assert role.source


@roles
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("fear", [None, *Fear])
def test_whatever_is_said_a_scene_ends_and_gives_way_only_when_held(
    role: Role, level: int, fear: Fear | None
) -> None:
    rng = random.Random(level)
    kinds = [(mark,) for mark in Mark] + [(), (Mark.ASK, Mark.ATTACK), (Mark.APOLOGY, Mark.ASK)]
    for first in kinds:
        made = opening(role, Scene(role=role.id, level=level, fear=fear), rng)
        count = 0
        while not made.over:
            made = reply(role, made.scene, Said(text="a line", marks=tuple(first)), rng)
            count += 1
            assert count < 10
        firm = {Mark.ASK, Mark.BOUNDARY, Mark.OFFER} & set(first) and Mark.ATTACK not in first
        assert made.gave_way is bool(firm)


@roles
def test_a_fear_is_met_once_and_not_at_the_gentlest(role: Role) -> None:
    for level in LEVELS:
        scene = opening(
            role, Scene(role=role.id, level=level, fear=Fear.ANGER), random.Random(2)
        ).scene
        said = []
        for _ in range(3):
            made = reply(role, scene, Said(text="x", marks=(Mark.ASK,)), random.Random(3))
            scene = made.scene
            said.append(made.says)
        met = [one for one in said if one in role.feared[Fear.ANGER]]
        assert len(met) == (0 if level == 1 else 1)


def test_it_is_found_by_its_name() -> None:
    for role in ROLES:
        assert role.label
    assert role_in("my manager again", "en") is not None
    assert role_in("nobody at all") is None


def test_feedback_has_words_for_everything() -> None:
    coach = load_coach()
    for one in [(mark,) for mark in Mark] + [()]:
        lines = [Said(text="the line", marks=tuple(one))]
        for before in ([], [Said(text="before", marks=(other,)) for other in Mark]):
            for want in ("", "a raise"):
                said = feedback(lines, coach, random.Random(1), want=want, before=before)
                assert said.worked
                assert said.try_next
                assert "{" not in said.worked + said.try_next


@pytest.mark.parametrize(
    ("line", "marks"),
    [
        ("Could you move it to Friday?", "ask"),
        ("I'd like to leave at five.", "ask"),
        ("I need you to knock first.", "ask"),
        ("I need to talk to you.", ""),
        ("I won't lend you money again.", "boundary"),
        ("No, I can't cover Saturday.", "boundary"),
        ("That doesn't work for me.", "boundary"),
        ("I feel small when that happens.", "feeling"),
        ("I feel like you never listen", "attack"),
        ("It hurt.", "feeling"),
        ("Yesterday you left at noon.", "fact"),
        ("How about Tuesday?", "offer"),
        ("I understand you're busy.", "listened"),
        ("Sorry, it's stupid", "apology"),
        ("I was just wondering", "hedge"),
        ("You're so selfish.", "attack"),
        ("what is wrong with you", "attack"),
        ("forget it", "gave_in"),
        ("ok, I'll do it", "gave_in"),
        ("fine.", "gave_in"),
        ("the weather is nice", ""),
    ],
)
def test_a_line_is_heard(line: str, marks: str) -> None:
    heard = {mark.value for mark in hear_line(line, load_coach()).marks}
    assert (marks in heard) if marks else not heard


def test_all_kinds_of_answers_are_there() -> None:
    for role in ROLES:
        for level in role.levels.values():
            assert set(level.hears) == set(Hears)
