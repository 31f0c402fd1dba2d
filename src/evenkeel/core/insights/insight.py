"""What an insight is: the types that every file of this room, and whoever draws it, shares.

Here: `Metric`, `Entry`, `DatedText`, `View` (what an insight looks at), `Picture` (what it hands
over to be drawn) and `Insight` (the plug-in itself). Not here: any computation, and any sentence a
person reads (`content/insights/<id>.yaml`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from math import isnan
from typing import Any

from evenkeel.core.content.loader import Content
from evenkeel.core.vocabulary import DayTable, Finding


class MetricKind(StrEnum):
    """How the numbers of a metric are to be taken."""

    SCALE = "scale"
    NUMBER = "number"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing that check-ins give a number for; `name` is its column in the `DayTable`.

    `low` and `high` are the ends of a scale, in the metric's own unit, and None where there is no
    natural end. `total` says that several entries of one day add up (cups of coffee) rather than
    average (pain). `group` is the side of life whose main measure it is: "sleep", "movement",
    "heart", "people"; empty for others. `later`: as a factor it counts from the next day on only,
    because on the day itself it follows from how somebody is (an exercise done when tense).
    `level_only`: a level to be told, no factor of its own (its parts are factors already).
    `chosen`: something one can decide to do or leave, so that a trial of it makes sense.
    """

    name: str
    label: str
    kind: MetricKind = MetricKind.SCALE
    low: float | None = None
    high: float | None = None
    unit: str = ""
    low_word: str = ""
    high_word: str = ""
    total: bool = False
    group: str = ""
    later: bool = False
    level_only: bool = False
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One check-in, as insights see it: a time in the member's own zone and the numbers given.

    A metric that was not given is absent: never zero, never the middle.
    """

    at: datetime
    numbers: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class DatedText:
    """One piece of the member's own writing and its day. Class C: lives in memory only."""

    on: date
    text: str
    vector: Sequence[float] = field(default=(), repr=False, compare=False)
    """What it means, as a direction of unit length; empty where nobody asked the reader."""


@dataclass(frozen=True, slots=True)
class Effort:
    """One time an exercise was done. `before` and `after`: strength of the feeling, 0 to 10."""

    what: str
    label: str
    at: datetime
    before: float | None = None
    after: float | None = None
    feeling: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One busy time of a calendar, on the member's own clock; `word` is theirs, or empty."""

    begins: datetime
    ends: datetime
    word: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What an insight may look at: one person, one window of days, nothing else.

    `days` holds what check-ins give; `around` what else is known of the same dates (signals of the
    body, triggers, activities, exercises done), described by `around_metrics`. `lists` are word
    lists by name, `stop_words` and `elided` go with them (`writing_words`): all three are empty for
    a language that nobody has written them for. `expected`: points of
    relief that studies found, by exercise. `memo` is for work that several insights of this view
    share.
    """

    days: DayTable
    entries: tuple[Entry, ...] = ()
    texts: tuple[DatedText, ...] = ()
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    stop_words: frozenset[str] = frozenset()
    around: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    around_metrics: Mapping[str, Metric] = field(default_factory=dict)
    efforts: tuple[Effort, ...] = ()
    events: tuple[Event, ...] = ()
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    elided: frozenset[str] = frozenset()
    expected: Mapping[str, float] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


Cell = date | str | int | float | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing and the numbers behind it.

    `spec` is a Vega-Lite specification whose colours are the names in `core.insights.ink`. `rows`
    are the same numbers as a table; a `None` cell is a missing value and is shown as one.
    """

    spec: Mapping[str, Any]
    rows: tuple[tuple[Cell, ...], ...]


class InsightText(Content):
    """The words of one insight: `content/insights/<id>.yaml`.

    `{name}` in a text is filled from `Finding.values`. `limits` says what the finding does not
    show; `alt` is the text alternative of the picture; `table` are the headings of its rows;
    `words` are short labels inside the picture (weekdays, axis titles). `how` says how it was
    worked out, `would_change` what would change it.
    """

    order: int
    title: str
    sentences: Mapping[str, str]
    limits: str
    alt: str
    table: tuple[str, ...]
    words: Mapping[str, str] = {}
    how: str = ""
    would_change: str = ""


QUIET = frozenset({"none", "none_of_one", "nothing_beside", "too_few", "as_usual", "alike"})
"""Sentences that say that nothing stands out, or that there is too little to tell."""


@dataclass(frozen=True, slots=True)
class Insight:
    """One insight. `id` is the stem of its file and of its content file.

    `subjects(view)` lists what it can be asked about: names of metrics, or `("",)` when it is
    about the window as a whole. `find` answers for one subject, `None` when there is nothing to
    say at all; `picture` draws what `find` found, with the short labels it is given. `all_days`:
    it looks at everything there is, not at the days of the page. `section` is where the picture of
    the person tells it (`core.insights.whole_picture`), empty for nowhere; sentences in `quiet` are
    told as looked for and not found. `sparse`: it rests on days when something was done or
    written; the others are not missing.
    """

    id: str
    subjects: Callable[[View], tuple[str, ...]]
    find: Callable[[View, str], Finding | None]
    picture: Callable[[View, str, Mapping[str, str]], Picture | None]
    all_days: bool = False
    section: str = ""
    sparse: bool = False
    quiet: frozenset[str] = QUIET


def whole(view: View) -> tuple[str, ...]:
    """The only subject of an insight about the window as a whole."""
    del view
    return ("",)


def every_metric(view: View) -> tuple[str, ...]:
    """Every metric that has at least one value in the window, in the order of the table."""
    return tuple(
        name
        for name, values in view.days.columns.items()
        if name in view.metrics and any(not isnan(value) for value in values)
    )
