"""Pictures of the body: a line over days with the band that was usual, gaps as gaps.

Here: Vega-Lite specifications as dicts (ADR 3). Not here: drawing (`apps.insights`), numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from evenkeel.apps.body.queries import Trend
from evenkeel.core.insights import ink

LONG = 200
"""Days from which months are named rather than dates."""
DOTS = 45
HEIGHT = 150


def over_days(one: Trend) -> dict[str, Any]:
    """The values as a line that breaks where days are missing, over the band of the usual."""
    minutes = one.unit == "min"
    scale = 1 / 60 if minutes else 1.0
    alone = _alone(one.values)
    values = [
        {
            "day": f"{day}T00:00:00",
            "value": None if math.isnan(value) else round(value * scale, 4),
            "alone": lonely,
            "low": round(band[0] * scale, 4) if band else None,
            "high": round(band[1] * scale, 4) if band else None,
        }
        for day, value, band, lonely in zip(one.dates, one.values, one.band, alone, strict=True)
    ]
    day = {
        "field": "day",
        "type": "temporal",
        "title": None,
        "scale": {"domain": [values[0]["day"], values[-1]["day"]]},
        "axis": {
            "grid": False,
            "tickCount": 4,
            "format": "%b %Y" if len(values) > LONG else "%-d %b",
        },
    }
    axis = {"scale": {"zero": False}, "axis": {"tickCount": 4}, "title": None}
    value = {"field": "value", "type": "quantitative", **axis}
    line: dict[str, Any] = {"type": "line", "strokeWidth": 2, "interpolate": "linear"}
    if len(values) <= DOTS:
        line["point"] = {"size": 26, "filled": True, "color": ink.LINE}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "area", "color": ink.FAINT, "interpolate": "monotone"},
            "encoding": {
                "x": day,
                "y": {"field": "low", "type": "quantitative", **axis},
                "y2": {"field": "high"},
            },
        },
        {"mark": line, "encoding": {"x": day, "y": value}},
        {
            "transform": [{"filter": "datum.alone"}],
            "mark": {"type": "point", "size": 26, "filled": True, "color": ink.LINE},
            "encoding": {"x": day, "y": value},
        },
    ]
    return ink.chart(height=HEIGHT, values=values, layer=layers)


def _alone(values: Sequence[float]) -> list[bool]:
    """Days with a value whose neighbours have none: a line through one point is not seen."""
    known = [not math.isnan(value) for value in values]
    before, after = [False, *known[:-1]], [*known[1:], False]
    return [
        here and not left and not right
        for here, left, right in zip(known, before, after, strict=True)
    ]
