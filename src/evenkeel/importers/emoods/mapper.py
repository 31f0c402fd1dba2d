"""eMoods' CSV export -> how low, elevated, irritable and anxious each day was, and hours slept.

Here: its columns by the words in them, and its four steps. Not here: notes and names of medicines
(they stay in the file).
"""

from __future__ import annotations

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

SCALES: Final[Mapping[str, str]] = {
    "depress": "low_mood",
    "elevat": "elevated_mood",
    "irritab": "irritability",
    "anxi": "anxiety",
}
"""The beginning of a column's heading -> signal. Headings differ between versions."""
STEPS: Final[Mapping[str, float]] = {
    **{"none": 0, "mild": 100 / 3, "moderate": 200 / 3, "severe": 100},
    **{"0": 0, "1": 100 / 3, "2": 200 / 3, "3": 100},
}
"""The app's steps from none to severe, evenly spaced, in per cent."""
FORMS: Final = ("%Y-%m-%d", "%m/%d/%Y", "%b %d, %Y", "%B %d, %Y")
DAY_MS: Final = 86_400_000
NOON_MS: Final = DAY_MS // 2
_NEEDED: Final = ("depress", "elevat", "irritab")
_NO: Final = {"", "0", "no", "false", "n"}


def recognise(names: Sequence[str], head: Head) -> float:
    """By the headings of its scales, which no other app has together."""
    return 0.9 if _table(names, head) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """One row a day, or several where the member logged more often."""
    name = _table(source.names, source.head)
    if not name:
        raise Refused(Reason.NOT_THIS)
    source.expect([name])
    kept = Collector("eMoods", part=name)
    for line, cells in csv_rows(source.open(name)):
        row = {heading.lower(): cell for heading, cell in cells.items()}
        try:
            at = _day(row, choices)
        except UnreadableTime:
            kept.broken(line, Reason.TIME)
            continue
        _row(kept, row, at, line)
        yield from kept.ready()
    yield from kept.finish()


def _row(kept: Collector, row: Mapping[str, str], day: Moment, line: int) -> None:
    noon = Moment(day.ms + NOON_MS, day.offset)
    end = Moment(day.ms + DAY_MS, day.offset)
    for heading, cell in row.items():
        signal = next((SCALES[word] for word in SCALES if heading.startswith(word)), "")
        if signal and cell:
            value = STEPS.get(cell.lower())
            if value is None:
                kept.broken(line, Reason.WORDS)
            else:
                kept.add(signal, noon, round(value, 6), line=line)
        elif heading.startswith("sleep") and cell:
            _number(kept, "sleep_minutes", day, cell, line, end=end, factor=60.0)
        elif heading.startswith("weight") and cell:
            kept.skip("weight without a unit")
        elif heading.startswith("psychotic") and cell.lower() not in _NO:
            kept.add("symptom", noon, 100, line=line, label="psychotic symptoms")
        elif "therapy" in heading and cell.lower() not in _NO:
            kept.add("activity_logged", noon, 1, line=line, label="therapy")
        elif heading.startswith(("note", "journal")) and cell:
            kept.skip("notes")


def _number(
    kept: Collector, signal: str, at: Moment, cell: str, line: int, *, end: Moment, factor: float
) -> None:
    try:
        value = number(cell)
    except ValueError:
        return kept.broken(line, Reason.NUMBER)
    if value is not None:
        kept.add(signal, at, value * factor, end=end, line=line)
    return None


def _day(row: Mapping[str, str], choices: Choices) -> Moment:
    text = next((cell for heading, cell in row.items() if heading.startswith("date")), "")
    for form in FORMS:
        try:
            return moment(text.split(" ")[0] if "-" in text else text, choices.zone, form=form)
        except UnreadableTime:
            continue
    raise UnreadableTime("none of its dates")


def _table(names: Sequence[str], head: Head) -> str:
    for name in names:
        if name.lower().endswith(".csv"):
            first = head(name).lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0]
            headings = first.decode("utf-8", "replace").lower().replace('"', "").split(",")
            begins = [heading.strip() for heading in headings]
            if all(any(one.startswith(word) for one in begins) for word in _NEEDED):
                return name
    return ""
