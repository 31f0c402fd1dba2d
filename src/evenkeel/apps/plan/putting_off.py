"""What the member put off with "not now": for the rest of their day, on this browser.

Here: kinds of suggestion (class A, no words of the member) in the session. Not here: choosing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from evenkeel.core.personalisation import Kind

KEY = "plan.not_now"


def put_off(session: Any, kind: str, *, today: date) -> None:
    """Remember that `kind` was put off today; an unknown kind is nothing."""
    if kind not in set(Kind):
        return
    kinds = {*put_off_today(session, today=today), kind}
    session[KEY] = {"day": today.isoformat(), "kinds": sorted(kinds)}


def put_off_today(session: Any, *, today: date) -> frozenset[str]:
    """The kinds put off on this day."""
    kept = session.get(KEY) or {}
    return frozenset(kept.get("kinds", ())) if kept.get("day") == today.isoformat() else frozenset()
