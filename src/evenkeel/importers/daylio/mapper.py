"""Daylio's CSV export -> moods and things done.

Here: Daylio's columns, its times and the five moods it starts with. Not here: notes (they stay in
the file), and moods that a member named themselves: the file does not say how good they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from evenkeel.importers.contract import Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.reading import Collector, Moment, UnreadableTime, csv_rows, moment

MOODS: Final[Mapping[str, float]] = {"rad": 100, "good": 75, "meh": 50, "bad": 25, "awful": 0}
"""Daylio's own five, evenly spaced as on its chart, in per cent."""
LONGEST_NAME: Final = 60
"""A name of something done that is longer is a note, not a name."""
_SURE: Final = (b"full_date,date,weekday,time,mood,activities", b"year,date,weekday,time,mood")
_CLOCKS: Final = ("%I:%M %p", "%H:%M")


def recognise(names: Sequence[str], head: Head) -> float:
    """By the header line, alone or in a ZIP of one CSV."""
    name = _table(names)
    return 0.9 if name and head(name).lstrip(b"\xef\xbb\xbf").startswith(_SURE) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every entry: its mood, and each thing done beside it."""
    name = _table(source.names)
    if not name:
        raise Refused(Reason.NOT_THIS)
    kept = Collector("Daylio", part=name)
    for line, cells in csv_rows(source.open(name), separator=","):
        try:
            at = _when(cells, choices)
        except UnreadableTime:
            kept.broken(line, Reason.TIME)
            continue
        except KeyError:
            kept.broken(line, Reason.SHAPE)
            continue
        _entry(kept, cells, at, line)
        yield from kept.ready()
    yield from kept.finish()


def _entry(kept: Collector, cells: Mapping[str, str], at: Moment, line: int) -> None:
    mood = MOODS.get(cells.get("mood", "").lower())
    if mood is None:
        kept.broken(line, Reason.WORDS)
    else:
        kept.add("mood", at, mood, line=line)
    for done in cells.get("activities", "").split("|"):
        label = done.strip()
        if len(label) > LONGEST_NAME:
            kept.broken(line, Reason.WORDS)
        elif label:
            kept.add("activity_logged", at, 1, line=line, label=label)
    if cells.get("note") or cells.get("note_title"):
        kept.skip("note")


def _when(cells: Mapping[str, str], choices: Choices) -> Moment:
    """`full_date` and `time`; exports before 2020 have `year` and "30 May" instead."""
    clock = cells["time"].replace("\u202f", " ").replace("\u00a0", " ").replace(".", "").strip()
    if "full_date" in cells:
        day, form = cells["full_date"], "%Y-%m-%d"
    else:
        day, form = f"{cells['date']} {cells['year']}", "%d %B %Y"
    for one in _CLOCKS:
        try:
            return moment(f"{day} {clock}", choices.zone, form=f"{form} {one}")
        except UnreadableTime:
            continue
    raise UnreadableTime("neither of Daylio's clocks")


def _table(names: Sequence[str]) -> str:
    found = [name for name in names if name.lower().endswith(".csv")]
    return found[0] if len(found) == 1 else ""
