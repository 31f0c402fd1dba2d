"""The routine check-up: which question to ask next, and when nothing more needs asking (F56).

Here: computerised adaptive choice of questionnaire items, pure. Not here: what follows from the
outcome (`triage`), pages, storage.

Two rules choose, and both leave the published result exactly as it would be on the whole form. A
short screen goes before each long form, which is opened only past the screen's published line
(Kroenke et al. 2003, Med Care 41:1284; 2007, Ann Intern Med 146:317). Inside a long form, items
that were high the last time come first, and asking stops once no answer still to come could move
the total into another band: deterministic curtailment (Finkelman et al. 2011, Stat Med 30:1989).
Items about safety are always asked once their form is opened. There is no item-response model here:
the band is the form's own, never an estimate (docs/adr).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from evenkeel.core.content.loader import CONTENT, load_file
from evenkeel.core.instruments import Instrument, load_instruments

PLAN: Final = CONTENT / "check_up" / "plan.yaml"

Answers = Mapping[str, Mapping[str, int]]
"""Per questionnaire, the chosen value per item."""


class Part(BaseModel):
    """A screen, the long form behind it, the screen's line, and which items they share."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    screen: str
    full: str
    opens_from: int = Field(ge=1)
    shared: Mapping[str, str]
    source: str


class CheckUpPlan(BaseModel):
    """The parts of a check-up in their order, and the rhythms a member can choose, in days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parts: tuple[Part, ...] = Field(min_length=1)
    rhythm_days: tuple[int, ...] = Field(min_length=1)
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """The next item: of which questionnaire, and how many are left at most."""

    instrument: str
    item: str
    at_most_left: int


@dataclass(frozen=True, slots=True)
class Measure:
    """What came out of one questionnaire: its band, and the totals it could still have."""

    instrument: str
    band: str
    low: float
    high: float
    safety_item: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All measures, how many items were asked, and how many the whole forms have."""

    measures: tuple[Measure, ...]
    asked: int
    of: int
    totals: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@cache
def load_plan(path: Path = PLAN) -> CheckUpPlan:
    """The check-up as written in content. Raises `ContentError`."""
    return load_file(path, CheckUpPlan)


def next_question(
    answers: Answers,
    *,
    before: Answers | None = None,
    plan: CheckUpPlan | None = None,
    instruments: Mapping[str, Instrument] | None = None,
) -> Question | None:
    """The next question, or None when the outcome can no longer change.

    `before` are the answers of the last check-up, for the order only.

    >>> first = next_question({})
    >>> first.item, first.at_most_left > 10
    ('q1', True)
    """
    plan, known = plan or load_plan(), instruments or load_instruments()
    waiting = [
        (part, form, item)
        for part in plan.parts
        for form, item in _open_items(part, answers, before or {}, known)
    ]
    if not waiting:
        return None
    most = sum(_most_left(part, answers, before or {}, known) for part in plan.parts)
    _part, form, item = waiting[0]
    return Question(form, item, most)


def outcome(
    answers: Answers,
    *,
    plan: CheckUpPlan | None = None,
    instruments: Mapping[str, Instrument] | None = None,
) -> Outcome | None:
    """What came out; None while a question is still open."""
    plan, known = plan or load_plan(), instruments or load_instruments()
    if next_question(answers, plan=plan, instruments=known) is not None:
        return None
    measures = []
    for part in plan.parts:
        form = part.full if _opened(part, answers) else part.screen
        given = _given(part, form, answers)
        low, high = _span(known[form], given)
        measures.append(
            Measure(form, _band(known[form], low), low, high, _alarm(known[form], given))
        )
    asked = sum(len(found) for found in answers.values())
    return Outcome(
        measures=tuple(measures),
        asked=asked,
        of=sum(len(known[part.full].scored_items) for part in plan.parts),
        totals={one.instrument: (one.low, one.high) for one in measures},
    )


def _open_items(
    part: Part, answers: Answers, before: Answers, known: Mapping[str, Instrument]
) -> list[tuple[str, str]]:
    """(questionnaire, item) still worth asking in this part, the next one first."""
    screen = known[part.screen]
    given = answers.get(part.screen, {})
    left = [(part.screen, item.id) for item in screen.scored_items if item.id not in given]
    if left:
        return left
    if not _opened(part, answers):
        return []
    full = known[part.full]
    held = _given(part, part.full, answers)
    safety = [one.item for one in full.safety if one.item not in held]
    low, high = _span(full, held)
    if _band(full, low) == _band(full, high):
        return [(part.full, item) for item in safety]
    last = before.get(part.full, {})
    rest = [item.id for item in full.scored_items if item.id not in held]
    rest.sort(key=lambda item: (-last.get(item, 0), item in safety))
    return [(part.full, item) for item in rest]


def _most_left(
    part: Part, answers: Answers, before: Answers, known: Mapping[str, Instrument]
) -> int:
    given = answers.get(part.screen, {})
    if len(given) < len(known[part.screen].scored_items):
        return len(known[part.full].scored_items) - len(given)
    return len(_open_items(part, answers, before, known))


def _opened(part: Part, answers: Answers) -> bool:
    return sum(answers.get(part.screen, {}).values()) >= part.opens_from


def _given(part: Part, form: str, answers: Answers) -> dict[str, int]:
    """The answers that a form has, those of its screen counted once."""
    if form == part.screen:
        return dict(answers.get(form, {}))
    screen = answers.get(part.screen, {})
    carried = {part.shared[item]: value for item, value in screen.items() if item in part.shared}
    return carried | dict(answers.get(form, {}))


def _span(form: Instrument, given: Mapping[str, int]) -> tuple[float, float]:
    """The lowest and the highest total that are still possible."""
    low = high = 0.0
    for item in form.scored_items:
        values = [option.value for option in form.options_of(item)]
        if item.id in given:
            told = given[item.id]
            value = min(values) + max(values) - told if item.reverse else told
            low, high = low + value, high + value
        else:
            low, high = low + min(values), high + max(values)
    return low * form.multiplier, high * form.multiplier


def _band(form: Instrument, total: float) -> str:
    return next(band.name for band in form.bands if band.low <= total <= band.high)


def _alarm(form: Instrument, given: Mapping[str, int]) -> str | None:
    return next((one.item for one in form.safety if given.get(one.item, 0) >= one.at_least), None)
