"""Every lesson that is found: both wordings whole, at their reading age, with a fair check."""

from __future__ import annotations

import re

import pytest

from evenkeel.core.content.readability import grade_of
from evenkeel.core.exercises import load_exercises
from evenkeel.core.lessons import Audience, Lesson, load_lessons
from evenkeel.site.library import (
    ADULT_WORDS,
    READS_AT_TEN,
    READS_AT_TWELVE,
    YOUNG_WORDS,
    Piece,
    problems,
)

ALL = load_lessons()
EACH = pytest.mark.parametrize("lesson", ALL.values(), ids=ALL.keys())
BOTH = pytest.mark.parametrize("audience", Audience)
RESERVED_IDS = {"offline"}
A_GROWN_UP = re.compile(r"\b(?:grown-up|parent|teacher|nurse|doctor)\b")


def test_there_are_at_least_sixteen() -> None:
    assert len(ALL) >= 16


@EACH
def test_its_id_is_an_address_and_its_exercise_is_there(lesson: Lesson) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", lesson.id)
    assert lesson.id not in RESERVED_IDS
    assert lesson.exercise is None or lesson.exercise in load_exercises()


@EACH
@BOTH
def test_its_words_are_fit(lesson: Lesson, audience: Audience) -> None:
    wording = lesson.wording(audience)
    hardest = READS_AT_TEN if audience is Audience.YOUNG else READS_AT_TWELVE
    piece = Piece(lesson.id, wording.texts, hardest, lesson.evidence, may_name_treatment=True)
    assert not list(problems(piece))


@EACH
@BOTH
def test_it_has_its_length(lesson: Lesson, audience: Audience) -> None:
    words = sum(len(text.split()) for text in lesson.wording(audience).read)
    least, most = YOUNG_WORDS if audience is Audience.YOUNG else ADULT_WORDS
    assert least <= words <= most


@EACH
def test_the_young_wording_is_easier_its_own_and_names_a_grown_up(lesson: Lesson) -> None:
    assert grade_of(lesson.young.texts) <= grade_of(lesson.adult.texts) + 0.5
    assert not set(lesson.young.read) & set(lesson.adult.read)
    assert A_GROWN_UP.search(" ".join(lesson.young.read))


@EACH
@BOTH
def test_the_check_is_about_the_idea_and_every_answer_is_met(
    lesson: Lesson, audience: Audience
) -> None:
    check = lesson.wording(audience).check
    assert check.question.endswith("?")
    assert len({choice.text for choice in check.choices}) == len(check.choices)
    for choice in check.choices:
        assert not re.match(r"(?:wrong|no[,.]? that is wrong|incorrect)\b", choice.reply, re.I)
