"""Health Connect's tables and codes, as the Android platform's own source writes them.

Here: tables, columns, units and codes. Mass is in grams, energy in small calories, volume in
litres, offsets in seconds. Not here: reading (`mapper.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Signal:
    """Column -> signal, and what the column's value is multiplied by."""

    columns: Mapping[str, tuple[str, float]]


def _one(column: str, signal: str, factor: float = 1.0) -> Signal:
    return Signal({column: (signal, factor)})


_TO_KCAL: Final = 0.001
_TO_KG: Final = 0.001
_TO_ML: Final = 1000.0

INSTANTS: Final[Mapping[str, Signal]] = {
    "resting_heart_rate_record_table": _one("beats_per_minute", "resting_heart_rate"),
    "heart_rate_variability_rmssd_record_table": _one("heart_rate_variability_millis", "hrv_rmssd"),
    "oxygen_saturation_record_table": _one("percentage", "oxygen_saturation"),
    "respiratory_rate_record_table": _one("rate", "respiratory_rate"),
    "body_temperature_record_table": _one("temperature", "body_temperature"),
    "basal_body_temperature_record_table": _one("temperature", "basal_temperature"),
    "vo2_max_record_table": _one("vo2_milliliters_per_minute_kilogram", "vo2_max"),
    "weight_record_table": _one("weight", "weight", _TO_KG),
    "body_fat_record_table": _one("percentage", "body_fat"),
    "lean_body_mass_record_table": _one("mass", "lean_mass", _TO_KG),
    "height_record_table": _one("height", "height"),
    "blood_glucose_record_table": _one("level", "blood_glucose"),
    "blood_pressure_record_table": Signal(
        {
            "systolic": ("blood_pressure_systolic", 1.0),
            "diastolic": ("blood_pressure_diastolic", 1.0),
        }
    ),
}
INTERVALS: Final[Mapping[str, Signal]] = {
    "steps_record_table": _one("count", "steps"),
    "distance_record_table": _one("distance", "distance_total"),
    "active_calories_burned_record_table": _one("energy", "active_energy", _TO_KCAL),
    "total_calories_burned_record_table": _one("energy", "total_energy", _TO_KCAL),
    "floors_climbed_record_table": _one("floors", "flights_climbed"),
    "elevation_gained_record_table": _one("elevation", "floors_climbed_metres"),
    "hydration_record_table": _one("volume", "water", _TO_ML),
}
NUTRIENTS: Final = Signal(
    {
        "energy": ("energy_eaten", _TO_KCAL),
        "protein": ("protein", 1.0),
        "total_carbohydrate": ("carbohydrate", 1.0),
        "sugar": ("sugar", 1.0),
        "total_fat": ("fat", 1.0),
        "dietary_fiber": ("fibre", 1.0),
        "sodium": ("sodium", 1000.0),
        "caffeine": ("caffeine", 1000.0),
    }
)
"""Grams, but what is stored in milligrams here."""
STAGES: Final[Mapping[int, str]] = {
    1: "awake",
    2: "asleep",
    3: "out_of_bed",
    4: "light",
    5: "deep",
    6: "rem",
    7: "awake",
}
FLOWS: Final[Mapping[int, str]] = {0: "unspecified", 1: "light", 2: "medium", 3: "heavy"}
SPORTS: Final[Mapping[int, str]] = {
    4: "biking",
    5: "biking stationary",
    8: "calisthenics",
    10: "dancing",
    17: "guided breathing",
    20: "high intensity interval training",
    21: "hiking",
    27: "pilates",
    31: "rowing",
    33: "running",
    34: "running treadmill",
    44: "stair climbing",
    45: "strength training",
    46: "stretching",
    48: "swimming open water",
    49: "swimming pool",
    53: "walking",
    55: "weightlifting",
    57: "yoga",
    60: "elliptical",
    61: "rowing machine",
}
"""The platform's own codes: the ones of the app library (running 56) are others."""
