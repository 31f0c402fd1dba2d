"""Which level of help fits, by rules that are written down and shown (F55).

Here: the rules' schema, and the highest level whose rule is met. Not here: the rules themselves
(`content/triage/<level>.yaml`), any score of its own. It suggests; a person decides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_folder
from evenkeel.core.warning.check_up import Measure

FOLDER: Final = CONTENT / "triage"


class Rule(BaseModel):
    """One condition. A measure at or over a total, a warning that stands, or an answer on safety.

    `says` is the rule in words, as the member reads it; `source` is where it comes from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    measure: str = ""
    at_least: float = 0
    warning: str = ""
    safety: bool = False
    says: str = Field(min_length=5)
    source: str = Field(min_length=5)

    @model_validator(mode="after")
    def _one_condition(self) -> Rule:
        if sum((bool(self.measure), bool(self.warning), self.safety)) != 1:
            raise ValueError("a rule has one condition: measure, warning or safety")
        return self


class Level(Content):
    """One level of help: what it is, where it is found, and when it is suggested."""

    order: int
    title: str
    what: str
    where: str
    when_to_ask_again: str
    rules: tuple[Rule, ...] = ()
    suggests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Triage:
    """The level that is suggested, and the rules that led there. No rules: the first level."""

    level: Level
    because: tuple[Rule, ...]


@cache
def load_levels(locale: str = "en", folder: Path = FOLDER) -> Mapping[str, Level]:
    """Every level, the gentlest first. Raises `ContentError`."""
    overlay = None if locale == "en" else LANGUAGES / locale / "content" / "triage"
    found = load_folder(folder, Level, overlay=overlay)
    return dict(sorted(found.items(), key=lambda item: item[1].order))


def triage(
    measures: Collection[Measure],
    *,
    warnings: Collection[str] = (),
    levels: Mapping[str, Level] | None = None,
) -> Triage:
    """The highest level one of whose rules is met; the first level when none is.

    A measure that stopped early counts with its lowest possible total: every total it can still
    have lies in the same band, and rules begin where bands do.

    >>> triage(()).level.order == min(one.order for one in load_levels().values())
    True
    """
    ordered = list((levels or load_levels()).values())
    for level in reversed(ordered):
        met = tuple(rule for rule in level.rules if _met(rule, measures, warnings))
        if met:
            return Triage(level, met)
    return Triage(ordered[0], ())


def _met(rule: Rule, measures: Collection[Measure], warnings: Collection[str]) -> bool:
    if rule.safety:
        return any(one.safety_item is not None for one in measures)
    if rule.warning:
        return rule.warning in warnings
    return any(one.instrument == rule.measure and one.low >= rule.at_least for one in measures)
