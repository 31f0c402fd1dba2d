"""A wrong lesson file is refused; a wording knows what is spoken."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from evenkeel.core.lessons import Audience, Lesson

WORDING: dict[str, Any] = {
    "read": ["One.", "Two.", "Three."],
    "keep": ["This.", "That."],
    "do": {"lead": "Try.", "steps": ["First.", "Then."]},
    "check": {
        "question": "Which?",
        "choices": [
            {"text": "A", "right": True, "reply": "Yes."},
            {"text": "B", "reply": "Many think so."},
        ],
    },
}
GOOD: dict[str, Any] = {
    "title": "A lesson",
    "summary": "One idea.",
    "minutes": 3,
    "needs": ["stress"],
    "for_whom": "Anybody at all.",
    "not_for_whom": ["Nobody."],
    "adult": WORDING,
    "young": {**WORDING, "title": "For you"},
    "evidence": {"strength": "some", "says": "In small trials.", "sources": ["A (2001). B."]},
}
TWO_RIGHT = [{"text": t, "right": True, "reply": "Yes."} for t in "AB"]


def made(**changes: Any) -> Lesson:
    return Lesson.model_validate({"id": "one", **GOOD, **changes})


def test_each_audience_has_its_title_and_what_is_spoken() -> None:
    lesson = made()
    assert lesson.title_for(Audience.ADULT) == "A lesson"
    assert lesson.title_for(Audience.YOUNG) == "For you"
    assert lesson.adult.heard == lesson.adult.read
    spoken = made(adult={**WORDING, "listen": ["For the ear."]})
    assert spoken.adult.heard == ("For the ear.",)


@pytest.mark.parametrize(
    "wrong",
    [
        {"read": ["One."]},
        {"keep": ["This."]},
        {"do": {"lead": "Try.", "steps": ["First."]}},
        {"check": {"question": "Which?", "choices": TWO_RIGHT}},
        {"check": {"question": "Which?", "choices": WORDING["check"]["choices"][1:] * 2}},
        {"check": {"question": "Which?", "choices": WORDING["check"]["choices"][:1]}},
    ],
)
def test_a_wrong_wording_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        made(adult={**WORDING, **wrong})


def test_both_wordings_are_needed() -> None:
    with pytest.raises(ValidationError):
        Lesson.model_validate({k: v for k, v in {"id": "x", **GOOD}.items() if k != "young"})
