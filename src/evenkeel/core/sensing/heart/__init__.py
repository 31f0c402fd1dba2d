"""Heart-rate variability: `hrv` of a recording, `long_hrv` of a night or a day, own baseline.

RMSSD and SDNN are different signals with different norms; nothing here turns one into the other.
The report is loaded when it is first asked for: scipy, which it needs, takes 40 MB.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from evenkeel.core.sensing.heart.baseline import Baseline, Place, baseline

if TYPE_CHECKING:
    from evenkeel.core.sensing.heart.report import (
        Hrv,
        LongReport,
        Quality,
        TooFewBeats,
        Windows,
        hrv,
        long_hrv,
    )

__all__ = [
    "Baseline",
    "Hrv",
    "LongReport",
    "Place",
    "Quality",
    "TooFewBeats",
    "Windows",
    "baseline",
    "hrv",
    "long_hrv",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.report"), name)
    globals()[name] = value
    return value
