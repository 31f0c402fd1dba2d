"""The history of one questionnaire, as a line over time.

Here: the specification of the drawing and its rows. Not here: rendering (`apps.insights`), words
around it (the template).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from evenkeel.apps.assessments.queries import Result
from evenkeel.apps.insights import queries as insights
from evenkeel.core.insights import ink
from evenkeel.core.instruments import Instrument

FEWEST_DRAWN = 2  # one point is a number, not a history
_HEIGHT = 150


@dataclass(frozen=True, slots=True)
class Line:
    """One drawn line: the total, or one part of a questionnaire that has no total."""

    title: str
    svg: SafeString | None


@dataclass(frozen=True, slots=True)
class _Part:
    title: str
    values: list[tuple[Result, float]]
    span: tuple[float, float]
    cuts: list[float]


def lines(found: Instrument, results: Sequence[Result]) -> list[Line]:
    """A line for the total or for each part; those with fewer than two values are left out."""
    return [
        Line(part.title, _draw(part))
        for part in _parts(found, results)
        if len(part.values) >= FEWEST_DRAWN
    ]


def _parts(found: Instrument, results: Sequence[Result]) -> list[_Part]:
    if found.has_total:
        values = [(one, one.payload.total) for one in results]
        kept = [(one, value) for one, value in values if value is not None]
        return [_Part(found.short, kept, found.range, [band.low for band in found.bands[1:]])]
    parts = []
    for name, part in found.subscales.items():
        held = [(one, one.payload.subscales.get(name)) for one in results]
        kept = [(one, value) for one, value in held if value is not None]
        cuts = [band.low for band in part.bands[1:]]
        parts.append(_Part(part.title, kept, found.subscale_range(name), cuts))
    return parts


def _draw(part: _Part) -> SafeString | None:
    return insights.chart_svg(_spec(part), alt=_alt(part))


def _spec(part: _Part) -> dict[str, Any]:
    low, high = part.span
    values = [
        {"day": one.at.date().isoformat(), "value": value} for one, value in reversed(part.values)
    ]
    x = {"field": "day", "type": "temporal", "axis": {"title": None, "grid": False, "tickCount": 4}}
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": False},
        "axis": {"title": None, "values": [low, *part.cuts, high]},
    }
    mark = {"type": "line", "point": {"filled": True, "size": 50, "color": ink.LINE}}
    return ink.chart(height=_HEIGHT, values=values, mark=mark, encoding={"x": x, "y": y})


def _alt(part: _Part) -> str:
    told = [
        _("%(value)s on %(day)s")
        % {"value": f"{value:g}", "day": date_format(one.at, "DATE_FORMAT")}
        for one, value in reversed(part.values)
    ]
    return f"{part.title}: {', '.join(told)}"
