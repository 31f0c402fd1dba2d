"""Garmin's FIT files (and any other maker's) -> heart, sleep, movement, stress.

Here: opening one FIT file or a ZIP of them, and what happens when one is damaged. Not here: what
the messages mean (`messages.py`). `fitdecode` reads the binary form.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Final

from fitdecode import (
    CrcCheck,
    ErrorHandling,
    FitDataMessage,
    FitEOFError,
    FitError,
    FitReader,
)
from fitdecode.records import FitCRC

from evenkeel.importers.contract import (
    BrokenRow,
    Choices,
    Head,
    Item,
    Reason,
    Refused,
    Source,
)
from evenkeel.importers.garmin_fit.messages import Day
from evenkeel.importers.reading import Collector

MOST_BYTES: Final = 96 * 1024 * 1024
"""One FIT file: a week's ride with one record a second is under 20 MB."""


def recognise(names: Sequence[str], head: Head) -> float:
    """By ".FIT" in the file's first fourteen bytes, or by an archive of such files."""
    if len(names) == 1:
        return 0.95 if _is_fit(head(names[0])) else 0.0
    fits = [name for name in names if name.lower().endswith(".fit")]
    return 0.8 if fits and any(_is_fit(head(name)) for name in fits[:3]) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every FIT file that is there; a damaged one is counted, and the others are read."""
    names = [name for name in source.names if name.lower().endswith(".fit")]
    names = names or list(source.names[:1])
    source.expect(names)
    kept = Collector("Garmin")
    damaged: list[Reason] = []
    told = False
    for name in names:
        kept.part = name
        raw = source.open(name).read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            damaged.append(Reason.TOO_BIG)
            continue
        for outcome in _files(raw, kept, choices):
            if isinstance(outcome, Reason):
                damaged.append(outcome)
                yield BrokenRow(name, 0, outcome)
            for item in kept.ready():
                told = True
                yield item
    items = list(kept.finish())
    if not told and not items:
        raise Refused(damaged[0] if damaged else Reason.NOT_THIS)
    yield from items


def _files(raw: bytes, kept: Collector, choices: Choices) -> Iterator[Reason | None]:
    """Files may be chained in one. A reason: the rest is damaged.

    A file whose checksum is wrong gives nothing: any of its values may be wrong unseen.
    """
    day = Day(kept, choices)
    count = 0
    try:
        with FitReader(
            io.BytesIO(raw), check_crc=CrcCheck.RAISE, error_handling=ErrorHandling.IGNORE
        ) as reader:
            for frame in reader:
                if isinstance(frame, FitDataMessage):
                    count += 1
                    day.take(frame, count)
                elif isinstance(frame, FitCRC):
                    day.close()
                    yield None
                    day = Day(kept, choices)
    except FitEOFError:
        day.close()
        yield Reason.CUT_SHORT
    except (FitError, ValueError, KeyError, TypeError, IndexError, ArithmeticError):
        yield Reason.DAMAGED
    except (AttributeError, AssertionError, OSError):
        yield Reason.DAMAGED


def _is_fit(head: bytes) -> bool:
    return len(head) >= 12 and head[8:12] == b".FIT" and head[0] in (12, 14)
