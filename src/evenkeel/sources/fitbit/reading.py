"""Fitbit Web API: nights, pulse and steps by the minute, variability, breathing, oxygen, weight.

Answers that the Takeout has as tables become those tables, so that both are the same observations.
Google has announced the end of this interface for 2 November 2026; after it everything answers 410,
which the log says. Not here: what the answers mean (`importers.fitbit`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from evenkeel.sources.contract import Ask, Document, Window
from evenkeel.sources.documents import as_json

SLEEP_DAYS: Final = 100
BREATH_DAYS: Final = 30
WEIGHT_DAYS: Final = 31
"""The longest ranges that one question may span."""


def read(ask: Ask, window: Window) -> Iterator[Document]:
    """Ranges where the interface has them, else day by day: 150 questions an hour are allowed."""
    for first, last in _ranges(window, SLEEP_DAYS):
        yield from _as_is(ask, "sleep", f"1.2/user/-/sleep/date/{first}/{last}.json")
    for first, last in _ranges(window, WEIGHT_DAYS):
        yield from _as_is(ask, "weight", f"1/user/-/body/log/weight/date/{first}/{last}.json")
    for first, last in _ranges(window, BREATH_DAYS):
        answer = ask.maybe(f"1/user/-/br/date/{first}/{last}.json")
        rows = [(one["dateTime"], one["value"]["breathingRate"]) for one in _list(answer, "br")]
        yield from _table("br", "timestamp,daily_respiratory_rate", rows)
    day = window.since
    while day <= window.until:
        yield from _day(ask, day)
        day += timedelta(days=1)


def _day(ask: Ask, day: date) -> Iterator[Document]:
    """Pulse and steps by the second and minute, or the day's own where minutes are not given."""
    for what, fine in (("heart", "1sec"), ("steps", "1min")):
        path = f"1/user/-/activities/{what}/date/{day}/1d"
        answer = ask.maybe(f"{path}/{fine}.json") or ask.maybe(f"{path}.json")
        if isinstance(answer, dict):
            yield as_json(f"api_{what}", answer)
    answer = ask.maybe(f"1/user/-/hrv/date/{day}/all.json")
    minutes = [one for night in _list(answer, "hrv") for one in _list(night, "minutes")]
    rows = [(one["minute"], one["value"]["rmssd"]) for one in minutes]
    yield from _table("hrv", "timestamp,rmssd,coverage", [(at, v, "") for at, v in rows])
    answer = ask.maybe(f"1/user/-/spo2/date/{day}/all.json")
    rows = [(one["minute"], one["value"]) for one in _list(answer, "minutes")]
    yield from _table("spo2", "timestamp,value", rows)


def _as_is(ask: Ask, name: str, path: str) -> Iterator[Document]:
    answer = ask.maybe(path)
    if isinstance(answer, dict):
        yield as_json(f"api_{name}", answer)


def _ranges(window: Window, most: int) -> Iterator[tuple[date, date]]:
    first = window.since
    while first <= window.until:
        last = min(first + timedelta(days=most - 1), window.until)
        yield first, last
        first = last + timedelta(days=1)


def _list(answer: Any, key: str) -> list[Any]:
    found = answer.get(key) if isinstance(answer, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _table(name: str, header: str, rows: list[tuple[Any, ...]]) -> Iterator[Document]:
    """A small table as Takeout writes it; nothing where there is nothing."""
    if rows:
        lines = [header, *(",".join(str(cell).replace(",", "") for cell in row) for row in rows)]
        yield Document(f"{name}.csv", ("\n".join(lines) + "\n").encode())
