"""Which warnings stand today, and the picture of each.

Here: running every detector over one person's days, keeping what spoke lately. Not here: storing,
telling (apps.warnings).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from evenkeel.core.insights import ink
from evenkeel.core.insights.insight import Picture
from evenkeel.core.vocabulary import DayTable, Finding
from evenkeel.core.warning.detector import Detector, Outlook
from evenkeel.core.warning.discovery import detectors

STANDS_DAYS: Final = 21
"""How long a warning stays up when the member does nothing with it: a new look after that."""
STILL: Final = 0.5
"""Share of the gap on the day it spoke that must still be there for it to be told later."""
SHOWN_DAYS: Final = 70
COLUMNS: Final = ("mood", "sleep_minutes", "energy", "anxiety", "stress")
"""What detectors may look at: numbers of class D, never a word."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One warning that stands: which detector, the day it spoke, what it found."""

    detector: str
    on: date
    finding: Finding


def standing(days: DayTable) -> tuple[Standing, ...]:
    """Every warning that spoke in the last three weeks of `days`, the last of which has ended.

    Each day is judged from the days before it only, so the same days give the same warnings on
    whichever night they are looked at.

    >>> standing(DayTable((), {}))
    ()
    """
    if not days.dates:
        return ()
    outlook, last = Outlook(days), len(days.dates) - 1
    found = []
    for id, detector in detectors().items():
        spoke = [day for day in detector.alarms(outlook) if last - day < STANDS_DAYS]
        told = _as_of(detector, outlook, spoke[-1], last) if spoke else None
        if told is not None:
            found.append(Standing(id, days.dates[spoke[-1]], told))
    return tuple(found)


def _as_of(detector: Detector, outlook: Outlook, spoke: int, last: int) -> Finding | None:
    """What is told is how it stands on the last day; what has mended meanwhile is not told."""
    then, now = detector.find(outlook, spoke), detector.find(outlook, last)
    if then is None or spoke == last or now is None:
        return then
    before, today = then.effect or 0.0, now.effect or 0.0
    return now if before * today > 0 and abs(today) >= STILL * abs(before) else None


def picture(days: DayTable, column: str, on: date, words: Mapping[str, str]) -> Picture | None:
    """The last ten weeks of one column as bars from usual would be too loud: dots and a calm line.

    The line is the median of the seven days around; the stretch that was judged is marked under it.
    """
    values = days.columns.get(column)
    if values is None:
        return None
    rows = tuple(
        (day, value if np.isfinite(value) else None)
        for day, value in zip(days.dates, values, strict=True)
        if (on - day).days < SHOWN_DAYS
    )
    if not any(value is not None for _, value in rows):
        return None
    smooth = _smooth(np.array([np.nan if v is None else v for _, v in rows]))
    data = [
        {"day": f"{day}T00:00:00", "value": value, "week": week}
        for (day, value), week in zip(rows, smooth, strict=True)
    ]
    return Picture(spec=_spec(data, column, words), rows=rows)


def _smooth(values: np.ndarray[Any, np.dtype[np.float64]]) -> list[float | None]:
    out: list[float | None] = []
    for at in range(len(values)):
        near = values[max(0, at - 3) : at + 4]
        known = near[np.isfinite(near)]
        out.append(float(np.median(known)) if len(known) >= 2 else None)
    return out


def _spec(data: list[dict[str, Any]], column: str, words: Mapping[str, str]) -> Mapping[str, Any]:
    x = {
        "field": "day", "type": "temporal", "title": None,
        "axis": {"grid": False, "tickCount": 4, "format": "%-d %b"},
    }  # fmt: skip
    scale = {"zero": False} if column == "sleep_minutes" else {"domain": [0, 100]}

    def y(field: str) -> dict[str, Any]:
        title = words.get(column)
        return {
            "field": field, "type": "quantitative", "scale": scale, "title": title,
            "axis": {"tickCount": 4},
        }  # fmt: skip

    return ink.chart(
        height=130,
        values=data,
        layer=[
            {
                "mark": {"type": "point", "filled": True, "size": 22, "color": ink.FILL},
                "encoding": {"x": x, "y": y("value")},
                "transform": [{"filter": "isValid(datum.value)"}],
            },
            {
                "mark": {"type": "line", "strokeWidth": 2.5, "invalid": "break-paths-show-domains"},
                "encoding": {"x": x, "y": y("week")},
            },
        ],
    )
