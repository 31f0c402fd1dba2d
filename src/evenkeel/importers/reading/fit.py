"""FIT files of any maker, read into a collector.

Here: the binary form (decoded by `fitdecode`), chained files, and what happens when one is damaged.
Not here: what the messages mean (`fit_messages.py`), which file is read (the mappers).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
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

from evenkeel.importers.contract import Choices, Reason, Source
from evenkeel.importers.reading.collecting import Collector
from evenkeel.importers.reading.fit_messages import Day

MOST_BYTES: Final = 96 * 1024 * 1024
"""One FIT file: a week's ride with one record a second is under 20 MB."""


def read_fit(
    source: Source, name: str, kept: Collector, choices: Choices
) -> Iterator[Reason | None]:
    """Reads one file into `kept`; yields once for each file chained in it: the reason why it could
    not be read, or None."""
    kept.part = name
    raw = source.open(name).read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        yield Reason.TOO_BIG
        return
    yield from _files(raw, kept, choices)


def is_fit(head: bytes) -> bool:
    """Whether a file begins as FIT files do."""
    return len(head) >= 12 and head[8:12] == b".FIT" and head[0] in (12, 14)


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
    except (AttributeError, AssertionError, OSError, struct.error):
        yield Reason.DAMAGED
