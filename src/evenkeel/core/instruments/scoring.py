"""Answers -> Score, by the rules the questionnaire's own file states.

Here: adding up, reversing, skipping, standing in for missing answers, bands, safety items.
Not here: what a total means (the file says it) or how dangerous an answer is (`core.safety`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evenkeel.core.instruments.catalogue import load_instruments
from evenkeel.core.instruments.schema import Band, Instrument, Item, Skip, Subscale, Words
from evenkeel.core.vocabulary import Pathway

Answers = Mapping[str, int | None] | Sequence[int | None]


class Refused(ValueError):
    """An answer the questionnaire does not offer. `item` is where; the message says what to do."""

    def __init__(self, item: str, message: str) -> None:
        super().__init__(message)
        self.item = item


@dataclass(frozen=True, slots=True)
class SafetyFlag:
    """A safety item was answered at or above its threshold: the person is to be asked, now."""

    item: str
    text: str
    answer: int
    label: str
    pathway: Pathway


@dataclass(frozen=True, slots=True)
class SubscaleScore:
    """One part's total (None: too much missing), its possible range and its band, if it has any."""

    title: str
    total: float | None
    range: tuple[float, float]
    band: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """What came out. A result, never a diagnosis.

    `total` is None where too many answers are missing, or the questionnaire has parts only.
    `missing` are the scored items without an answer; `estimated` says that the mean of the others
    stood in for them. `safety_flag` is the first safety item that was met, or None: it is there
    even when nothing else could be scored. Without a total, the words are those of the highest
    part.
    """

    instrument: str
    total: float | None
    range: tuple[float, float]
    subscales: Mapping[str, SubscaleScore]
    band: str | None
    meaning: str
    next_step: str
    safety_flag: SafetyFlag | None
    missing: tuple[str, ...]
    estimated: bool


def score(instrument: Instrument | str, answers: Answers) -> Score:
    """Score a questionnaire.

    `instrument` is a loaded one or its id; `answers` maps item ids to the chosen values, or lists
    the values in the order of the items, None for no answer. Raises `KeyError` for an unknown
    questionnaire and `Refused` for an answer that is not offered. Sources: `scoring_source` and
    `bands_source` of each file.

    >>> for instrument in load_instruments().values():
    ...     for example in instrument.examples:
    ...         assert score(instrument, example.answers).total == example.total
    >>> score(instrument, {}).missing == tuple(item.id for item in instrument.scored_items)
    True
    """
    if isinstance(instrument, str):
        instrument = load_instruments()[instrument]
    given = _checked(instrument, answers)
    counted = _counted(instrument, given)
    scored = instrument.scored_items
    missing = tuple(item.id for item in scored if item.id not in counted)
    total = (
        _sum(scored, counted, allow=instrument.missing.allow, multiplier=instrument.multiplier)
        if instrument.has_total
        else None
    )
    band = _band(instrument.bands, total)
    parts = {
        name: _subscale(instrument, name, part, counted)
        for name, part in instrument.subscales.items()
    }
    words = band or _highest(instrument, parts)
    return Score(
        instrument=instrument.id,
        total=total,
        range=instrument.range,
        subscales=parts,
        band=band.name if band else None,
        meaning=words.meaning if words else "",
        next_step=words.next_step if words else "",
        safety_flag=_safety(instrument, given),
        missing=missing,
        estimated=bool(missing) and total is not None,
    )


def is_reliable_change(instrument: Instrument, before: float, after: float) -> bool | None:
    """Whether two totals differ by more than error of measurement; None where none is published.

    >>> known = next(one for one in load_instruments().values() if one.change is not None)
    >>> is_reliable_change(known, 10, 10 + known.change.points)
    True
    """
    if instrument.change is None:
        return None
    return abs(after - before) >= instrument.change.points


def _checked(instrument: Instrument, answers: Answers) -> dict[str, int]:
    """The answers by item, without the missing ones; each must be one its item offers."""
    if not isinstance(answers, Mapping):
        if len(answers) != len(instrument.items):
            raise Refused(
                "", f"{instrument.short} has {len(instrument.items)} items, got {len(answers)}."
            )
        answers = {item.id: value for item, value in zip(instrument.items, answers, strict=True)}
    known = {item.id: item for item in instrument.items}
    given: dict[str, int] = {}
    for item_id, value in answers.items():
        if item_id not in known:
            raise Refused(item_id, f"{instrument.short} has no item {item_id!r}.")
        if value is None:
            continue
        offered = [option.value for option in instrument.options_of(known[item_id])]
        if isinstance(value, bool) or value not in offered:
            raise Refused(item_id, f"{item_id}: choose one of {offered}, not {value!r}.")
        given[item_id] = value
    return given


def _counted(instrument: Instrument, given: Mapping[str, int]) -> dict[str, float]:
    """What each answered item counts: reversed, skipped or optional where the file says so."""
    skipped = _skipped(instrument.skip, given)
    counted: dict[str, float] = {}
    for item in instrument.scored_items:
        values = [option.value for option in instrument.options_of(item)]
        if item.id in skipped:
            counted[item.id] = 0.0
        elif item.id in given:
            value = given[item.id]
            counted[item.id] = float(min(values) + max(values) - value if item.reverse else value)
        elif item.optional:
            counted[item.id] = float(min(values))
    return counted


def _skipped(skip: Skip | None, given: Mapping[str, int]) -> frozenset[str]:
    met = skip is not None and given.get(skip.item) == skip.value
    return frozenset(skip.skips) if skip is not None and met else frozenset()


def _sum(
    items: Sequence[Item], counted: Mapping[str, float], *, allow: int, multiplier: float
) -> float | None:
    """The total, the mean standing in for at most `allow` missing items; None beyond that."""
    values = [counted[item.id] for item in items if item.id in counted]
    absent = len(items) - len(values)
    if absent > allow or not values:
        return None
    if not absent:
        return sum(values) * multiplier
    return _half_up(sum(values) / len(values) * len(items)) * multiplier


def _half_up(value: float) -> float:
    """Rounded to a whole number, halves upwards, as the scoring guides do by hand."""
    return float(math.floor(value + 0.5))


def _subscale(
    instrument: Instrument, name: str, part: Subscale, counted: Mapping[str, float]
) -> SubscaleScore:
    items = [instrument.item(one) for one in part.items]
    total = _sum(items, counted, allow=part.allow_missing, multiplier=part.multiplier)
    band = None
    if total is not None:
        band = next((one.name for one in part.bands if one.low <= total <= one.high), None)
    return SubscaleScore(part.title, total, instrument.subscale_range(name), band)


def _highest(instrument: Instrument, parts: Mapping[str, SubscaleScore]) -> Words | None:
    """For a questionnaire without a total: the words of the highest band any part is in."""
    if instrument.has_total:
        return None
    ranks = {
        band.name: rank
        for part in instrument.subscales.values()
        for rank, band in enumerate(part.bands)
    }
    reached = [part.band for part in parts.values() if part.band is not None]
    if not reached:
        return None
    return instrument.parts_say[max(reached, key=lambda name: ranks[name])]


def _band(bands: Sequence[Band], total: float | None) -> Band | None:
    if total is None:
        return None
    return next((band for band in bands if band.low <= total <= band.high), None)


def _safety(instrument: Instrument, given: Mapping[str, int]) -> SafetyFlag | None:
    for watch in instrument.safety:
        answer = given.get(watch.item)
        if answer is None or answer < watch.at_least:
            continue
        item = instrument.item(watch.item)
        label = next(o.label for o in instrument.options_of(item) if o.value == answer)
        return SafetyFlag(watch.item, item.text, answer, label, watch.pathway)
    return None
