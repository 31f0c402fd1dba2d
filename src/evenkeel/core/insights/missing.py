"""What is missing: days without a check-in, the longest gap, and metrics seldom given.

Here: absence, said plainly and without blame. Not here: reminders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from math import isnan
from typing import Any

from evenkeel.core.insights import ink
from evenkeel.core.insights.insight import Insight, Picture, View, whole
from evenkeel.core.vocabulary import Finding

ONE_PAGE = 42
"""Days up to which the picture is laid out like a page of a calendar."""

MOST_SQUARES = 120
"""Days up to which each has a square of its own; above that, a bar per week."""

SHORTEST_GAP = 2
"""Days in a row without an entry that are worth naming."""


def days_with_entries(view: View) -> frozenset[date]:
    """Dates of the window on which at least one check-in was made."""
    window = set(view.days.dates)
    return frozenset(day for entry in view.entries if (day := entry.at.date()) in window)


def longest_gap(dates: tuple[date, ...], held: frozenset[date]) -> tuple[date, date] | None:
    """First and last day of the longest run without an entry; the latest one when several are.

    >>> days = tuple(date(2026, 3, n) for n in range(1, 6))
    >>> longest_gap(days, frozenset({days[0], days[3]}))
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 3))
    """
    best: tuple[int, int] | None = None
    start = None
    for index, day in enumerate(dates):
        if day in held:
            start = None
            continue
        start = index if start is None else start
        if best is None or index - start >= best[1] - best[0]:
            best = (start, index)
    return None if best is None else (dates[best[0]], dates[best[1]])


def find(view: View, subject: str) -> Finding | None:
    """How many days of the window have no check-in, and the longest run of them."""
    del subject
    held = days_with_entries(view)
    total = len(view.days.dates)
    missing = total - len(held)
    gap = longest_gap(view.days.dates, held)
    days = tuple(sorted(held))
    values: dict[str, str | int | float] = {"total": total, "n": len(held), "missing": missing}
    sentence = "none_missing" if missing == 0 else "single_days"
    if not held:
        sentence = "all_missing"
    elif gap is not None and (length := (gap[1] - gap[0]).days + 1) >= SHORTEST_GAP:
        sentence = "with_gap"
        values |= {
            "gap": length,
            "gap_first_day": gap[0].isoformat(),
            "gap_last_day": gap[1].isoformat(),
        }
    return Finding(
        "missing",
        sentence,
        values,
        len(held),
        days,
        missing,
        effect=missing / total if total else None,
        reason="calendar days of the member's own clock",
        what_would_change_it="more_days",
    )


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """One mark per day, filled where there is a check-in; and each metric's share of days."""
    del subject
    if not view.days.dates:
        return None
    held = days_with_entries(view)
    total = len(view.days.dates)
    if total <= ONE_PAGE:
        spec = _page(view, held, words)
    else:
        spec = _calendar(view, held) if total <= MOST_SQUARES else _weeks(view, held)
    rows: list[tuple[str, int, int]] = [(words["any"], len(held), len(view.days.dates))]
    for name, column in view.days.columns.items():
        given = sum(not isnan(value) for value in column)
        if given and name in view.metrics:
            rows.append((view.metrics[name].label, given, len(column)))
    return Picture(spec=spec, rows=tuple(rows))


def _page(view: View, held: frozenset[date], words: Mapping[str, str]) -> dict[str, Any]:
    """A calendar's page: weekdays across, weeks down."""
    short = [words[day] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")]
    values = [
        {"day": short[day.weekday()], "held": day in held, "week": _monday(day)}
        for day in view.days.dates
    ]
    weeks = len({value["week"] for value in values})
    axis = {"orient": "top", "labelAngle": 0, "grid": False}
    across = {"type": "nominal", "title": None, "sort": short, "axis": axis}
    return ink.chart(
        height=22 * weeks,
        values=values,
        mark={"type": "rect", "stroke": ink.FAINT, "strokeWidth": 1},
        encoding={
            "x": {"field": "day", **across, "scale": {"domain": short, "paddingInner": 0.12}},
            "y": {
                "field": "week",
                "type": "ordinal",
                "title": None,
                "axis": None,
                "scale": {"paddingInner": 0.25},
            },
            "color": _held_or_not(),
        },
    )


def _held_or_not() -> dict[str, Any]:
    fill = {"domain": [True, False], "range": [ink.LINE, "transparent"]}
    return {"field": "held", "type": "nominal", "legend": None, "scale": fill}


def _calendar(view: View, held: frozenset[date]) -> dict[str, Any]:
    values = [
        {"day": f"{day}T00:00:00", "held": day in held, "week": _monday(day)}
        for day in view.days.dates
    ]
    gap = {"paddingInner": 0.25}
    bare = {"type": "ordinal", "title": None, "axis": None, "scale": gap}
    return ink.chart(
        height=96,
        values=values,
        mark={"type": "rect", "stroke": ink.FAINT, "strokeWidth": 1},
        encoding={
            "x": {"field": "week", **bare},
            "y": {"field": "day", "timeUnit": "day", **bare, "sort": [1, 2, 3, 4, 5, 6, 0]},
            "color": _held_or_not(),
        },
    )


def _weeks(view: View, held: frozenset[date]) -> dict[str, Any]:
    """One bar per week: how many of its days have a check-in."""
    counts: Counter[str] = Counter()
    for day in view.days.dates:
        counts[_monday(day)] += day in held
    values = [{"week": f"{week}T00:00:00", "days": n} for week, n in counts.items()]
    axis = {"grid": False, "tickCount": 4, "format": "%b %Y"}
    return ink.chart(
        height=96,
        values=values,
        mark={"type": "bar", "width": {"band": 0.8}},
        encoding={
            "x": {
                "field": "week",
                "type": "temporal",
                "timeUnit": {"unit": "yearmonthdate", "step": 7},
                "title": None,
                "axis": axis,
            },
            "y": {
                "field": "days",
                "type": "quantitative",
                "title": None,
                "scale": {"domain": [0, 7]},
                "axis": {"values": [0, 7]},
            },
        },
    )


def _monday(day: date) -> str:
    return date.fromordinal(day.toordinal() - day.weekday()).isoformat()


INSIGHT = Insight(
    "missing", subjects=whole, find=find, picture=picture, section="missing", sparse=True
)
