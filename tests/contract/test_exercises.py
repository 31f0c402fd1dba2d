"""Every exercise that is found: complete, safe to read at night, and in the house's voice."""

from __future__ import annotations

import re

import pytest

from evenkeel.core.content.evidence import Strength
from evenkeel.core.exercises import Exercise, Kind, Need, load_exercises
from evenkeel.core.exercises.schema import Phase
from tests.contract.readability import grade

ALL = load_exercises()
EACH = pytest.mark.parametrize("exercise", ALL.values(), ids=ALL.keys())
READABLE = 5.0  # US grade, about 11 years old: a frightened reader reads a year or two lower
RESERVED_IDS = {"runs"}  # addresses under /exercises/
FASTEST, SLOWEST = 3.0, 8.0  # breaths a minute that guided slow breathing stays within

BANNED = re.compile(
    r"\b(amazing|awesome|journey|proven|you should|you must|studies show|process(ing)?|unpack|"
    r"hold space|"
    r"valid(ate)?|toxic|mindful(ness)?|trigger(ed)?|self-care|therapy|therapist|counsell?or|"
    r"clinical(ly)?|cure|heal(ing)?|simply|namaste|24/7)\b",
    re.IGNORECASE,
)


def spoken(exercise: Exercise) -> list[str]:
    """Every text a member reads, sources aside."""
    return list(exercise.texts)


def test_there_are_at_least_twenty() -> None:
    assert len(ALL) >= 20


def test_every_need_has_an_exercise_and_the_hard_ones_have_a_choice() -> None:
    served = {need: [one for one in ALL.values() if need in one.needs] for need in Need}
    assert not [need for need, found in served.items() if not found]
    for need in (Need.PANIC, Need.ANXIETY, Need.ANGER, Need.LOW_MOOD, Need.SLEEP, Need.WORRY):
        assert len(served[need]) >= 3, need
    for need in (Need.PANIC, Need.SLEEP, Need.URGES, Need.OVERWHELM):
        assert any(one.night for one in served[need]), need


def test_every_need_has_one_that_is_usually_tried_first() -> None:
    for need in Need:
        first = [one.id for one in ALL.values() if need in one.first_for]
        assert len(first) == 1, (need, first)


def test_there_are_several_breathing_patterns_and_they_differ() -> None:
    patterns = [one.breath for one in ALL.values() if one.breath]
    assert len(patterns) >= 4
    assert len({tuple(pattern.beats) for pattern in patterns}) == len(patterns)


@EACH
def test_its_id_is_an_address(exercise: Exercise) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", exercise.id)
    assert exercise.id not in RESERVED_IDS


@EACH
def test_its_words_are_quiet(exercise: Exercise) -> None:
    for text in spoken(exercise):
        assert "!" not in text
        assert not BANNED.search(text), text


@EACH
def test_it_reads_at_twelve(exercise: Exercise) -> None:
    sentences = [text if text[-1] in ".?" else f"{text}." for text in spoken(exercise)]
    assert grade(" ".join(sentences)) <= READABLE


def test_the_grade_tells_a_plain_text_from_a_hard_one() -> None:
    hard = "Diaphragmatic respiration facilitates parasympathetic predominance in anxious persons."
    assert grade("Breathe out. Put your feet on the floor.") < 2 < READABLE < 12 < grade(hard)


@EACH
def test_no_sentence_is_long(exercise: Exercise) -> None:
    for text in spoken(exercise):
        for sentence in re.split(r"[.?:;]\s", text):
            assert len(sentence.split()) <= 26, sentence


@EACH
def test_it_can_be_done_from_its_words_alone(exercise: Exercise) -> None:
    """Scripts off, or read aloud by a friend: the plain instructions are the whole of it."""
    assert len(exercise.how) >= 4 or exercise.kind is Kind.FORM
    if exercise.breath:
        numbers = {"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
        said = {numbers[w] for w in re.findall(r"\w+", " ".join(exercise.how)) if w in numbers}
        long_beats = {int(beat.seconds) for beat in exercise.breath.beats if beat.seconds >= 4}
        if Phase.TOP_UP not in {beat.phase for beat in exercise.breath.beats}:
            assert long_beats <= said


@EACH
def test_the_time_it_says_is_the_time_it_takes(exercise: Exercise) -> None:
    if exercise.seconds is not None:
        assert abs(exercise.seconds / 60 - exercise.minutes) <= 1


@EACH
def test_it_asks_how_strong_the_feeling_is(exercise: Exercise) -> None:
    assert exercise.question.startswith("How ")
    assert exercise.question.endswith("?")


@EACH
def test_it_says_how_sure_and_cites_its_source(exercise: Exercise) -> None:
    """The sources' form is the schema's; here: a sentence, and strong only with two sources."""
    assert exercise.evidence.says.endswith(".")
    if exercise.evidence.strength is Strength.STRONG:
        assert exercise.for_whom
        assert exercise.not_for_whom


@EACH
def test_breathing_is_slow_but_not_too_slow_and_holds_carry_a_caution(exercise: Exercise) -> None:
    if exercise.breath is None:
        return
    assert FASTEST <= exercise.breath.per_minute <= SLOWEST
    assert exercise.cautions
    holds = [b for b in exercise.breath.beats if b.phase is Phase.HOLD]
    if holds:
        assert Need.PANIC not in exercise.needs
        assert re.search(r"pregnan", " ".join(exercise.cautions), re.I)


@EACH
def test_what_is_long_or_written_is_not_offered_first_in_panic(exercise: Exercise) -> None:
    if exercise.kind is Kind.FORM:
        assert Need.PANIC not in exercise.needs
    if Need.PANIC in exercise.needs:
        assert exercise.minutes <= 5


@EACH
def test_what_fits_the_night_is_short_unless_it_is_ridden_out(exercise: Exercise) -> None:
    if exercise.night:
        assert exercise.minutes <= 10


@EACH
def test_what_is_offered_for_urges_or_grief_points_to_a_person(exercise: Exercise) -> None:
    if exercise.kind is Kind.TIMED and Need.URGES in exercise.needs:
        assert re.search(r"hurt yourself", " ".join(exercise.cautions))
    if exercise.kind is Kind.STEPS and Need.GRIEF in exercise.needs and exercise.cautions:
        assert re.search(r"someone|somebody|senses", " ".join(exercise.cautions))


@EACH
def test_no_telephone_number_is_in_it(exercise: Exercise) -> None:
    assert not re.search(r"\d{3,}", " ".join(spoken(exercise)))
