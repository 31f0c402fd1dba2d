"""What a questionnaire file holds, and what makes one wrong.

Here: the frozen schema of `content/instruments/*.yaml`, and its consistency. Not here: scoring.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from evenkeel.core.content.loader import Content
from evenkeel.core.vocabulary import Pathway


class Part(BaseModel):
    """Base of the parts of a file: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(Part):
    """One answer: the number it counts and the words on the chip."""

    value: int
    label: str = Field(min_length=1)


class Item(Part):
    """One question. `options` only where they differ from the questionnaire's own.

    `reverse` counts high answers low. An item that is not `scored` is asked and kept, not added up.
    An `optional` item may be left out: it then counts as its lowest value and is not missing.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    text: str = Field(min_length=1)
    options: tuple[Option, ...] = ()
    reverse: bool = False
    scored: bool = True
    optional: bool = False


class Range(Part):
    """A named range of totals, both ends included."""

    low: float
    high: float
    name: str = Field(min_length=1)


class Band(Range):
    """A range of totals, and what it says to the member."""

    meaning: str = Field(min_length=1)
    next_step: str = Field(min_length=1)


class Words(Part):
    """What the highest band of any part says, for a questionnaire without a total."""

    meaning: str = Field(min_length=1)
    next_step: str = Field(min_length=1)


class Subscale(Part):
    """A part with its own total. `multiplier` as in the scale's own scoring rule."""

    title: str
    items: tuple[str, ...] = Field(min_length=1)
    multiplier: float = 1.0
    bands: tuple[Range, ...] = ()
    allow_missing: int = Field(default=0, ge=0)


class Skip(Part):
    """If `item` was answered with `value`, the items in `skips` do not apply and count as 0."""

    item: str
    value: int
    skips: tuple[str, ...] = Field(min_length=1)


class SafetyItem(Part):
    """An answer of at least `at_least` to this item means: ask the person, now."""

    item: str
    at_least: int
    pathway: Pathway


class Missing(Part):
    """Up to `allow` scored items may be missing; the mean of the others then stands in for them."""

    allow: int = Field(default=0, ge=0)
    source: str = Field(min_length=1)


class Change(Part):
    """The smallest difference between two totals that is more than error of measurement."""

    points: float = Field(gt=0)
    source: str = Field(min_length=1)


class Licence(Part):
    """The terms under which the wording may be shown. False `commercial_use` binds the host too."""

    terms: str = Field(min_length=20)
    source: str = Field(min_length=5)
    notice: str = Field(min_length=5, description="shown with the questionnaire")
    commercial_use: bool


class Validated(Part):
    """For whom the numbers were found to mean something."""

    ages: str
    languages: tuple[str, ...] = Field(min_length=1)
    note: str = ""


class Example(Part):
    """A worked scoring: answers in order of the items (null = missing) and what must come out."""

    answers: tuple[int | None, ...]
    total: float | None
    band: str | None = None
    subscales: Mapping[str, float | None] = {}
    safety: bool = False
    missing: tuple[str, ...] = ()


class Instrument(Content):
    """A questionnaire with published scoring."""

    title: str
    short: str
    measures: str
    about: str
    minutes: int = Field(ge=1, le=20)
    recall: str
    stem: str
    rhythm_days: int = Field(ge=1)
    routine: int | None = Field(default=None, ge=1, description="place in the regular check-up")
    direction: Literal["higher_is_worse", "higher_is_better"]
    options: tuple[Option, ...] = ()
    items: tuple[Item, ...] = Field(min_length=1)
    multiplier: float = 1.0
    has_total: bool = True
    skip: Skip | None = None
    missing: Missing
    subscales: Mapping[str, Subscale] = {}
    bands: tuple[Band, ...] = ()
    parts_say: Mapping[str, Words] = {}
    safety: tuple[SafetyItem, ...] = ()
    change: Change | None = None
    validated: Validated
    scale_source: str
    scoring_source: str
    bands_source: str
    licence: Licence
    examples: tuple[Example, ...] = Field(min_length=2)

    def item(self, item_id: str) -> Item:
        """The item with this id; KeyError if there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def options_of(self, item: Item) -> tuple[Option, ...]:
        """The answers this item offers."""
        return item.options or self.options

    @property
    def scored_items(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.scored)

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest possible total.

        It follows from the items: the lowest and the highest answer of each, times `multiplier`.
        """
        return self._range(self.scored_items, self.multiplier)

    def subscale_range(self, name: str) -> tuple[float, float]:
        """Lowest and highest possible total of one part."""
        part = self.subscales[name]
        return self._range(tuple(self.item(one) for one in part.items), part.multiplier)

    def _range(self, items: tuple[Item, ...], multiplier: float) -> tuple[float, float]:
        values = [[option.value for option in self.options_of(item)] for item in items]
        return sum(map(min, values)) * multiplier, sum(map(max, values)) * multiplier

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for problem in self._problems():
            raise ValueError(problem)
        return self

    def _problems(self) -> Iterator[str]:
        ids = [item.id for item in self.items]
        if len(ids) != len(set(ids)):
            yield "two items have the same id"
        for item in self.items:
            values = [option.value for option in self.options_of(item)]
            if len(values) < 2 or len(set(values)) != len(values):
                yield f"item {item.id} needs at least two options with different values"
        used = [one.item for one in self.safety]
        used += [one for part in self.subscales.values() for one in part.items]
        used += [self.skip.item, *self.skip.skips] if self.skip else []
        for unknown in set(used) - set(ids):
            yield f"no item is called {unknown}"
        for example in self.examples:
            if len(example.answers) != len(self.items):
                yield "an example needs one answer (or null) for each item"
        yield from self._band_problems()

    def _band_problems(self) -> Iterator[str]:
        if self.has_total != bool(self.bands):
            yield "a questionnaire with a total needs bands, one without has none"
            return
        names = {band.name for part in self.subscales.values() for band in part.bands}
        if not self.has_total and set(self.parts_say) != names:
            yield f"without a total, `parts_say` needs words for each of {sorted(names)}"
        if self.has_total:
            yield from _gaps("the total", self.bands, self.range, self.multiplier)
        for name, part in self.subscales.items():
            if part.bands:
                yield from _gaps(name, part.bands, self.subscale_range(name), part.multiplier)


def _gaps(
    what: str,
    bands: Sequence[Range],
    span: tuple[float, float],
    step: float,
) -> Iterator[str]:
    """Bands must cover every total that can occur, once, from the lowest to the highest."""
    if (bands[0].low, bands[-1].high) != span:
        yield f"bands of {what} must run from {span[0]:g} to {span[1]:g}"
    for before, after in pairwise(bands):
        if not 0 < after.low - before.high <= step:
            yield f"bands of {what}: {before.high:g} and {after.low:g} must be neighbours"
    if any(band.low > band.high for band in bands):
        yield f"a band of {what} ends before it begins"
