"""Withings API: weighings and pressures, days, and nights stage by stage.

Every answer is HTTP 200 with a `status` of its own inside. Not here: what the answers mean
(`importers.withings`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from evenkeel.sources.contract import Ask, Document, Window
from evenkeel.sources.documents import as_json

MOST_PAGES: Final = 200
DAY_FIELDS: Final = "steps,distance,calories,soft,moderate,intense"
STATUS: Final = {0: 200, 100: 401, 101: 401, 102: 401, 200: 401, 401: 401, 601: 429, 522: 504}
"""Their status -> the one of HTTP that means the same; others are taken for a refusal."""
_PASSING: Final = frozenset({518, 521, 524, 2555})


def status(document: Any) -> int:
    """The status inside an answer, as HTTP would say it.

    >>> status({"status": 0, "body": {}}), status({"status": 601}), status({"status": 503})
    (200, 429, 400)
    """
    told = document.get("status") if isinstance(document, dict) else None
    if not isinstance(told, int):
        return 400
    return STATUS.get(told, 503 if told in _PASSING else 400)


def read(ask: Ask, window: Window) -> Iterator[Document]:
    """A night is asked for 24 hours at a time: that is all one answer holds."""
    zone = window.zone or UTC
    first = datetime.combine(window.since, time(), zone)
    last = datetime.combine(window.until + timedelta(days=1), time(), zone)
    span: dict[str, str | int] = {
        "startdate": int(first.timestamp()),
        "enddate": int(last.timestamp()),
    }
    yield from _pages(ask, "measure", {"action": "getmeas", "category": 1, **span})
    days = {"startdateymd": str(window.since), "enddateymd": str(window.until)}
    yield from _pages(
        ask, "v2/measure", {"action": "getactivity", "data_fields": DAY_FIELDS, **days}
    )
    day = window.since - timedelta(days=1)
    while day <= window.until:
        noon = datetime.combine(day, time(12), zone)
        night: dict[str, str | int] = {
            "startdate": int(noon.timestamp()),
            "enddate": int((noon + timedelta(days=1)).timestamp()),
        }
        yield from _pages(ask, "v2/sleep", {"action": "get", **night})
        day += timedelta(days=1)


def _pages(ask: Ask, path: str, form: dict[str, str | int]) -> Iterator[Document]:
    asked = dict(form)
    for _page in range(MOST_PAGES):
        answer = ask.post(path, asked)
        body = answer.get("body") if isinstance(answer, dict) else None
        if not isinstance(body, dict):
            return
        yield as_json(f"withings_{form['action']}", answer)
        if not body.get("more"):
            return
        asked = {**form, "offset": int(body.get("offset", 0))}
