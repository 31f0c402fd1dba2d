"""Looking ahead: one file per early-warning detector, discovered; the forecast; the check-up.

A file of this folder is a detector when it defines `DETECTOR`; its words are in
`content/warnings/<file stem>.yaml`. It is named nowhere else. The other files are what detectors
stand on: `usual`, `drift`, `detector` (types), `telling`. `simulated` makes people with a known
truth, so that every detector can state its false alarms and its lead. Not here: opening records,
rendering, whom to tell. A warning suggests; a person decides (SAFETY.md L18).
"""

from evenkeel.core.warning.detector import Detector, NextStep, Outlook, WarningText
from evenkeel.core.warning.discovery import detectors, load_next_steps, load_texts
from evenkeel.core.warning.forecast import Ahead, Forecast, forecast
from evenkeel.core.warning.standing import Standing, picture, standing

__all__ = [
    "Ahead",
    "Detector",
    "Forecast",
    "NextStep",
    "Outlook",
    "Standing",
    "WarningText",
    "detectors",
    "forecast",
    "load_next_steps",
    "load_texts",
    "picture",
    "standing",
]
