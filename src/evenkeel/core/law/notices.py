"""When to say again that this is a program, and when to suggest a break (SAFETY.md L1, L3).

Here: pure functions of times. Not here: the words (templates, content), who remembers the times.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from evenkeel.core.law.packs import Rules

BREAK_CHOICES = (30, 45, 60, 90, 120)
"""Minutes a member may choose from. "Never" is not among them: it is a reminder, not a lock."""


class Notice(StrEnum):
    """Why the notice is due."""

    FIRST_USE = "first_use"
    SESSION = "session"
    TIME = "time"
    AWAY = "away"
    ASKED = "asked"


def ai_notice_due(
    *,
    rules: Rules,
    now: datetime,
    last_notice: datetime | None,
    last_talk: datetime | None = None,
    session_began: datetime | None = None,
    minor: bool = False,
    asked: bool = False,
) -> Notice | None:
    """The reason to say that this is a program now, or None. All times are aware.

    Due before first use, whenever asked, at the start of a session, after days away, and again
    after the rules' minutes (fewer for minors). Sources: SAFETY.md L1; New York General Business
    Law art. 47; Utah Code 13-72a-203; California Bus. & Prof. Code 22602.
    """
    if asked:
        return Notice.ASKED
    if last_notice is None:
        return Notice.FIRST_USE
    if session_began is not None and last_notice < session_began:
        return Notice.SESSION
    away = timedelta(days=rules.notice_after_days_away)
    if last_talk is not None and last_notice <= last_talk and now - last_talk >= away:
        return Notice.AWAY
    minutes = rules.ai_notice_minutes_minor if minor else rules.ai_notice_minutes
    return Notice.TIME if now - last_notice >= timedelta(minutes=minutes) else None


def break_due(
    *,
    rules: Rules,
    now: datetime,
    began: datetime,
    said: bool,
    chosen_minutes: int | None = None,
    minor: bool = False,
    in_danger: bool = False,
) -> bool:
    """Whether to suggest a break, once in one stretch of talking that began at `began`.

    A member may choose a shorter or longer time; a minor only a shorter one. In danger nobody is
    sent away: False.
    """
    if said or in_danger:
        return False
    usual = rules.break_minutes_minor if minor else rules.break_minutes
    minutes = usual if chosen_minutes is None else chosen_minutes
    if minor:
        minutes = min(minutes, usual)
    return now - began >= timedelta(minutes=minutes)
