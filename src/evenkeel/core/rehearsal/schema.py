"""What a role and the coach are, as content, and how they are loaded.

Here: schemas and loading. Not here: hearing a line (`hearing`), answering it (`scene`), feedback.

Source of what is listened for: Linehan, M. M. (2015), DBT Skills Training Manual, 2nd ed.,
interpersonal effectiveness (DEAR MAN, GIVE, FAST); Alberti, R. and Emmons, M. (2017), Your Perfect
Right, 10th ed. (assertive, passive and aggressive answers; the broken record).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

from pydantic import field_validator

from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_file, load_folder

LEVELS: Final = (1, 2, 3)
"""1 listens, 2 pushes back once or twice, 3 gives little."""
FEWEST_LINES: Final = 2


class Mark(StrEnum):
    """What is heard in a line of theirs. Several at once."""

    ASK = "ask"
    BOUNDARY = "boundary"
    FEELING = "feeling"
    FACT = "fact"
    OFFER = "offer"
    LISTENED = "listened"
    APOLOGY = "apology"
    HEDGE = "hedge"
    ATTACK = "attack"
    GAVE_IN = "gave_in"
    LONG = "long"


class Hears(StrEnum):
    """What a role answers: the marks that call for an answer of their own, and two more."""

    ATTACK = "attack"
    GAVE_IN = "gave_in"
    APOLOGY = "apology"
    HELD = "held"
    ASK = "ask"
    BOUNDARY = "boundary"
    OFFER = "offer"
    FEELING = "feeling"
    FACT = "fact"
    OTHER = "other"


class Fear(StrEnum):
    """What a member may fear of the other: from level 2 on it happens once, to be met in safety."""

    ANGER = "anger"
    DISMISSAL = "dismissal"
    REJECTION = "rejection"
    GUILT = "guilt"


class Level(Content):
    """One difficulty of a role: `opens` the scene, `hears` answers what was said, `yields` when it
    was asked clearly and held, `ends` when time is up without."""

    id: str = "level"
    opens: tuple[str, ...]
    hears: Mapping[Hears, tuple[str, ...]]
    yields: tuple[str, ...]
    ends: tuple[str, ...]

    @field_validator("hears")
    @classmethod
    def _all(cls, hears: Mapping[Hears, tuple[str, ...]]) -> Mapping[Hears, tuple[str, ...]]:
        missing = [one.value for one in Hears if len(hears.get(one, ())) < FEWEST_LINES]
        if missing:
            raise ValueError(f"at least {FEWEST_LINES} lines each for: {', '.join(missing)}")
        return hears


class Role(Content):
    """Somebody to practise with. `title` fits "I'm {title} now"; `words` are how they are named."""

    title: str
    label: str
    order: int = 9
    words: tuple[str, ...]
    levels: Mapping[int, Level]
    feared: Mapping[Fear, tuple[str, ...]]
    source: str

    @field_validator("levels")
    @classmethod
    def _three(cls, levels: Mapping[int, Level]) -> Mapping[int, Level]:
        if tuple(sorted(levels)) != LEVELS:
            raise ValueError("levels are 1, 2 and 3")
        return levels


class Coach(Content):
    """`coach.yaml`: patterns for what is heard, and the words of feedback."""

    marks: Mapping[Mark, tuple[str, ...]]
    fears: Mapping[Fear, tuple[str, ...]]
    out: tuple[str, ...]
    overwhelmed: tuple[str, ...]
    finished: tuple[str, ...]
    again: tuple[str, ...]
    to_them: tuple[str, ...]
    praise: Mapping[str, tuple[str, ...]]
    gained: Mapping[str, tuple[str, ...]]
    advice: Mapping[str, tuple[str, ...]]
    source: str


@lru_cache(maxsize=8)
def load_roles(locale: str = "en") -> Mapping[str, Role]:
    """Every role of a language, in order; none where the language has no words for them."""
    within = CONTENT if locale == "en" else LANGUAGES / locale / "content"
    found = load_folder(within / "rehearsal" / "roles", Role)
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))


@lru_cache(maxsize=8)
def load_coach(locale: str = "en") -> Coach:
    """The coach of a language. Raises `ContentError` where there is none."""
    within = CONTENT if locale == "en" else LANGUAGES / locale / "content"
    return load_file(within / "rehearsal" / "coach.yaml", Coach)


def role_in(text: str, locale: str = "en") -> Role | None:
    """The role a message names, the first in order.

    >>> role_in("help me talk to my boss").id
    'boss'
    >>> role_in("it rained") is None
    True
    """
    for role in load_roles(locale).values():
        if any(re.search(rf"\b(?:{word})\b", text, re.IGNORECASE) for word in role.words):
            return role
    return None


@lru_cache(maxsize=64)
def pattern(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    """Alternatives as one pattern, compiled once."""
    return re.compile("|".join(f"(?:{one})" for one in alternatives) or r"(?!)", re.IGNORECASE)
