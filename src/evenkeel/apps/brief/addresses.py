"""The page of each record that a line can rest on. Not here: what a record is (`core.brief`)."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import NoReverseMatch, reverse

from evenkeel.core.brief import Record

ROUTES: Mapping[str, str] = {
    "check_in": "checkins:entry",
    "signal": "body:signal",
    "questionnaire": "assessments:result",
    "finding": "insights:finding",
    "run": "programs:run",
    "trial": "insights:trial",
    "programme": "programs:report",
    "warning": "warnings:warning",
    "words": "brief:words",
    "journal": "journal:entry",
    "note": "checkins:entry",
    "talk": "companion:message",
    "conversation": "companion:conversation",
    "safety_plan": "safety_plan:plan",
}
"""Kinds of records, each with the address that opens one."""
WITHOUT_KEY = frozenset({"safety_plan"})
"""There is one of each for a member."""


def address_of(record: Record) -> str | None:
    """Where a record is opened; None where its page no longer takes such a key."""
    args = [] if record.kind in WITHOUT_KEY else [record.key]
    try:
        return reverse(ROUTES[record.kind], args=args)
    except NoReverseMatch:
        return None
