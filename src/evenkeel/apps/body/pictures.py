"""Pictures of the body: a line over days with the band that was usual, gaps as gaps.

Here: Vega-Lite specifications as dicts (ADR 3). Not here: drawing (`apps.insights`), numbers.
"""

from __future__ import annotations

import math
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
    values = [
        {
            "day": f"{day}T00:00:00",
            "value": None if math.isnan(value) else round(value * scale, 4),
            "low": round(band[0] * scale, 4) if band else None,
            "high": round(band[1] * scale, 4) if band else None,
        }
        for day, value, band in zip(one.dates, one.values, one.band, strict=True)
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
    ]
    return ink.chart(height=HEIGHT, values=values, layer=layers)
