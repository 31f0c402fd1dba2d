"""Apple's names for what it measures, and which signal each is.

Here: tables only. Names are HealthKit's type identifiers (Apple developer documentation, HealthKit
data types). Types that are not here are counted as skipped; those left out on purpose stand in the
manifest with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_Q: Final = "HKQuantityTypeIdentifier"
_C: Final = "HKCategoryTypeIdentifier"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a type becomes: a number in a signal, or words of a category."""

    signal: str
    words: Mapping[str, float] = field(default_factory=dict)
    """Value of each word, by its last part; empty for numbers."""
    lasts: bool = False
    """The value is how long it lasted, in minutes."""
    percent_is_fraction: bool = False
    """Apple writes 0.965 with the unit "%"."""


SLEEP: Final = Kind(
    "sleep_stage",
    words={
        "InBed": 0,
        "Awake": 1,
        "Asleep": 2,
        "AsleepUnspecified": 2,
        "AsleepCore": 3,
        "AsleepDeep": 4,
        "AsleepREM": 5,
    },
)
_FLOW: Final = {"None": 0.0, "Unspecified": 1.0, "Light": 2.0, "Medium": 3.0, "Heavy": 4.0}

_OVULATION: Final = {
    "Negative": 1.0,
    "Positive": 2.0,
    "LuteinizingHormoneSurge": 2.0,
    "Indeterminate": 3.0,
    "EstrogenSurge": 4.0,
}
_DOSES: Final = {"Taken": 1.0, "Skipped": 0.0, "Snoozed": 0.0, "NotInteracted": 0.0}
"""What was logged of a dose; a dose that was not taken counts nothing."""

_NUMBERS: Final = {
    "HeartRate": "heart_rate",
    "RestingHeartRate": "resting_heart_rate",
    "WalkingHeartRateAverage": "walking_heart_rate",
    "HeartRateVariabilitySDNN": "hrv_sdnn",
    "VO2Max": "vo2_max",
    "BloodPressureSystolic": "blood_pressure_systolic",
    "BloodPressureDiastolic": "blood_pressure_diastolic",
    "RespiratoryRate": "respiratory_rate",
    "BodyTemperature": "body_temperature",
    "AppleSleepingWristTemperature": "skin_temperature",
    "BasalBodyTemperature": "basal_temperature",
    "StepCount": "steps",
    "DistanceWalkingRunning": "distance_on_foot",
    "DistanceCycling": "distance_cycling",
    "DistanceSwimming": "distance_swimming",
    "ActiveEnergyBurned": "active_energy",
    "BasalEnergyBurned": "basal_energy",
    "FlightsClimbed": "flights_climbed",
    "AppleExerciseTime": "exercise_minutes",
    "AppleStandTime": "stand_minutes",
    "WalkingSpeed": "walking_speed",
    "TimeInDaylight": "daylight_minutes",
    "BodyMass": "weight",
    "Height": "height",
    "BodyMassIndex": "bmi",
    "LeanBodyMass": "lean_mass",
    "BloodGlucose": "blood_glucose",
    "DietaryCaffeine": "caffeine",
    "NumberOfAlcoholicBeverages": "alcohol",
    "DietaryWater": "water",
    "DietaryEnergyConsumed": "energy_eaten",
    "DietaryProtein": "protein",
    "DietaryCarbohydrates": "carbohydrate",
    "DietarySugar": "sugar",
    "DietaryFatTotal": "fat",
    "DietaryFiber": "fibre",
    "DietarySodium": "sodium",
    "EnvironmentalAudioExposure": "environmental_sound",
    "HeadphoneAudioExposure": "headphone_sound",
}
_FRACTIONS: Final = {"OxygenSaturation": "oxygen_saturation", "BodyFatPercentage": "body_fat"}

KINDS: Final[Mapping[str, Kind]] = {
    **{_Q + name: Kind(signal) for name, signal in _NUMBERS.items()},
    **{_Q + name: Kind(signal, percent_is_fraction=True) for name, signal in _FRACTIONS.items()},
    _C + "SleepAnalysis": SLEEP,
    _C + "AppleStandHour": Kind("stand_hours", words={"Stood": 1, "Idle": 0}),
    _C + "MindfulSession": Kind("mindful_minutes", lasts=True),
    _C + "MenstrualFlow": Kind("menstrual_flow", words=_FLOW),
    _C + "SexualActivity": Kind("sexual_activity", words={"": 1.0}),
    _C + "OvulationTestResult": Kind("ovulation_test", words=_OVULATION),
    "HKMedicationDoseEventTypeIdentifierMedicationDoseEvent": Kind(
        "medication_taken", words=_DOSES
    ),
    "HKStateOfMind": Kind("valence"),
    "HKDataTypeStateOfMind": Kind("valence"),
}
"""Every type that is kept."""

UNITLESS: Final[Mapping[str, str]] = {"bmi": "kg/m2", "valence": "{-1..1}", "alcohol": "{drink}"}
"""Signals for which Apple writes "count", or nothing."""

OLD_SLEEP_NUMBERS: Final[Mapping[str, str]] = {"0": "InBed", "1": "Asleep", "2": "Awake"}
"""HealthKit's numbers, which some exporters wrote in place of the words."""

MOTION: Final[Mapping[int, str]] = {1: "still", 2: "moving"}
"""HKMetadataKeyHeartRateMotionContext."""

WORKOUT: Final = "HKWorkoutActivityType"
"""Prefix of a workout's kind."""
BEATS: Final = "heart_rate_beats"


def word(kind: Kind, text: str) -> float | None:
    """The value of a category's word; None where it is not known.

    >>> word(SLEEP, "HKCategoryValueSleepAnalysisAsleepREM"), word(SLEEP, "Napping")
    (5, None)
    """
    if "" in kind.words:
        return kind.words[""]
    if kind is SLEEP:
        text = OLD_SLEEP_NUMBERS.get(text, text)
    found = [name for name in kind.words if text.endswith(name)]
    return kind.words[max(found, key=len)] if found else None
