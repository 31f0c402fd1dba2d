"""Weeks of less energy under more pressure than usual: the pattern people call burnout (F53).

Here: one detector, slower than `decline`: exhaustion is the core of burnout and comes before the
rest (Maslach and Leiter 2016, World Psychiatry 15:103). Not here: a name for it; burnout is an
occupational phenomenon in ICD-11, not an illness, and this cannot see anybody's work.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.vocabulary import Finding
from evenkeel.core.warning.detector import Detector, Outlook
from evenkeel.core.warning.drift import Side, alarms, recent_level, together
from evenkeel.core.warning.telling import finding
from evenkeel.core.warning.usual import Numbers, Usual

ENERGY, STRESS = "energy", "stress"
FLOOR: Final = 4.0
GAP: Final = 28
"""It comes slowly: usual must lie further back."""
ALLOWANCE: Final = 0.40
THRESHOLD: Final = 9.0
REST: Final = 60
STRETCH: Final = 28
LEVEL: Final = 0.5
"""Spreads from usual that the four weeks must lie, both of them."""


def look(outlook: Outlook) -> tuple[dict[str, Usual], dict[str, Numbers]]:
    """The usual of each signal that is there, and its values."""
    held = {name: outlook.column(name) for name in (ENERGY, STRESS)}
    values = {name: found for name, found in held.items() if found is not None}
    return {name: outlook.usual(name, floor=FLOOR, gap=GAP) for name in values}, values


def alarm_days(outlook: Outlook) -> list[int]:
    """Days on which energy has been lower and stress higher for weeks, past doubt."""
    known, values = look(outlook)
    if len(known) < 2:
        return []
    sides = [Side(known[ENERGY], worse=-1), Side(known[STRESS], worse=1)]
    return alarms(
        together(sides), allowance=ALLOWANCE, threshold=THRESHOLD, rest=REST,
        agrees=_agrees(known, values),
    )  # fmt: skip


def _agrees(known: dict[str, Usual], values: dict[str, Numbers]) -> NDArray[np.bool_]:
    energy, stress = known[ENERGY], known[STRESS]
    tired = (energy.level - recent_level(values[ENERGY], STRETCH)) / energy.spread >= LEVEL
    pressed = (recent_level(values[STRESS], STRETCH) - stress.level) / stress.spread >= LEVEL
    both: NDArray[np.bool_] = tired & pressed
    return both


def find(outlook: Outlook, day: int) -> Finding | None:
    """These four weeks beside usual."""
    known, values = look(outlook)
    if len(known) < 2:
        return None
    return finding(
        "worn_out", outlook, day, known=known, values=values, stretch=STRETCH, first=ENERGY,
        told=(ENERGY, STRESS),
    )  # fmt: skip


DETECTOR = Detector("worn_out", alarms=alarm_days, find=find)
