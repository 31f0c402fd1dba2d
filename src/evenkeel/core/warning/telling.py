"""From a day of alarm to a `Finding`: a stretch of days beside the usual before it, in numbers.

Here: the one shape that the slide detectors share. Not here: when they speak, words (content).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from evenkeel.core.vocabulary import Finding
from evenkeel.core.warning.detector import Outlook
from evenkeel.core.warning.usual import Numbers, Usual


def finding(
    id: str,
    outlook: Outlook,
    day: int,
    *,
    known: Mapping[str, Usual],
    values: Mapping[str, Numbers],
    stretch: int,
    first: str,
    told: tuple[str, ...],
) -> Finding | None:
    """The stretch that ends on `day` beside usual; the sentence is named by the columns it tells.

    `effect` is how far `first` lies from usual, `interval` a 95% interval of it that pays for
    carry-over. `values` of the finding hold, per column, its level now, its usual and the gap.
    """
    start = max(0, day - stretch + 1)
    shown = [name for name in told if name in known and _held(values[name], start, day) >= 3]
    if first not in shown:
        return None
    filled: dict[str, str | int | float] = {
        "days": day - start + 1,
        "until_day": outlook.days.dates[day].isoformat(),
    }
    for name in shown:
        now = float(np.nanmedian(values[name][start : day + 1]))
        before = float(known[name].level[day])
        if not np.isfinite(before):
            return None
        filled |= {f"{name}_now": now, f"{name}_usual": before, f"{name}_gap": abs(before - now)}
    lead = values[first][start : day + 1]
    effect = float(filled[f"{first}_now"]) - float(filled[f"{first}_usual"])
    half = 1.96 * float(known[first].spread[day]) * float(known[first].wander[day])
    half /= np.sqrt(max(1, _held(values[first], start, day)))
    days = outlook.days.dates[start : day + 1]
    held = tuple(on for on, value in zip(days, lead, strict=True) if np.isfinite(value))
    return Finding(
        insight=id,
        sentence="_and_".join(shown),
        values=filled | {"given": len(held)},
        n=len(held),
        days=held,
        missing_days=len(days) - len(held),
        effect=effect,
        interval=(effect - half, effect + half),
    )


def _held(values: Numbers, start: int, day: int) -> int:
    return int(np.isfinite(values[start : day + 1]).sum())
