"""Fitbit's CSV tables in Takeout: variability, oxygen, breathing, temperature, scores.

Here: columns and signals. "rmssd" is RMSSD and nothing else. Not here: JSON (`records.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from evenkeel.importers.reading import Collector, Moment, moment, number

FOLDERS: Final = re.compile(
    r"(?:Heart Rate Variability|Oxygen Saturation|Stress Score|Daily Readiness|Sleep Score|"
    r"Temperature)[^/]*/[^/]+\.csv$"
)
_DAY_MS: Final = 86_400_000
_FIVE_MINUTES_MS: Final = 300_000


class Kind(NamedTuple):
    """A table: the beginning of its header, its columns of time, and of one signal."""

    header: bytes
    time: str
    signal: str
    value: str
    length_ms: int = 0
    """How long a value without an end holds; a day belongs to its date."""
    end: str = ""


KINDS: Final = (
    Kind(b"timestamp,rmssd,coverage", "timestamp", "hrv_rmssd", "rmssd", _FIVE_MINUTES_MS),
    Kind(b"timestamp,daily_respiratory_rate", *("timestamp", "respiratory_rate"),
         "daily_respiratory_rate", _DAY_MS),
    Kind(b"DATE,UPDATED_AT,STRESS_SCORE", "DATE", "stress_score", "STRESS_SCORE"),
    Kind(b"date,readiness_score_value", *("date", "recovery_score", "readiness_score_value"),
         _DAY_MS),
    Kind(b"sleep_log_entry_id,timestamp,overall_score", *("timestamp", "sleep_score"),
         "overall_score", _DAY_MS),
    Kind(b"type,sleep_start,sleep_end,temperature_samples", "sleep_start", "skin_temperature",
         "nightly_temperature", end="sleep_end"),
    Kind(b"timestamp,value", "timestamp", "oxygen_saturation", "value"),
)  # fmt: skip
"""`Daily ... Summary` tables are sums of these and are passed over."""


def kind(head: bytes) -> Kind | None:
    """Which table begins like this."""
    first = head.lstrip(b"\xef\xbb\xbf")
    return next((one for one in KINDS if first.startswith(one.header)), None)


def take(
    kept: Collector, one: Kind, cells: Mapping[str, str], line: int, zone: ZoneInfo | None
) -> None:
    """One row. Raises what `Collector.row` knows."""
    at = moment(cells[one.time], zone)
    end = moment(cells[one.end], zone) if one.end else Moment(at.ms + one.length_ms, at.offset)
    value = number(cells[one.value])
    if not value or cells.get("CALCULATION_FAILED", "").lower() == "true":
        return kept.skip("values that Fitbit could not work out")
    if one.length_ms == _DAY_MS:
        midnight = (at.ms + _east(at)) // _DAY_MS * _DAY_MS - _east(at)
        at, end = Moment(midnight, at.offset), Moment(midnight + _DAY_MS, at.offset)
    return kept.add(one.signal, at, value, end=end, line=line)


def _east(at: Moment) -> int:
    return at.offset * 60_000 if abs(at.offset) < 24 * 60 else 0
