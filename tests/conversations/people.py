"""The people of the simulated conversations, read from `people/*.yaml`.

Here: the schema of a person and of what they say. Not here: playing them (`play`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator

FOLDER = Path(__file__).parent / "people"

Did = Literal[
    "offer", "other", "number", "guide", "step", "when", "summary", "want", "more", "feeling",
    "follow_up", "person", "who", "rehearse", "flow", "flow_back", "risk", "closed", "asked",
    "told",
]  # fmt: skip
"""What the companion just did, as the person across the screen would see it."""

Wants = Literal["help", "answer", "company", "vent", "good", "person"]
"""What a good end is for them: one thing that helps, an answer, company, being heard, a person."""

KNOWN = {*get_args(Did), "else"}

Says = str | dict[str, str]
"""One message, or by what the companion just did, with `else` for all other things."""


class Person(BaseModel):
    """Somebody who writes: `say` is what they came to tell, in order; `when` how they answer what
    the companion does (a list is gone through once); `next_day` what they say when they are back.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    who: str
    goal: str
    mood: str
    style: str
    wants: Wants
    manner: str = "plain"
    hour: int = 15
    say: tuple[Says, ...] = Field(min_length=4)
    when: dict[str, str | tuple[str, ...]] = {}
    bye: str = "thanks, bye"
    next_day: tuple[Says, ...] = ()

    @field_validator("say", "next_day")
    @classmethod
    def _answerable(cls, value: tuple[Says, ...]) -> tuple[Says, ...]:
        for one in value:
            if isinstance(one, dict) and ("else" not in one or set(one) - KNOWN):
                raise ValueError(f"by what is it chosen? {one}")
        return value

    @field_validator("when")
    @classmethod
    def _known(cls, value: dict[str, Any]) -> dict[str, Any]:
        unknown = set(value) - set(get_args(Did))
        if unknown:
            raise ValueError(f"no such thing done by the companion: {sorted(unknown)}")
        return value


@cache
def manners() -> dict[str, dict[str, Any]]:
    """How somebody answers tools, numbers and steps where their own file does not say."""
    return dict(yaml.safe_load((FOLDER.parent / "manners.yaml").read_text("utf-8")))


@cache
def people() -> dict[str, Person]:
    """Everybody, by id, in the order of the files."""
    found: dict[str, Person] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text("utf-8")):
            person = Person.model_validate(row)
            if person.id in found:
                raise ValueError(f"{path.name}: {person.id} is there twice")
            found[person.id] = person
    return found


def of_file(stem: str) -> list[Person]:
    """Those of one file."""
    rows = yaml.safe_load((FOLDER / f"{stem}.yaml").read_text("utf-8"))
    return [people()[row["id"]] for row in rows]
