"""Google Fit: data sets of its API, and the same documents in Takeout.

Here: data types and signals. Times are nanoseconds of UTC; the wall's clock is not in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from evenkeel.importers.contract import Choices, Head, Item, Source
from evenkeel.importers.reading import Collector, UnreadableTime, from_epoch, json_documents, number

TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "com.google.step_count.delta": ("steps", "count"),
    "com.google.calories.expended": ("total_energy", "kcal"),
    "com.google.calories.bmr": ("basal_energy", "kcal"),
    "com.google.distance.delta": ("distance_total", "m"),
    "com.google.heart_rate.bpm": ("heart_rate", "bpm"),
    "com.google.height": ("height", "m"),
    "com.google.weight": ("weight", "kg"),
    "com.google.body.fat.percentage": ("body_fat", "%"),
    "com.google.speed": ("walking_speed", "m/s"),
    "com.google.oxygen_saturation": ("oxygen_saturation", "%"),
    "com.google.body.temperature": ("body_temperature", "Cel"),
    "com.google.hydration": ("water", "L"),
}
RATES: Final = frozenset({"com.google.calories.bmr"})
"""A rate a day, not an amount: left out, although it looks like energy."""
ACTIVITY: Final = "com.google.activity.segment"
SLEEP: Final = "com.google.sleep.segment"
STAGES: Final = {
    1: "awake", 2: "asleep", 3: "out_of_bed", 4: "light", 5: "deep", 6: "rem",
}  # fmt: skip
"""Values of `com.google.sleep.segment` (Google's sleep data type)."""
NO_WORKOUT: Final = frozenset({0, 3, 4, 5})
"""Activity types in a vehicle, still, unknown, tilting."""
WORDS: Final[Mapping[int, str]] = {
    **{1: "biking", 2: "on foot", 7: "walking", 8: "running", 9: "aerobics", 10: "badminton"},
    **{35: "hiking", 45: "meditation", 56: "jogging", 58: "treadmill running"},
    **{80: "strength training"},
    **{82: "swimming", 97: "weightlifting", 100: "yoga"},
}  # fmt: skip
SLEEP_ACTIVITIES: Final[Mapping[int, str]] = {
    72: "asleep", 109: "light", 110: "deep", 111: "rem", 112: "awake",
}  # fmt: skip
MEDITATION: Final = 45
_SIGNS: Final = re.compile(
    rb'"dataSourceId":"(?:derived|raw):com\.google\.|"DataSource":"(?:derived|raw):com\.google'
)


def recognise(names: Sequence[str], head: Head) -> float:
    """By Google's names of data sources."""
    return 0.85 if any(_is_google_fit(head(name)) for name in _documents(names)) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every point of every data set."""
    names = _documents(source.names)
    if len(source.names) > 1:  # a Takeout holds other JSON too, some of it very large
        names = [name for name in names if _is_google_fit(source.head(name))]
    kept = Collector("Google Fit")
    for document in json_documents(source, names, kept):
        for place, point in enumerate(_points(document), 1):
            with kept.row(place):
                _point(kept, point, place, choices)
            yield from kept.ready()
    yield from kept.finish()


def _points(document: Any) -> list[Any]:
    """`point` (API) or `Data Points` (Takeout)."""
    if not isinstance(document, dict):
        return []
    found = document.get("point", document.get("Data Points", []))
    return found if isinstance(found, list) else []


def _point(kept: Collector, point: Mapping[str, Any], place: int, choices: Choices) -> None:
    kind = point["dataTypeName"]
    first, last = (_nanos(point[key]) for key in ("startTimeNanos", "endTimeNanos"))
    start, end = from_epoch(first, choices.zone), from_epoch(last, choices.zone)
    values = point["value"] if "value" in point else point["fitValue"]
    value = values[0].get("value", values[0])
    if kind == ACTIVITY:
        return _activity(kept, int(value["intVal"]), start, end, place)
    if kind == SLEEP:
        stage = STAGES.get(int(value["intVal"]), "")
        return kept.stage("sleep_stage", start, stage, end=end, line=place)
    found = TYPES.get(kind)
    if found is None or kind in RATES:
        return kept.skip(kind if re.fullmatch(r"com\.google\.[a-z_.]{1,60}", kind) else "other")
    amount = number(value["fpVal"] if "fpVal" in value else value["intVal"])
    if amount is None:
        raise ValueError("no number")
    amount = round(amount, 6)
    return kept.add(found[0], start, amount, end=end, unit=found[1], line=place)


def _activity(kept: Collector, kind: int, start: Any, end: Any, place: int) -> None:
    if kind in SLEEP_ACTIVITIES:
        return kept.stage("sleep_stage", start, SLEEP_ACTIVITIES[kind], end=end, line=place)
    if kind in NO_WORKOUT:
        return kept.skip("segments of sitting still, driving or nobody knows")
    minutes = (end.ms - start.ms) / 60_000
    if kind == MEDITATION:
        return kept.add("mindful_minutes", start, minutes, end=end, line=place)
    label = WORDS.get(kind, f"activity {kind}")
    return kept.add("workout", start, minutes, end=end, line=place, label=label)


def _nanos(text: Any) -> float:
    """Milliseconds of a count of nanoseconds, exactly."""
    try:
        return int(text) // 1_000_000
    except (ValueError, TypeError) as error:
        raise UnreadableTime("no count") from error


def _is_google_fit(first: bytes) -> bool:
    plain = re.sub(rb"\s", b"", first)
    return bool(_SIGNS.search(plain)) or b'"dataTypeName":"com.google.' in plain


def _documents(names: Sequence[str]) -> list[str]:
    return [name for name in names if name.lower().endswith(".json")]
