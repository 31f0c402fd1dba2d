"""Any table with a time and numbers -> observations, by a mapping that the member confirms.

Here: reading rows by the mapping. Not here: proposing one (`guessing.py`), asking (`apps.body`).

A mapping is role -> value: `time` and `end` are columns; `form` is how times are written (`iso`,
`epoch` or a `strptime` form); `decimal` is "," or "."; `signal:<id>` is the column of a signal and
`unit:<id>` the unit that column is in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from evenkeel.core.sensing.signals import signals
from evenkeel.core.vocabulary import SignalKind
from evenkeel.importers.contract import Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.generic_csv.guessing import propose
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    csv_rows,
    from_epoch,
    moment,
    number,
)

ENDINGS = (".csv", ".tsv", ".txt")
DAY_MS = 86_400_000


def recognise(names: Sequence[str], head: Head) -> float:
    """Any table whose rows begin to make sense: a time, and at least one signal by name."""
    if len(names) != 1 or not names[0].lower().endswith(ENDINGS):
        return 0.0
    found = propose(head(names[0]))
    if "time" not in found.mapping:
        return 0.0
    return 0.5


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every mapped cell of every row."""
    name = source.names[0]
    mapping = choices.mapping or propose(source.head(name)).mapping
    columns = {
        role.removeprefix("signal:"): column
        for role, column in mapping.items()
        if role.startswith("signal:") and column
    }
    if "time" not in mapping or not columns or not set(columns) <= set(signals()):
        raise Refused(Reason.NEEDS_CHOICES)
    kept = Collector("Table")
    for line, cells in csv_rows(source.open(name)):
        try:
            start = _time(cells.get(mapping["time"], ""), mapping, choices.zone)
            end = _time(cells[mapping["end"]], mapping, choices.zone) if _end(mapping) else None
        except (KeyError, UnreadableTime):
            kept.broken(line, Reason.TIME)
            continue
        for signal, column in columns.items():
            _cell(kept, signal, cells.get(column, ""), mapping, start, end, line)
        yield from kept.ready()
    yield from kept.finish()


def _end(mapping: Mapping[str, str]) -> bool:
    return bool(mapping.get("end"))


def _cell(
    kept: Collector,
    signal: str,
    text: str,
    mapping: Mapping[str, str],
    start: Moment,
    end: Moment | None,
    line: int,
) -> None:
    kind = signals()[signal]
    if kind.kind is SignalKind.STAGE and text in kind.stages:
        return kept.stage(signal, start, text, end=end or start, line=line)
    try:
        value = number(text, decimal=mapping.get("decimal", "."))
    except ValueError:
        return kept.broken(line, Reason.NUMBER)
    if value is None:
        return None
    if end is None and kind.kind is SignalKind.INTERVAL and _is_day(mapping):
        end = Moment(start.ms + DAY_MS, start.offset)
    unit = mapping.get(f"unit:{signal}", kind.unit)
    return kept.add(signal, start, value, end=end, unit=unit, line=line)


def _form(mapping: Mapping[str, str]) -> str:
    return mapping.get("form", "iso")


def _is_day(mapping: Mapping[str, str]) -> bool:
    """Times are dates: a value of such a row belongs to the whole day."""
    form = _form(mapping)
    return form.startswith("%") and not any(code in form for code in ("%H", "%I"))


def _time(text: str, mapping: Mapping[str, str], zone: ZoneInfo | None) -> Moment:
    form = _form(mapping)
    if form == "epoch":
        try:
            count = number(text)
        except ValueError as error:
            raise UnreadableTime from error
        if count is None:
            raise UnreadableTime
        return from_epoch(count, zone)
    return moment(text, zone, form="" if form == "iso" else form)
