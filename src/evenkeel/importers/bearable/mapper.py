"""Bearable's CSV export -> mood, energy, symptoms, sleep, medicines and things done.

Here: one row is one rating: what its category means and which scale it is on. The file does not say
the scale: a rating above five proves ten steps, so the table is read twice. Not here: notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from evenkeel.importers.contract import Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    csv_rows,
    moment,
    number,
)

RATED: Final[Mapping[str, str]] = {
    "mood": "mood",
    "energy": "energy_level",
    "sleep quality": "sleep_quality",
}
FEW_STEPS: Final = 5
MANY_STEPS: Final = 10
WORST: Final = 4
"""Symptoms go from 1, mild, to 4, unbearable."""
PARTS: Final[Mapping[str, str]] = {
    "pre": "06:00",
    "am": "09:00",
    "mid": "14:00",
    "pm": "20:00",
    "all day": "12:00",
    "": "12:00",
}
"""The app's parts of the day, as an hour of the clock: finer than that it does not say."""
LONGEST_NAME: Final = 60
DAY_MS: Final = 86_400_000
_ORDINAL: Final = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)\b")
_STRENGTH: Final = re.compile(r"\s*\((?:mild|moderate|severe|unbearable)\)\s*$", re.I)
_SPAN: Final = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?")
_COLUMNS: Final = (b"rating/amount", b"category", b"time of day")


def recognise(names: Sequence[str], head: Head) -> float:
    """By its columns."""
    return 0.9 if _table(names, head) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every row of a category that is kept; the rest is counted by its category."""
    name = _table(source.names, source.head)
    if not name:
        raise Refused(Reason.NOT_THIS)
    source.expect([name, name])
    steps = _scales(source, name)
    kept = Collector("Bearable", part=name)
    for line, cells in csv_rows(source.open(name)):
        with kept.row(line):
            _row(kept, cells, steps, _at(cells, choices), line)
        yield from kept.ready()
    yield from kept.finish()


def _scales(source: Source, name: str) -> dict[str, int]:
    """How many steps each rated category has."""
    steps = dict.fromkeys(RATED, FEW_STEPS)
    for _line, cells in csv_rows(source.open(name)):
        category = cells.get("category", "").lower()
        try:
            value = number(cells.get("rating/amount"))
        except ValueError:
            continue
        if category in steps and value is not None and value > FEW_STEPS:
            steps[category] = MANY_STEPS
    return steps


def _row(
    kept: Collector, cells: Mapping[str, str], steps: Mapping[str, int], at: Moment, line: int
) -> None:
    category, detail = cells["category"].lower(), cells.get("detail", "")
    amount = cells["rating/amount"]
    if cells.get("notes"):
        kept.skip("notes")
    if category in RATED:
        value = _need(amount)
        share = 100 * (value - 1) / (steps[category] - 1)
        end = Moment(at.ms + DAY_MS, at.offset) if category == "sleep quality" else at
        kept.add(RATED[category], at, round(share, 6), end=end, line=line)
    elif category == "symptom":
        share = 100 * _need(amount) / WORST
        kept.add("symptom", at, share, line=line, label=_name(_STRENGTH.sub("", detail)))
    elif category == "sleep":
        kept.add("sleep_minutes", at, _minutes(amount), end=_later(at), line=line)
    elif category in ("factors", "factor"):
        kept.add("activity_logged", at, 1, line=line, label=_name(detail))
    elif category in ("meds/supplements", "medication", "supplement"):
        kept.add("medication_taken", at, 1, line=line, label=_name(detail))
    else:
        kept.skip(cells["category"] or "rows without a category")


def _name(detail: str) -> str:
    return detail.strip()[:LONGEST_NAME]


def _later(at: Moment) -> Moment:
    return Moment(at.ms + DAY_MS, at.offset)


def _need(text: str) -> float:
    value = number(text.split("/", 1)[0])
    if value is None:
        raise ValueError("no number")
    return value


def _minutes(text: str) -> float:
    """`7:30` or hours."""
    found = _SPAN.fullmatch(text)
    return int(found[1]) * 60 + int(found[2]) if found else _need(text) * 60


def _at(cells: Mapping[str, str], choices: Choices) -> Moment:
    """`8th Dec 2021` or `2021-12-08`, with a part of the day or a clock."""
    part = cells.get("time of day", "").strip().lower()
    clock = PARTS.get(part, part)
    if cells.get("category", "").lower() in ("sleep", "sleep quality"):
        clock = "00:00"
    day = _ORDINAL.sub(r"\1", cells["date"])
    for form in ("%d %b %Y %H:%M", "%d %B %Y %H:%M", "%Y-%m-%d %H:%M", "%d %b %Y %I:%M %p"):
        try:
            return moment(f"{day} {clock}", choices.zone, form=form)
        except UnreadableTime:
            continue
    raise UnreadableTime("neither of its dates")


def _table(names: Sequence[str], head: Head) -> str:
    for name in names:
        if name.lower().endswith(".csv"):
            first = head(name).split(b"\n", 1)[0].lower()
            if all(column in first for column in _COLUMNS):
                return name
    return ""
