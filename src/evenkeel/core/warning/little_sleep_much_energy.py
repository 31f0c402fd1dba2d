"""Some nights of little sleep with more energy than usual, not less: worth a look, with care (F53).

Here: one detector. Not here: any word for it that belongs to a doctor. Less need of sleep with
raised energy over four days or more is the earliest and most often noticed sign before an elevated
episode (Jackson, Cavanagh and Scott 2003, J Affect Disord 74:209, review of prodromes; duration:
DSM-5, hypomanic episode); a deadline, a new baby and a new love look alike from here.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from evenkeel.core.vocabulary import Finding
from evenkeel.core.warning.detector import Detector, Outlook
from evenkeel.core.warning.telling import finding
from evenkeel.core.warning.usual import Numbers, Usual

SLEEP, ENERGY = "sleep_minutes", "energy"
FLOORS: Final = {SLEEP: 20.0, ENERGY: 4.0}
NIGHTS: Final = 4
FEWEST: Final = 3
"""Of the last four days: one good night in between does not end it."""
SHORTER: Final = 45.0
"""Minutes under usual that a night must lie; a spread alone would judge very regular sleepers."""
SHORT: Final = 0.7
LIVELY: Final = 0.4
"""Spreads above usual; tiredness after a short night is the common thing, so this is rare."""
REST: Final = 21


def look(outlook: Outlook) -> tuple[dict[str, Usual], dict[str, Numbers]]:
    """The usual of each signal that is there, and its values."""
    held = {name: outlook.column(name) for name in (SLEEP, ENERGY)}
    values = {name: found for name, found in held.items() if found is not None}
    return {name: outlook.usual(name, floor=FLOORS[name]) for name in values}, values


def alarm_days(outlook: Outlook) -> list[int]:
    """Days on which at least three of the last four were both short and lively."""
    known, values = look(outlook)
    if SLEEP not in known or ENERGY not in known:
        return []
    sleep, energy = known[SLEEP], known[ENERGY]
    short = (sleep.score <= -SHORT) & (sleep.level - values[SLEEP] >= SHORTER)
    both = short & (energy.score >= LIVELY)
    count = np.convolve(both.astype(float), np.ones(NIGHTS))[: len(both)]
    found, quiet_until = [], -1
    for day in np.flatnonzero((count >= FEWEST) & both).tolist():
        if day > quiet_until:
            found.append(day)
            quiet_until = day + REST
    return found


def find(outlook: Outlook, day: int) -> Finding | None:
    """These nights and days beside usual."""
    known, values = look(outlook)
    if SLEEP not in known or ENERGY not in known:
        return None
    return finding(
        "little_sleep_much_energy", outlook, day, known=known, values=values, stretch=NIGHTS,
        first=SLEEP, told=(SLEEP, ENERGY),
    )  # fmt: skip


DETECTOR = Detector("little_sleep_much_energy", alarms=alarm_days, find=find)
