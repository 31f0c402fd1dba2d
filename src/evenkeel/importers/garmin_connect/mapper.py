"""Garmin Connect's JSON: answers of its services, and records of the Health API.

Here: finding records in a document, whatever wraps them. Not here: what each record is
(`records.py`), and FIT files, which are another importer's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from evenkeel.importers.contract import Choices, Head, Item, Source
from evenkeel.importers.garmin_connect.records import KINDS
from evenkeel.importers.reading import Collector, json_documents

MOST_DEEP: Final = 6
_SIGNS: Final = re.compile(
    rb'"(?:userProfile[PI][Kdk]|userProfilePk|bodyBatteryValuesArray|hrvSummaries|hrvSummary'
    rb"|dailySleepDTO|dateWeightList|dailyWeightSummaries|bodyBatteryVersion|overallStressLevel"
    rb'|startTimeInSeconds|measurementTimeInSeconds|vigorousValue|stepGoal|sleepWindowConfirmationType)"'
)
_SERVICE: Final = re.compile(
    rb'"path":"/(?:wellness|hrv|usersummary|sleep|metrics|weight)-service/'
)


def recognise(names: Sequence[str], head: Head) -> float:
    """By the names of Garmin's fields, or of its services."""
    for name in names:
        if name.lower().endswith(".json"):
            first = re.sub(rb"\s", b"", head(name))
            if _SIGNS.search(first) or _SERVICE.search(first):
                return 0.75
    return 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every record that is known, in every document."""
    names = [name for name in source.names if name.lower().endswith(".json")]
    kept = Collector("Garmin")
    for document in json_documents(source, names, kept):
        for place, one in enumerate(_records(document), 1):
            with kept.row(place):
                take = next(take for sign, take in KINDS if sign in one)
                take(kept, one, place, choices.zone)
            yield from kept.ready()
    yield from kept.finish()


def _records(document: Any, deep: int = 0) -> Iterator[Mapping[str, Any]]:
    """Dictionaries that are a record; one inside a record is its own business."""
    if isinstance(document, dict):
        if "/weekly/" in str(document.get("path", "")):
            weeks = document.get("body")
            yield from ({"weekly": True} for _week in (weeks if isinstance(weeks, list) else []))
            return
        if any(sign in document for sign, _take_one in KINDS):
            yield document
            return
        parts = list(document.values())
    else:
        parts = document if isinstance(document, list) else []
    if deep < MOST_DEEP:
        for part in parts:
            yield from _records(part, deep + 1)
