"""Oura API v2: which collections to ask for, and how their pages go on.

Not here: what the records mean (`importers.oura`, which reads the same JSON from an export).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from evenkeel.sources.contract import Ask, Document, Window
from evenkeel.sources.documents import as_json

BY_DAY: Final = (
    "sleep", "daily_sleep", "daily_readiness", "daily_activity", "daily_spo2", "workout", "session",
)  # fmt: skip
PULSE_DAYS: Final = 29
"""The pulse is given for at most 30 days at a time."""
MOST_PAGES: Final = 200


def read(ask: Ask, window: Window) -> Iterator[Document]:
    """Every page of every collection. `end_date` is not part of what Oura gives for nights and
    days in all collections alike, so a day more is asked for."""
    days = {
        "start_date": (window.since - timedelta(days=1)).isoformat(),
        "end_date": (window.until + timedelta(days=1)).isoformat(),
    }
    for name in BY_DAY:
        yield from _pages(ask, name, days)
    zone = window.zone or ZoneInfo("UTC")
    first, end = window.since, window.until + timedelta(days=1)
    while first < end:
        last = min(first + timedelta(days=PULSE_DAYS), end)
        span = {
            "start_datetime": datetime.combine(first, time(), zone).isoformat(),
            "end_datetime": datetime.combine(last, time(), zone).isoformat(),
        }
        yield from _pages(ask, "heartrate", span)
        first = last


def _pages(ask: Ask, name: str, params: dict[str, str]) -> Iterator[Document]:
    asked = dict(params)
    for _page in range(MOST_PAGES):
        answer = ask.maybe(name, asked)
        if not isinstance(answer, dict):
            return
        yield as_json(f"oura_{name}", answer)
        following = answer.get("next_token")
        if not following:
            return
        asked = {**params, "next_token": str(following)}
