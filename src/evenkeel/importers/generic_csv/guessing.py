"""What the columns of an unknown table may be: a first proposal for the mapping page.

Here: guesses from a file's first bytes, each to be shown and confirmed. A guess that could be wrong
in a way nobody would notice (day before month, or month before day) is marked as a doubt.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from evenkeel.core.sensing.signals import load_texts
from evenkeel.core.sensing.units import UnknownUnit, unit_of
from evenkeel.importers.reading import UnreadableTime, csv_rows, from_epoch, moment, number

SAMPLES: Final = 5
MOST: Final = 0.6
"""Share of a column that must be times: a table may hold broken rows."""
FORMS: Final = (
    "%Y-%m-%d",
    "iso",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d.%m.%y %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%d %b %Y %H:%M",
    "%d %b %Y",
    "epoch",
)
"""Ways to write a time that are tried, in this order."""
_TIME_WORDS: Final = re.compile(r"\b(time|date|datetime|timestamp|start|when|day|at)\b", re.I)
_END_WORDS: Final = re.compile(r"\b(end|until|to|stop)\b", re.I)
_UNIT: Final = re.compile(r"[\(\[]([^)\]]+)[\)\]]")
_OTHER_NAMES: Final[Mapping[str, str]] = {
    "bpm": "heart_rate",
    "hr": "heart_rate",
    "pulse": "heart_rate",
    "rhr": "resting_heart_rate",
    "rmssd": "hrv_rmssd",
    "sdnn": "hrv_sdnn",
    "spo2": "oxygen_saturation",
    "step count": "steps",
    "step": "steps",
    "calories": "total_energy",
    "screen time": "screen_minutes",
    "call count": "calls",
    "drinks": "alcohol",
    "bodyweight": "weight",
    "body weight": "weight",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Columns with some of their values, and what each may be (role -> column, see `mapper`)."""

    columns: tuple[str, ...]
    samples: tuple[Mapping[str, str], ...]
    mapping: Mapping[str, str]
    day_or_month_first: bool = False
    """Both readings of the dates fit: ask."""


def propose(head: bytes) -> Proposal:
    """A first mapping for a table that begins with `head` (its last line may be cut off)."""
    whole = head[: head.rfind(b"\n") + 1] or head
    rows = [dict(row.cells) for row in csv_rows(io.BytesIO(whole))]
    columns = tuple(rows[0]) if rows else ()
    mapping: dict[str, str] = {}
    doubt = False
    time = _time_column(columns, rows)
    if time is not None:
        forms = forms_that_fit([row.get(time, "") for row in rows])
        mapping |= {"time": time, "form": forms[0]}
        doubt = any(form.startswith("%d/") for form in forms) and any(
            form.startswith("%m/") for form in forms
        )
        end = next((c for c in columns if c != time and _END_WORDS.search(_plain(c))), None)
        if end and forms[0] in forms_that_fit([row.get(end, "") for row in rows]):
            mapping["end"] = end
    if _comma_decimals(columns, rows):
        mapping["decimal"] = ","
    for column in columns:
        signal = signal_named(column)
        if column in (time, mapping.get("end")) or signal is None or f"signal:{signal}" in mapping:
            continue
        mapping[f"signal:{signal}"] = column
        mapping[f"unit:{signal}"] = unit_in(column, signal)
    return Proposal(columns, tuple(rows[:SAMPLES]), mapping, doubt)


def forms_that_fit(values: Sequence[str]) -> list[str]:
    """The ways of writing a time that most of some values fit, the best first."""
    told = [value for value in values if value]
    fits = {form: sum(_fits(value, form) for value in told) for form in FORMS}
    enough = max(1.0, MOST * len(told))
    best = max(fits.values())
    return [form for form, n in fits.items() if n >= enough and n == best]


def signal_named(column: str) -> str | None:
    """The signal whose name or id a column's heading is.

    >>> signal_named("Heart Rate (bpm)"), signal_named("Steps"), signal_named("Colour")
    ('heart_rate', 'steps', None)
    """
    return _names().get(_plain(column))


def unit_in(column: str, signal: str) -> str:
    """The unit in a heading's brackets where it fits the signal, else the signal's own."""
    own = load_texts()[signal].unit
    found = _UNIT.search(column)
    try:
        if found and unit_of(found[1]).base == own:
            return found[1]
    except UnknownUnit:
        pass
    return own


@cache
def _names() -> Mapping[str, str]:
    texts = load_texts()
    names = {_plain(text.name): id for id, text in texts.items()}
    return {**names, **{_plain(id): id for id in texts}, **_OTHER_NAMES}


def _plain(column: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", _UNIT.sub("", column)).lower().split())


def _time_column(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str | None:
    fits = [c for c in columns if forms_that_fit([row.get(c, "") for row in rows])]
    named = [c for c in fits if _TIME_WORDS.search(_plain(c))]
    sure = [c for c in fits if forms_that_fit([row.get(c, "") for row in rows])[0] != "epoch"]
    return next(iter(named or sure), None)


def _fits(value: str, form: str) -> bool:
    try:
        if form == "epoch":
            count = number(value)
            if count is None:
                return False
            from_epoch(count)
            return count >= datetime(2000, 1, 1).timestamp()  # noqa: DTZ001 (a bound, any zone)
        moment(value, form="" if form == "iso" else form)
    except (UnreadableTime, ValueError):
        return False
    return form != "iso" or not value.isdigit()


def _comma_decimals(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bool:
    values = [row.get(c, "") for row in rows for c in columns]
    comma = re.compile(r"-?\d+,\d{1,2}|-?\d{1,3}(\.\d{3})+,\d+")
    return any(comma.fullmatch(value) for value in values)
