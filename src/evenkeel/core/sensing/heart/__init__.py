"""Heart-rate variability: `hrv` of a recording, `long_hrv` of a night or a day, own baseline.

RMSSD and SDNN are different signals with different norms; nothing here turns one into the other.
"""

from evenkeel.core.sensing.heart.baseline import Baseline, Place, baseline
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
