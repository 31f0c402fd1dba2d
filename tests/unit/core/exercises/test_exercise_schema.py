"""A wrong exercise file is refused, and told what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from evenkeel.core.content.loader import ContentError, load_file
from evenkeel.core.exercises import Exercise

GOOD: dict[str, Any] = {
    "title": "A pause",
    "summary": "One minute.",
    "minutes": 1,
    "needs": ["stress"],
    "kind": "timed",
    "why": "It helps.",
    "question": "How strong is it?",
    "how": ["Stop."],
    "steps": [{"text": "Stop.", "seconds": 30}],
    "closing": "Done.",
    "for_whom": "You want a pause.",
    "not_for_whom": ["You are asleep."],
    "evidence": {
        "strength": "some",
        "says": "Tested in small trials.",
        "sources": ["Somebody (2001). A pause. Press."],
    },
}


def made(**changes: Any) -> Exercise:
    return Exercise.model_validate({"id": "pause", **GOOD, **changes})


def test_the_good_one_is_good_and_knows_its_length() -> None:
    assert made().seconds == 30


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "breathing"},
        {"kind": "form"},
        {"steps": [{"text": "Stop."}]},
        {"kind": "steps", "steps": []},
        {"breath": {"beats": [{"phase": "in", "seconds": 4}] * 2, "rounds": 3}},
        {"fields": [{"id": "a", "label": "A"}]},
        {"kind": "form", "fields": [{"id": "a", "label": "A"}, {"id": "a", "label": "B"}]},
        {"kind": "form", "fields": [{"id": "a", "label": "A", "kind": "choice"}]},
        {"kind": "form", "fields": [{"id": "a", "label": "A", "choices": ["x"]}]},
        {"needs": ["sadness"]},
        {"needs": []},
        {"not_for": ["stress"]},
        {"first_for": ["sleep"]},
        {"evidence": []},
        {"evidence": {"strength": "some", "says": "Tested in small trials.", "sources": []}},
        {
            "evidence": {
                "strength": "sure",
                "says": "Tested in trials.",
                "sources": ["A (2001). B."],
            }
        },
        {"evidence": {"strength": "some", "says": "Tested in trials.", "sources": ["Somebody."]}},
        {"for_whom": ""},
        {"not_for_whom": []},
        {"colour": "blue"},
    ],
)
def test_a_wrong_one_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        made(**changes)


def test_a_wrong_file_names_itself_and_the_place(tmp_path: Path) -> None:
    path = tmp_path / "pause.yaml"
    path.write_text(yaml.safe_dump({**GOOD, "minutes": 0}))
    with pytest.raises(ContentError, match=r"pause.yaml: at `minutes`"):
        load_file(path, Exercise)
