"""Journiv's export -> moods, tags and the weather beside entries.

Here: its JSON, alone or in its ZIP. Not here: entries themselves: words go into the journal only
where the member puts them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from evenkeel.importers.contract import Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    json_document,
    moment,
)

CATEGORIES: Final[Mapping[str, float]] = {"positive": 75.0, "neutral": 50.0, "negative": 25.0}
"""A mood's category, where the file has no score: a guess of three steps."""
BEST: Final = 5
"""Scores go from -5 to 5."""
LONGEST_NAME: Final = 60
_SIGNS: Final = (b'"journals"', b'"export_version"')
One = Mapping[str, Any]


def recognise(names: Sequence[str], head: Head) -> float:
    """By the beginning of its document."""
    return 0.9 if _document(names, head) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every entry that has a mood or a tag."""
    name = _document(source.names, source.head)
    if not name:
        raise Refused(Reason.NOT_THIS)
    source.expect([name])
    kept = Collector("Journiv", part=name)
    document = json_document(source.open(name))
    moods = _moods(document)
    place = 0
    for journal in document["journals"]:
        for entry in journal["entries"]:
            place += 1
            try:
                _entry(kept, entry, moods, place)
            except (UnreadableTime, ZoneInfoNotFoundError):
                kept.broken(place, Reason.TIME)
            except (KeyError, TypeError, AttributeError, ValueError):
                kept.broken(place, Reason.SHAPE)
        yield from kept.ready()
    yield from kept.finish()


def _moods(document: One) -> dict[str, float]:
    """Each mood's place between worst and best, in per cent."""
    found: dict[str, float] = {}
    for one in document.get("mood_definitions") or []:
        score, category = one.get("score"), str(one.get("category", "")).lower()
        if isinstance(score, int | float):
            found[one["name"].lower()] = 50.0 * (score + BEST) / BEST
        elif category in CATEGORIES:
            found[one["name"].lower()] = CATEGORIES[category]
    return found


def _entry(kept: Collector, entry: One, moods: Mapping[str, float], place: int) -> None:
    at = _at(entry["entry_datetime_utc"], entry.get("entry_timezone"))
    if entry.get("content") or entry.get("title"):
        kept.skip("content")
    log = entry.get("mood_log")
    if log:
        when = _at(log["logged_datetime_utc"], log.get("logged_timezone"))
        value = moods.get(str(log["mood_name"]).lower())
        if value is None:
            kept.broken(place, Reason.WORDS)
        else:
            kept.add("mood", when, value, line=place)
    for tag in entry.get("tags") or []:
        kept.add("activity_logged", at, 1, line=place, label=str(tag)[:LONGEST_NAME])
    weather = entry.get("weather_json") or {}
    if isinstance(weather.get("temp_c"), int | float):
        kept.add("outdoor_temperature", at, float(weather["temp_c"]), line=place)


def _at(text: Any, zone: Any) -> Moment:
    """UTC, and the zone that the entry names; "UTC" is Journiv's word for none."""
    if not isinstance(text, str):
        raise UnreadableTime("no time")
    plain = text.replace("Z", "+00:00")
    plain = plain if "+" in plain[10:] else f"{plain}+00:00"
    known = isinstance(zone, str) and zone not in ("", "UTC")
    return moment(plain, ZoneInfo(zone) if known else None)


def _document(names: Sequence[str], head: Head) -> str:
    for name in names:
        if name.lower().endswith(".json"):
            first = head(name)
            if _SIGNS[1] in first and (_SIGNS[0] in first or b'"user_settings"' in first):
                return name
    return ""
