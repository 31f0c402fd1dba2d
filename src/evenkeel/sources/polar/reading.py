"""Polar AccessLink v3: nights, nightly recharge, exercises and days. It gives the last 28 days.

The interface wants a member registered once after permission is given; its tokens last for years
and are not refreshed. Not here: what the answers mean (`importers.polar`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from evenkeel.sources.contract import Ask, Document, Unexpected, Window
from evenkeel.sources.documents import as_json

LISTS = {"users/sleep": "nights", "users/nightly-recharge": "recharges", "exercises": ""}
"""Each list and the field that holds it; exercises stand bare."""


def connected(ask: Ask, member: str) -> None:
    """Register the member once. 409: they are already, which is as good."""
    try:
        ask.send("POST", "users", {"member-id": member})
    except Unexpected as error:
        if str(error) != "409":
            raise


def leave(ask: Ask) -> None:
    """End the permission at Polar."""
    if ask.user:
        ask.send("DELETE", f"users/{ask.user}")


def read(ask: Ask, window: Window) -> Iterator[Document]:
    """What is in the window of each list; days from the activities."""
    for path, field in LISTS.items():
        records = _records(ask.maybe(path), field)
        kept = [one for one in records if _within(_day_of(one), window)]
        if kept:
            yield as_json(f"polar_{path.replace('/', '_')}", kept)
    span = {"from": str(window.since), "to": str(window.until)}
    days = [_day(one) for one in _records(ask.maybe("users/activities", span), "activities")]
    kept = [one for one in days if _within(str(one["date"]), window)]
    if kept:
        yield as_json("polar_activities", kept)


def _records(answer: Any, field: str) -> list[Mapping[str, Any]]:
    found = answer.get(field) if field and isinstance(answer, dict) else answer
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _day_of(one: Mapping[str, Any]) -> str:
    return str(one.get("date") or one.get("start_time") or one.get("start-time") or "")[:10]


def _within(day: str, window: Window) -> bool:
    try:
        return window.since <= date.fromisoformat(day) <= window.until
    except ValueError:
        return False


def _day(one: Mapping[str, Any]) -> dict[str, Any]:
    """A day's activity with the field that the older interface named it by."""
    return {**one, "date": _day_of(one)}
