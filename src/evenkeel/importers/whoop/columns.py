"""WHOOP's columns and the signals they become.

Here: names as the export writes them. Its heart rate variability is RMSSD in the deepest part of
the night (WHOOP's own description), never SDNN. "(cal)" is kilocalories.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Figures = Mapping[str, str]

TABLES: Final[Mapping[str, bytes]] = {
    "cycles": b"Recovery score %",
    "workouts": b"Workout start time",
    "journal": b"Question text",
    "sleeps": b"Sleep onset",
}
"""Kind -> a column that only this table has; `cycles` first, because it has `sleeps`' as well."""
RECOVERY: Final[Figures] = {
    "Recovery score %": "recovery_score",
    "Resting heart rate (bpm)": "resting_heart_rate",
    "Heart rate variability (ms)": "hrv_rmssd",
    "Skin temp (celsius)": "skin_temperature",
    "Blood oxygen %": "oxygen_saturation",
}
"""Measured while asleep: they lie over the night that begins the cycle."""
CYCLE: Final[Figures] = {"Day Strain": "strain_score", "Energy burned (cal)": "total_energy"}
SLEEP: Final[Figures] = {
    "Respiratory rate (rpm)": "respiratory_rate",
    "Asleep duration (min)": "sleep_minutes",
    "Light sleep duration (min)": "sleep_minutes_light",
    "Deep (SWS) duration (min)": "sleep_minutes_deep",
    "REM duration (min)": "sleep_minutes_rem",
    "Awake duration (min)": "sleep_minutes_awake",
}
NIGHT: Final[Figures] = {"Sleep performance %": "sleep_score", "Sleep need (min)": "sleep_need"}
"""Of the night only: a nap repeats the night's need."""
DISTANCE: Final[Mapping[str, str]] = {
    "running": "distance_on_foot",
    "walking": "distance_on_foot",
    "hiking/rucking": "distance_on_foot",
    "hiking": "distance_on_foot",
    "cycling": "distance_cycling",
    "mountain biking": "distance_cycling",
    "swimming": "distance_swimming",
}
