"""What an early-warning detector is: the types that every file of this room shares.

Here: `Outlook` (what a detector looks at), `Detector` (the plug-in) and the schema of its words.
Not here: any computation, any sentence (`content/warnings/<id>.yaml`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from pydantic import BaseModel, ConfigDict

from evenkeel.core.content.loader import Content
from evenkeel.core.vocabulary import DayTable, Finding
from evenkeel.core.warning.usual import GAP, Numbers, Usual, usual


@dataclass(frozen=True, slots=True)
class Outlook:
    """One person's days, oldest first, the last being the one that has just ended."""

    days: DayTable
    _known: dict[tuple[str, float, int], Usual] = field(default_factory=dict, compare=False)

    def usual(self, name: str, *, floor: float, gap: int = GAP) -> Usual:
        """What is usual of a column, worked out once however many detectors ask."""
        asked = (name, floor, gap)
        if asked not in self._known:
            values = np.asarray(self.days.columns[name], dtype=np.float64)
            self._known[asked] = usual(values, floor=floor, gap=gap)
        return self._known[asked]

    def column(self, name: str) -> Numbers | None:
        """A column as numbers; None where nobody measured it."""
        values = self.days.columns.get(name)
        if values is None:
            return None
        found = np.asarray(values, dtype=np.float64)
        return found if np.isfinite(found).any() else None


@dataclass(frozen=True, slots=True)
class Detector:
    """One way of looking ahead. `id` is the stem of its file and of its words.

    `alarms(outlook)` gives the places of the days on which it would have spoken, judged from the
    days before each only. `find` tells about one such day; None when there is nothing to say.
    """

    id: str
    alarms: Callable[[Outlook], list[int]]
    find: Callable[[Outlook, int], Finding | None]


class Figures(BaseModel):
    """What a detector was found to do on simulated people: told with every warning.

    `false_alarms` a person-year on stable ones; `flagged` per cent of the planted courses;
    `lead_days` the median before its deepest day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    false_alarms: float
    flagged: int
    lead_days: int


class WarningText(Content):
    """The words of one detector: `content/warnings/<id>.yaml`.

    `{name}` is filled from `Finding.values`. `title` and `sentences` go by the finding's sentence;
    `limits` says what it does not show; `suggests` are ids of next steps, the gentlest first.
    """

    order: int
    title: Mapping[str, str]
    sentences: Mapping[str, str]
    reason: str
    limits: str
    alt: str
    column: str
    suggests: tuple[str, ...]
    words: Mapping[str, str] = {}
    figures: Figures
    sources: tuple[str, ...]


class NextStep(Content):
    """One next step a warning or a level of help can suggest; `page` is a route, or nothing."""

    what: str
    why: str
    page: str = ""
