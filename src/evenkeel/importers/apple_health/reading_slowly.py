"""Elements that are not written as Apple's newest phones write them, one at a time.

Here: records with attributes in another order, other quotes, line breaks in values, exponents, long
numbers; workouts; state-of-mind entries. Not here: the fast path (`scanning.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from evenkeel.importers.apple_health.heads import attributes, head_of
from evenkeel.importers.apple_health.kinds import KINDS, UNITLESS, WORKOUT, word
from evenkeel.importers.contract import Reason
from evenkeel.importers.reading import Collector, Moment, UnreadableTime, moment

_ELEMENT: Final = re.compile(rb"""<(\w+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MINUTE_MS: Final = 60_000


def read_slowly(raw: bytes, line: int, kept: Collector) -> None:
    """Every element in `raw`; what cannot be read becomes a broken row of `line`."""
    elements = _ELEMENT.findall(raw)
    if not elements:
        kept.broken(line, Reason.SHAPE)
    for tag, rest in elements:
        found = attributes(rest)
        if tag == b"Record":
            _record(found, line, kept)
        elif tag == b"Workout":
            _workout(found, line, kept)
        elif tag == b"StateOfMind":
            _state_of_mind(found, line, kept)
        elif tag == b"InstantaneousBeatsPerMinute":
            kept.broken(line, Reason.TIME)
        else:
            kept.skip(tag.decode("ascii", "replace")[:60])


def _span(found: Mapping[str, str]) -> tuple[Moment, Moment]:
    start = moment(_iso(found["startDate"]))
    return start, moment(_iso(found.get("endDate") or found["startDate"]))


def _iso(date: str) -> str:
    """`2026-01-15 08:00:00 +0100` as ISO 8601."""
    return date.replace(" +", "+").replace(" -", "-")


def _record(found: Mapping[str, str], line: int, kept: Collector) -> None:
    head = head_of(found)
    kind = KINDS.get(head.type)
    if kind is None:
        return kept.skip(head.type)
    try:
        start, end = _span(found)
    except (KeyError, UnreadableTime):
        return kept.broken(line, Reason.TIME)
    unit: str | None = "fraction" if kind.percent_is_fraction else head.unit
    value: float | None
    if kind.lasts:
        value, unit = (end.ms - start.ms) / _MINUTE_MS, None
    elif kind.words:
        value, unit = word(kind, found.get("value", "")), None
        if value is None:
            return kept.broken(line, Reason.WORDS)
    else:
        try:
            value = float(found["value"])
        except (KeyError, ValueError):
            return kept.broken(line, Reason.NUMBER)
    unit = UNITLESS.get(kind.signal, unit) if unit is not None else None
    return kept.add(
        kind.signal,
        start,
        value,
        end=end,
        unit=unit,
        line=line,
        source=head.source,
        device=head.device,
    )


def _workout(found: Mapping[str, str], line: int, kept: Collector) -> None:
    try:
        start, end = _span(found)
        minutes = float(found.get("duration") or (end.ms - start.ms) / _MINUTE_MS)
    except (KeyError, UnreadableTime):
        return kept.broken(line, Reason.TIME)
    except ValueError:
        return kept.broken(line, Reason.NUMBER)
    head = head_of(found)
    name = found.get("workoutActivityType", "").removeprefix(WORKOUT)
    return kept.add(
        "workout",
        start,
        minutes,
        end=end,
        unit=found.get("durationUnit") or "min",
        line=line,
        source=head.source,
        device=head.device,
        label=_CAMEL.sub(" ", name).lower()[:60],
    )


def _state_of_mind(found: Mapping[str, str], line: int, kept: Collector) -> None:
    try:
        at = moment(_iso(found.get("startDate") or found["date"]))
        value = float(found["valence"])
    except (KeyError, UnreadableTime):
        return kept.broken(line, Reason.TIME)
    except ValueError:
        return kept.broken(line, Reason.NUMBER)
    return kept.add("valence", at, value, line=line, source=head_of(found).source)
