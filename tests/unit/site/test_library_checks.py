"""The content linter: each rule fires on a text that breaks it, and on no good one."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenkeel.core.content.evidence import Evidence
from evenkeel.core.content.readability import grade_of, reading_age
from evenkeel.site import library
from evenkeel.site.library import LIBRARY_CHECKS, Piece, problems
from evenkeel.site.scaffold import make

BLOCK = Evidence(strength="some", says="In small trials.", sources=("A (2001). B. C.",))
GOOD = ("Put your feet on the floor.", "Breathe out slowly.")


def found(*texts: str, grade: float = 5.0, **rest: bool) -> list[str]:
    return list(problems(Piece("exercises/x", (*GOOD, *texts), grade, BLOCK, **rest)))


def test_a_good_text_has_no_problem() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Well done!", "exclamation"),
        ("This is an amazing journey.", "not how we speak"),
        ("You should rest.", "not how we speak"),
        ("It is clinically proven.", "not how we speak"),
        ("Ask your therapist.", "not how we speak"),
        ("Ring 116123 now.", "telephone"),
        ("Name the exercise", "placeholder"),
        ("TODO write this", "placeholder"),
        (" ".join(["word"] * 29) + ".", "29 words"),
        (
            "Diaphragmatic respiration facilitates parasympathetic predominance. " * 9,
            "reads at grade",
        ),
    ],
)
def test_each_rule_fires(text: str, says: str) -> None:
    assert any(says in one for one in found(text))


def test_a_lesson_may_name_a_treatment_and_a_sentence_of_28_words_is_fine() -> None:
    assert found("Ask a therapist.", may_name_treatment=True) == []
    assert found(" ".join(["to"] * 28) + ".", grade=99) == []


def test_a_skeleton_is_named_until_its_words_are_replaced(tmp_path: Path) -> None:
    for kind in ("exercise", "lesson", "flow", "programme"):
        (path,) = make(kind, "my-own", into=tmp_path)
        assert library.PLACEHOLDER.search(path.read_text(encoding="utf-8")), kind


def test_the_library_itself_passes() -> None:
    assert [problem for check in LIBRARY_CHECKS for problem in check()] == []


def test_an_overlay_out_of_step_is_named() -> None:
    step = library._out_of_step
    ours = {"steps": [{"text": "a"}, {"text": "b"}], "title": "t"}
    assert list(step(ours, {"steps": [{"text": "x"}, {"text": "y"}]}, "")) == []
    assert list(step(ours, {"steps": [{"text": "x"}]}, ""))


def test_reading_age_follows_the_grade() -> None:
    assert reading_age(grade_of(GOOD)) <= 8 < reading_age(5.0) <= 11 < reading_age(6.5) <= 12
