"""The names of the colours in a picture, and the few settings all pictures share.

Here: what makes the drawings of this room look like one hand. A colour is a stand-in hex code that
no drawing uses otherwise; whoever renders the picture replaces it with the page's own colour, so
that light and dark follow the page. Not here: rendering.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"

TEXT = "#010101"
FAINT = "#020202"
LINE = "#030303"
FILL = "#040404"
STRONG = "#050505"

ROLES: Mapping[str, str] = {
    TEXT: "text",
    FAINT: "faint",
    LINE: "line",
    FILL: "fill",
    STRONG: "strong",
}

WIDTH = 360
"""Pixels of the plot. A phone 390 px wide shows the whole picture at about its own size."""

FONT_SIZE = 12


def chart(*, height: int, values: list[dict[str, Any]], **rest: Any) -> dict[str, Any]:
    """A Vega-Lite specification with this room's settings; `rest` is the drawing itself.

    >>> chart(height=40, values=[], mark="line")["mark"]
    'line'
    """
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": height,
        "background": None,
        "padding": {"left": 12, "right": 6, "top": 4, "bottom": 2},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": values},
        "config": {
            "view": {"stroke": None},
            "axis": {
                "domain": False,
                "ticks": False,
                "gridColor": FAINT,
                "labelColor": TEXT,
                "titleColor": TEXT,
                "labelFontSize": FONT_SIZE,
                "titleFontSize": FONT_SIZE,
                "titleFontWeight": "normal",
                "labelPadding": 6,
            },
            "mark": {"color": LINE},
        },
        **rest,
    }


def forest(bars: list[dict[str, Any]], title: str) -> dict[str, Any]:
    """One line per bar ("what", "effect", "low", "high"), with zero marked.

    >>> forest([{"what": "Tea", "effect": 1.0, "low": -1.0, "high": 3.0}], "points")["height"]
    48
    """
    y: dict[str, Any] = {"field": "what", "type": "nominal", "title": None, "sort": None}
    y["axis"] = {"labelLimit": 130, "grid": False}
    x = {"type": "quantitative", "title": title, "axis": {"tickCount": 5}}
    return chart(
        height=28 * len(bars) + 20,
        values=bars,
        layer=[
            {
                "mark": {"type": "rule", "strokeWidth": 2, "color": FILL},
                "encoding": {"y": y, "x": {"field": "low", **x}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "circle", "size": 60, "color": LINE, "opacity": 1},
                "encoding": {"y": y, "x": {"field": "effect", **x}},
            },
            {
                "data": {"values": [{}]},
                "mark": {"type": "rule", "color": TEXT, "strokeDash": [2, 3]},
                "encoding": {"x": {"datum": 0, **x}},
            },
        ],
    )
