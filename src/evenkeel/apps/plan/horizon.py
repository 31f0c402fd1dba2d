"""The small picture on Today: where the sun stands at this hour, as numbers for an SVG.

Here: a point on an arc from dawn to dusk. Not here: real sunrise (no place is known), drawing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

DAWN, DUSK = 6, 21
WIDTH, LEVEL, HEIGHT = 320, 66, 50


@dataclass(frozen=True, slots=True)
class Sky:
    """Where sun or moon stand in a picture 320 wide, seen from 4 to 88 down, water from 66."""

    x: int
    y: int
    night: bool


def sky(local: datetime) -> Sky:
    """Where the light stands at this local time.

    >>> sky(datetime(2026, 6, 1, 13, 30)).night
    False
    """
    hour = local.hour + local.minute / 60
    night = not DAWN <= hour < DUSK
    length = 24 - (DUSK - DAWN) if night else DUSK - DAWN
    share = ((hour - (DUSK if night else DAWN)) % 24) / length
    x = round(WIDTH * (0.12 + 0.76 * share))
    y = round(LEVEL - 6 - HEIGHT * 0.8 * math.sin(math.pi * share))
    return Sky(x, y, night)
