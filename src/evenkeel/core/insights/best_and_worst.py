"""The best and the hardest week of the window, plainly.

Here: seven-day stretches of mood, chosen by their mean. Not here: what made them so, and whether
another such week is coming.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isnan
from statistics import fmean

from evenkeel.core.insights import ink
from evenkeel.core.insights.insight import Insight, Picture, View
from evenkeel.core.vocabulary import Finding

SUBJECT = "mood"
STRETCH_DAYS = 7
"""A week: long enough to outlive one bad night, short enough to be remembered."""

FEWEST_IN_STRETCH = 4
"""Days with a value for a stretch to count: more than half."""

FEWEST_DAYS = 14
"""Days with a value before two weeks are held against each other."""

SMALLEST_DISTANCE = 8.0
"""Points of 100 under which two weeks are told as alike. Judgement: about half of the usual
day-to-day spread (SD 15-20 of 100) of momentary mood in Bringmann et al. 2013, PLoS ONE 8(4)."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seven days from `first` on, their mean mood, and how many of them hold a value."""

    first: date
    last: date
    mean: float
    days: int

    def overlaps(self, other: Stretch) -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last


def stretches(view: View) -> tuple[Stretch, ...]:
    """Every run of `STRETCH_DAYS` days with at least `FEWEST_IN_STRETCH` values."""
    values = view.days.columns.get(SUBJECT, ())
    found = []
    for start in range(len(values) - STRETCH_DAYS + 1):
        held = [value for value in values[start : start + STRETCH_DAYS] if not isnan(value)]
        if len(held) >= FEWEST_IN_STRETCH:
            first, last = view.days.dates[start], view.days.dates[start + STRETCH_DAYS - 1]
            found.append(Stretch(first, last, fmean(held), len(held)))
    return tuple(found)


def ends(view: View) -> tuple[Stretch, Stretch] | None:
    """(hardest, best) that share no day; None when there are not two such weeks."""
    every = stretches(view)
    if not every:
        return None
    best = max(every, key=lambda stretch: stretch.mean)
    others = [stretch for stretch in every if not stretch.overlaps(best)]
    if not others:
        return None
    return min(others, key=lambda stretch: stretch.mean), best


def subjects(view: View) -> tuple[str, ...]:
    """Mood, when there is any."""
    values = view.days.columns.get(SUBJECT, ())
    return (SUBJECT,) if any(not isnan(value) for value in values) else ()


def find(view: View, subject: str) -> Finding | None:
    """The two ends, or that there is too little to tell, or that no week stands out.

    `effect` is the distance in points. No interval: the weeks were chosen for being the ends.
    """
    values = view.days.columns.get(subject, ())
    days = tuple(d for d, v in zip(view.days.dates, values, strict=False) if not isnan(v))
    missing = len(values) - len(days)
    if not days:
        return None
    found = ends(view)
    if len(days) < FEWEST_DAYS or found is None:
        more = max(FEWEST_DAYS - len(days), 1)
        few = {"n": len(days), "more": more, "fewest": FEWEST_DAYS}
        return Finding("best_and_worst", "too_few", few, len(days), days, missing)
    hard, best = found
    distance = best.mean - hard.mean
    return Finding(
        "best_and_worst",
        "two_ends" if distance >= SMALLEST_DISTANCE else "alike",
        {
            "best_first_day": best.first.isoformat(),
            "best_last_day": best.last.isoformat(),
            "best": best.mean,
            "best_n": best.days,
            "hard_first_day": hard.first.isoformat(),
            "hard_last_day": hard.last.isoformat(),
            "hard": hard.mean,
            "hard_n": hard.days,
            "distance": distance,
        },
        len(days),
        days,
        missing,
        effect=distance,
        reason="means of seven-day stretches with at least four days given",
        what_would_change_it="more_days",
    )


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """The days of the window with the two weeks marked under them."""
    found = ends(view)
    if found is None or found[1].mean - found[0].mean < SMALLEST_DISTANCE:
        return None
    hard, best = found
    pairs = zip(view.days.dates, view.days.columns[subject], strict=True)
    values = [
        {"day": f"{day}T00:00:00", "value": value if not isnan(value) else None}
        for day, value in pairs
    ]
    marks = [
        {
            "from": f"{s.first}T00:00:00",
            "to": f"{s.last}T23:59:59",
            "what": words[name],
            "y": s.mean,
        }
        for s, name in ((hard, "hard"), (best, "best"))
    ]
    x = {"type": "temporal", "title": None}
    wide = {"domain": [values[0]["day"], values[-1]["day"]]}
    axis = {"grid": False, "tickCount": 4, "format": "%-d %b" if len(values) <= 200 else "%b %Y"}
    spec = ink.chart(
        height=120,
        values=values,
        layer=[
            {
                "mark": {
                    "type": "line",
                    "strokeWidth": 1,
                    "color": ink.FILL,
                    "invalid": "break-paths-show-domains",
                },
                "encoding": {
                    "x": {"field": "day", **x, "scale": wide, "axis": axis},
                    "y": {
                        "field": "value",
                        "type": "quantitative",
                        "title": None,
                        "scale": {"domain": [0, 100]},
                        "axis": {"tickCount": 3},
                    },
                },
            },
            {
                "data": {"values": marks},
                "mark": {"type": "rule", "strokeWidth": 5, "color": ink.LINE, "strokeCap": "round"},
                "encoding": {
                    "x": {"field": "from", **x},
                    "x2": {"field": "to"},
                    "y": {"field": "y", "type": "quantitative"},
                },
            },
            {
                "data": {"values": marks},
                "mark": {
                    "type": "text",
                    "align": "left",
                    "dy": -11,
                    "color": ink.TEXT,
                    "fontSize": ink.FONT_SIZE,
                },
                "encoding": {
                    "x": {"field": "from", **x},
                    "y": {"field": "y", "type": "quantitative"},
                    "text": {"field": "what", "type": "nominal"},
                },
            },
        ],
    )
    rows = tuple(
        (words[n], s.first, s.last, s.mean, s.days) for s, n in ((hard, "hard"), (best, "best"))
    )
    return Picture(spec=spec, rows=rows)


INSIGHT = Insight("best_and_worst", subjects=subjects, find=find, picture=picture, section="how")
