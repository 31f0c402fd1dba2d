"""Heart rate from the device's CSV export -> observations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evenkeel.importers.contract import Choices, Head, Item, Reason, Source
from evenkeel.importers.reading import Collector, UnreadableTime, csv_rows, moment, number

HEADER = b"time,__id___bpm"


def recognise(names: Sequence[str], head: Head) -> float:
    """By its header: no other export begins like this."""
    ours = len(names) == 1 and names[0].lower().endswith(".csv")
    return 0.9 if ours and head(names[0]).startswith(HEADER) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """One row, one beat-rate."""
    kept = Collector("My device")
    for line, cells in csv_rows(source.open(source.names[0])):
        try:
            at = moment(cells["time"], choices.zone)
            value = number(cells["__id___bpm"])
        except UnreadableTime:
            kept.broken(line, Reason.TIME)
            continue
        except (KeyError, ValueError):
            kept.broken(line, Reason.NUMBER)
            continue
        if value is not None:
            kept.add("heart_rate", at, value, line=line)
        yield from kept.ready()
    yield from kept.finish()
