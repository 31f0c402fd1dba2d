"""Leaning on the companion in place of people: noticed by stated thresholds, said once (S12).

Here: the thresholds and one pure function over numbers. Not here: the words that say it, and what
a message says about it ("you are the only one": `core.safety`).

The thresholds are judgement, not a diagnosis: no study gives a safe dose of talking to a program.
In a four-week randomised trial of 981 people, those who used a chatbot most reported more
loneliness and less contact with people (Fang et al. 2025, arXiv:2503.17473).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WINDOW = timedelta(days=7)
LONG_HOURS = 10.0
"""Hours of talking in seven days: about an hour and a half each day."""
MANY_DAYS, MANY_STRETCHES = 6, 28
"""On nearly every day and four times a day."""
NIGHTS = 4
"""Nights with talking after midnight, out of seven."""
SAID_AGAIN_AFTER = timedelta(days=30)
MINOR_SHARE = 0.5
"""For a minor half of each is enough: they have fewer hours of their own, and more to lose by
practising people less."""


class Leaning(StrEnum):
    """What was noticed: the clearest one is said."""

    HOURS = "hours"
    NIGHTS = "nights"
    OFTEN = "often"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of talking: aware times, and whether it reached into the night."""

    began: datetime
    last: datetime
    night: bool


def leaning(
    stretches: Sequence[Stretch],
    *,
    now: datetime,
    said_at: datetime | None = None,
    in_danger: bool = False,
    minor: bool = False,
) -> Leaning | None:
    """What to say about the last seven days, or None. Never in danger, once in thirty days.

    >>> from datetime import UTC
    >>> now = datetime(2026, 3, 8, 12, tzinfo=UTC)
    >>> days = [now - timedelta(days=n) for n in range(6)]
    >>> leaning([Stretch(d, d + timedelta(hours=2), night=False) for d in days], now=now).value
    'hours'
    """
    if in_danger or (said_at is not None and now - said_at < SAID_AGAIN_AFTER):
        return None
    week = [one for one in stretches if now - one.began <= WINDOW]
    hours = sum((one.last - one.began).total_seconds() for one in week) / 3600
    share = MINOR_SHARE if minor else 1.0
    if hours >= share * LONG_HOURS:
        return Leaning.HOURS
    if len({one.began.date() for one in week if one.night}) >= share * NIGHTS:
        return Leaning.NIGHTS
    days = {one.began.date() for one in week}
    if len(days) >= MANY_DAYS and len(week) >= share * MANY_STRETCHES:
        return Leaning.OFTEN
    return None
