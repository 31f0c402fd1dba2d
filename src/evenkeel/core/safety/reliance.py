"""Signs that somebody leans on the companion more than is good for them (S12).

Here: stated thresholds over times and what was said. Not here: saying so (`apps.companion`), and
never a lock-out: a sign is said once and kindly, and in danger not at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from evenkeel.core.vocabulary import RiskLevel

#: Judgement, for want of a validated cut-off; at the edge of what heavy users of chat services do
#: (Fang et al. 2025, a four-week trial: the most used tenth felt lonelier). All are tested at both
#: edges and may be loosened by the member, not tightened.
LONG_SITTING = timedelta(minutes=90)
MANY_DAYS, MANY_DAYS_OF = 12, 14  # days with a talk, of the last so many
MANY_HOURS = timedelta(hours=10)  # in the last seven days
MANY_NIGHTS, NIGHT = 4, (0, 5)  # nights of the last seven with a talk between midnight and five
SAID_AGAIN_AFTER = timedelta(days=7)
GAP = timedelta(minutes=20)  # a pause longer than this ends a sitting

_WORDS: Mapping[str, re.Pattern[str]] = {
    "only_you": re.compile(
        r"\b(?:you(?:'re| are) the only (?:one|person|thing)|only you (?:get|understand|listen)|"
        r"nobody else (?:gets|understands|listens)|no one (?:gets|understands) me like you|"
        r"you(?:'re| are) (?:all i have|my only friend|my best friend))\b"
    ),
    "instead_of_people": re.compile(
        r"\b(?:(?:rather|prefer to?|easier to) (?:talk|talking) (?:to|with) you|"
        r"(?:cancelled|skipped|skip|cancel)\b[^.]{0,60}"
        r"\b(?:to|so i could|and) (?:talk|chat|write|be)|"
        r"don'?t need (?:them|people|friends|anyone|my friends)(?: any ?more)?|"
        r"stopped (?:seeing|calling|talking to) (?:my friends|people|everyone))\b"
    ),
    "instead_of_care": re.compile(
        r"\b(?:(?:stopped|quit|cancelled|left|don'?t need) (?:my |a |the )?(?:therapy|therapist|"
        r"counsell\w+|doctor|psychiatrist|meetings)|you(?:'re| are) better than (?:my |any |a )?"
        r"(?:therap\w+|doctor|counsell\w+))\b"
    ),
    "cannot_stop": re.compile(
        r"\b(?:can'?t (?:stop|go a day without) (?:talking|writing|chatting)?|"
        r"(?:couldn'?t|can'?t) (?:cope|live|manage|survive|function) without you|"
        r"need you (?:all the time|every day|to (?:live|sleep|function)))\b"
    ),
}  # fmt: skip


class Reliance(StrEnum):
    """What was noticed."""

    LONG_SITTING = "long_sitting"
    MOST_DAYS = "most_days"
    MANY_HOURS = "many_hours"
    NIGHTS = "nights"
    ONLY_YOU = "only_you"
    INSTEAD_OF_PEOPLE = "instead_of_people"
    INSTEAD_OF_CARE = "instead_of_care"
    CANNOT_STOP = "cannot_stop"


@dataclass(frozen=True, slots=True)
class Noticed:
    """The signs, and whether they should be said now. `minutes` is the length of this sitting."""

    signs: frozenset[Reliance]
    say: bool
    minutes: int


def over_reliance(
    times: Sequence[datetime],
    *,
    text: str = "",
    level: RiskLevel = RiskLevel.NONE,
    now: datetime,
    said_at: datetime | None = None,
) -> Noticed:
    """What the times of a member's messages, and this one, say about leaning on the companion.

    `times`: aware, on the member's own clock, of their messages of the last 14 days, in any order.
    `said_at`: when it was last said. Two signs of time, or one in words, are said, once a week, and
    never while somebody is at risk: then they may lean on anything. Raises `ValueError` for a naive
    `now`. Pure.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 21, 20, tzinfo=UTC)
    >>> over_reliance([], text="you're the only one who gets me", now=now).say
    True
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    recent = sorted(at for at in (*times, now) if now - at <= timedelta(days=MANY_DAYS_OF))
    sittings = _sittings(recent)
    last = sittings[-1]
    minutes = int((last[1] - last[0]) / timedelta(minutes=1))
    of_time = _of_time(recent, sittings, now)
    of_words = {Reliance(name) for name, words in _WORDS.items() if words.search(_plain(text))}
    rested = said_at is None or now - said_at >= SAID_AGAIN_AFTER
    calm = level <= RiskLevel.WATCH
    return Noticed(
        frozenset(of_time | of_words),
        say=rested and calm and (bool(of_words) or len(of_time) >= 2),
        minutes=minutes,
    )


def _of_time(
    recent: Sequence[datetime], sittings: Sequence[tuple[datetime, datetime]], now: datetime
) -> set[Reliance]:
    found = set()
    week = now - timedelta(days=7)
    if sittings[-1][1] - sittings[-1][0] >= LONG_SITTING:
        found.add(Reliance.LONG_SITTING)
    if len({at.date() for at in recent}) >= MANY_DAYS:
        found.add(Reliance.MOST_DAYS)
    if sum((end - max(start, week) for start, end in sittings if end > week), timedelta()) >= (
        MANY_HOURS
    ):
        found.add(Reliance.MANY_HOURS)
    nights = {at.date() for at in recent if at > week and NIGHT[0] <= at.hour < NIGHT[1]}
    if len(nights) >= MANY_NIGHTS:
        found.add(Reliance.NIGHTS)
    return found


def _sittings(times: Sequence[datetime]) -> list[tuple[datetime, datetime]]:
    """Stretches of messages with no pause longer than `GAP`."""
    found = [(times[0], times[0])]
    for at in times[1:]:
        start, end = found[-1]
        if at - end <= GAP:
            found[-1] = (start, at)
        else:
            found.append((at, at))
    return found


def _plain(text: str) -> str:
    return text.lower().replace("\u2019", "'")
