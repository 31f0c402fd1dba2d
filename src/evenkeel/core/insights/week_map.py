"""Weekday by time of day: when in the week one metric tends to be lower or higher.

Here: the mean of the entries in each of 28 cells, and how many entries each rests on. Not here:
why. A cell with few entries is left empty rather than coloured.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from statistics import fmean

from evenkeel.core.insights import ink
from evenkeel.core.insights.insight import Entry, Insight, MetricKind, Picture, View
from evenkeel.core.vocabulary import Finding

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TIMES = ("night", "morning", "afternoon", "evening")
HOURS_IN_A_TIME = 6
"""Quarters of the day from midnight: 0-6, 6-12, 12-18, 18-24."""

FEWEST_ENTRIES = 3
"""A cell speaks from three entries on; one bad Tuesday is not "Tuesdays"."""

FEWEST_CELLS = 4
"""Cells that must speak before two of them are compared."""

FIRST_SUBJECT = "mood"

Place = tuple[int, int]


def subjects(view: View) -> tuple[str, ...]:
    """Mood, when it was given at all: one map is enough for a first picture."""
    return (FIRST_SUBJECT,) if any(FIRST_SUBJECT in e.numbers for e in view.entries) else ()


def place_of(entry: Entry) -> Place:
    """(weekday 0-6 from Monday, time of day 0-3 from midnight) on the entry's own clock.

    >>> from datetime import datetime, timezone
    >>> place_of(Entry(datetime(2026, 3, 3, 18, tzinfo=timezone.utc), {}))
    (1, 3)
    """
    return entry.at.weekday(), entry.at.hour // HOURS_IN_A_TIME


def cells(view: View, subject: str) -> Mapping[Place, tuple[float, ...]]:
    """The values of `subject` by place in the week; a place without entries is absent."""
    found: defaultdict[Place, list[float]] = defaultdict(list)
    for entry in view.entries:
        if subject in entry.numbers:
            found[place_of(entry)].append(entry.numbers[subject])
    return {place: tuple(values) for place, values in found.items()}


def find(view: View, subject: str) -> Finding | None:
    """The lowest and the highest part of the week, from cells with `FEWEST_ENTRIES` or more.

    `effect` is the distance between the two, in the metric's unit. There is no interval: the two
    were picked because they are the ends, so the distance is larger than a fair comparison's.
    """
    held = cells(view, subject)
    if not held:
        return None
    days = tuple(sorted({e.at.date() for e in view.entries if subject in e.numbers}))
    missing = len(view.days.dates) - len(days)
    n = sum(len(values) for values in held.values())
    label = view.metrics[subject].label
    means = {p: fmean(v) for p, v in held.items() if len(v) >= FEWEST_ENTRIES}
    if len(means) < FEWEST_CELLS:
        few: dict[str, str | int | float]
        few = {"label": label, "n": n, "cells": len(means), "fewest": FEWEST_ENTRIES}
        return Finding("week_map", "too_few", few, n, days, missing)
    low = min(means, key=lambda place: (means[place], place))
    high = max(means, key=lambda place: (means[place], place))
    return Finding(
        "week_map",
        "low_and_high",
        {
            "label": label,
            "n": n,
            "low_weekday": WEEKDAYS[low[0]],
            "low_time": TIMES[low[1]],
            "low": means[low],
            "low_n": len(held[low]),
            "high_weekday": WEEKDAYS[high[0]],
            "high_time": TIMES[high[1]],
            "high": means[high],
            "high_n": len(held[high]),
        },
        n,
        days,
        missing,
        effect=means[high] - means[low],
        reason="means of entries by weekday and quarter of the day",
        what_would_change_it="more_weeks",
    )


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """Seven columns, four rows; the fuller the circle, the higher the mean. Too few: a ring."""
    held = cells(view, subject)
    metric = view.metrics[subject]
    rows = tuple(
        (
            words[weekday],
            words[time],
            fmean(held[(w, t)]) if len(held.get((w, t), ())) >= FEWEST_ENTRIES else None,
            len(held.get((w, t), ())),
        )
        for w, weekday in enumerate(WEEKDAYS)
        for t, time in enumerate(TIMES)
    )
    values = [
        {"day": words[f"{WEEKDAYS[n // 4]}_short"], "time": row[1], "value": row[2], "n": row[3]}
        for n, row in enumerate(rows)
    ]
    shown = [row[2] for row in rows if isinstance(row[2], float)]
    ends = (metric.low, metric.high) if metric.low is not None else (0.0, max(shown, default=1.0))
    if metric.kind is MetricKind.YES_NO:
        ends = (0.0, 1.0)
    axis = {"grid": False, "title": None, "type": "nominal"}
    spec = ink.chart(
        height=150,
        values=values,
        encoding={
            "x": {
                "field": "day",
                **axis,
                "sort": [words[f"{weekday}_short"] for weekday in WEEKDAYS],
                "axis": {"orient": "top", "labelAngle": 0, "grid": False},
            },
            "y": {
                "field": "time",
                **axis,
                "sort": [words[time] for time in TIMES],
                "axis": {"grid": False},
            },
        },
        layer=[
            {
                "mark": {
                    "type": "circle",
                    "color": None,
                    "fill": None,
                    "stroke": ink.FAINT,
                    "strokeWidth": 1.5,
                    "size": 560,
                    "opacity": 1,
                }
            },
            {
                "transform": [{"filter": "isValid(datum.value)"}],
                "mark": {"type": "circle", "color": ink.LINE, "opacity": 1},
                "encoding": {
                    "size": {
                        "field": "value",
                        "type": "quantitative",
                        "legend": None,
                        "scale": {"domain": list(ends), "range": [18, 560]},
                    }
                },
            },
        ],
    )
    return Picture(spec=spec, rows=rows)


INSIGHT = Insight("week_map", subjects=subjects, find=find, picture=picture)
