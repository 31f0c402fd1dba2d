"""What the body of each schema holds.

Here: Open mHealth's schemas and their IEEE 1752.1 successors, by name. Values carry their own unit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from evenkeel.importers.contract import Reason
from evenkeel.importers.reading import Collector, Moment

STAGES: Final[Mapping[str, str]] = {
    "awake": "awake",
    "light": "light",
    "deep": "deep",
    "rem": "rem",
    "unspecified sleep": "asleep",
}
UNITS: Final[Mapping[str, str]] = {"C": "Cel", "F": "degF"}
"""How the schemas spell a unit, where other files spell it otherwise."""
LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Point:
    """One data point: its body and its time."""

    kept: Collector
    body: Mapping[str, Any]
    start: Moment
    end: Moment
    place: int
    source: str

    def add(self, signal: str, value: float, unit: str | None = None, label: str = "") -> None:
        self.kept.add(
            signal,
            self.start,
            value,
            end=self.end,
            unit=unit,
            line=self.place,
            label=label,
            source=self.source,
        )

    def measure(self, signal: str, key: str, *, unit: str = "") -> None:
        """A value with its unit, or a plain number."""
        found = self.body[key]
        if isinstance(found, Mapping):
            written = str(found.get("unit", unit))
            self.add(signal, _number(found["value"]), UNITS.get(written, written))
        else:
            self.add(signal, _number(found), unit or None)


Schema = Callable[[Point], None]


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("no number")
    return float(value)


def _one(signal: str, *keys: str, unit: str = "") -> Schema:
    """One value under the first of some keys that is there."""

    def take(point: Point) -> None:
        key = next((key for key in keys if key in point.body), keys[0])
        point.measure(signal, key, unit=unit)

    return take


def _pressure(point: Point) -> None:
    point.measure("blood_pressure_systolic", "systolic_blood_pressure")
    point.measure("blood_pressure_diastolic", "diastolic_blood_pressure")


def _episode(point: Point) -> None:
    """A night as one stretch, with its sums; its stages where IEEE 1752.1 tells them."""
    point.kept.stage(
        "sleep_stage",
        point.start,
        "asleep",
        end=point.end,
        line=point.place,
        source=point.source,
    )
    for key, signal in (
        ("total_sleep_time", "sleep_minutes"),
        ("light_sleep_duration", "sleep_minutes_light"),
        ("deep_sleep_duration", "sleep_minutes_deep"),
        ("rem_sleep_duration", "sleep_minutes_rem"),
        ("latency_to_sleep_onset", "sleep_latency"),
    ):
        if key in point.body:
            point.measure(signal, key)


def _stage(point: Point) -> None:
    name = STAGES.get(str(point.body["sleep_stage_state"]).lower(), "")
    point.kept.stage(
        "sleep_stage", point.start, name, end=point.end, line=point.place, source=point.source
    )


def _activity(point: Point) -> None:
    if point.end.ms <= point.start.ms:
        return point.kept.broken(point.place, Reason.TIME)
    name = str(point.body.get("activity_name", ""))[:LONGEST_NAME].lower()
    point.add("workout", (point.end.ms - point.start.ms) / 60_000, label=name)
    for key, signal in (("kcal_burned", "active_energy"), ("distance", "distance_total")):
        if key in point.body:
            point.measure(signal, key)
    return None


SCHEMAS: Final[Mapping[str, Schema]] = {
    "heart-rate": _one("heart_rate", "heart_rate"),
    "rr-interval": _one("rr_interval", "rr_interval"),
    "step-count": _one("steps", "step_count", unit="steps"),
    "sleep-duration": _one("sleep_minutes", "sleep_duration"),
    "total-sleep-time": _one("sleep_minutes", "total_sleep_time"),
    "sleep-episode": _episode,
    "sleep-stage": _stage,
    "physical-activity": _activity,
    "calories-burned": _one("active_energy", "kcal_burned"),
    "minutes-moderate-activity": _one("moderate_minutes", "minutes_moderate_activity"),
    "body-weight": _one("weight", "body_weight"),
    "body-height": _one("height", "body_height"),
    "body-mass-index": _one("bmi", "body_mass_index"),
    "body-fat-percentage": _one("body_fat", "body_fat_percentage"),
    "body-temperature": _one("body_temperature", "body_temperature"),
    "blood-pressure": _pressure,
    "blood-glucose": _one("blood_glucose", "blood_glucose"),
    "oxygen-saturation": _one("oxygen_saturation", "oxygen_saturation"),
    "respiratory-rate": _one("respiratory_rate", "respiratory_rate"),
    "ambient-temperature": _one("outdoor_temperature", "ambient_temperature"),
}
"""Schema's name -> what its body becomes."""
