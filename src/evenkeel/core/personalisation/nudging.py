"""Whether a nudge goes out now: quiet hours, budget, snooze, "less of these", and the holdout.

Here: pure rules, what is learned of good hours, and what nudging itself does. Not here: where
nudges come from, sending (`apps.nudges`), words (content/nudges).

One nudge in ten is held back by chance, decided by the nudge's own id before anything is sent, so
that what people do after a nudge can be held against what they do without (micro-randomised trial:
Klasnja et al. 2015, Health Psychol 34S:1220; Liao et al. 2016, Stat Med 35:1944).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache
from math import sqrt
from typing import Final
from uuid import UUID

from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_folder

HOLDOUT: Final = 0.10
"""Share held back: enough to tell something after a season, too few to be missed."""
NEVER_HELD: Final = frozenset({"before_event", "after_event", "trial"})
"""What the member asked for by name at a time of their own is not experimented with."""
MOST_A_DAY: Final = 6
USUAL_A_DAY: Final = 2
LESS: Final = timedelta(days=3)
"""Quiet for a kind after one "less of these"; doubled with each further one."""
MOST_LESS: Final = 5
BLOCK_HOURS: Final = 3
PRIOR_TAKEN: Final = (2.0, 3.0)
"""Taken up and not, before any own nudge: two in five."""
FEWEST_TOLD: Final = 20
"""Nudges, and FEWEST_HELD held back, before an effect is shown."""
FEWEST_HELD: Final = 5


class Verdict(StrEnum):
    """What becomes of a nudge whose time has come."""

    SEND = "send"
    HOLD = "hold"
    """Held back by chance, to see what nudging does."""
    LATER = "later"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the member allows. Times are on their own clock; quiet may run over midnight.

    `less` counts "less of these" by kind, with the day it was said last.
    """

    on: bool = False
    kinds: frozenset[str] = frozenset()
    per_day: int = USUAL_A_DAY
    quiet_from: time = time(21, 0)
    quiet_until: time = time(8, 0)
    snoozed_until: datetime | None = None
    less: Mapping[str, tuple[int, datetime]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict, why, and for `LATER` when."""

    verdict: Verdict
    why: str
    at: datetime | None = None


class NudgeWords(Content):
    """One kind of nudge: content/nudges/<kind>.yaml. What a locked screen shows is not here: it is
    the same for all, and says nothing."""

    order: int
    title: str
    says: str
    about: str
    page: str
    default_on: bool = False
    flexible: bool = False


@cache
def load_nudges(locale: str = "en") -> Mapping[str, NudgeWords]:
    """Every kind, in the order of the page. Raises `ContentError`."""
    overlay = None if locale == "en" else LANGUAGES / locale / "content" / "nudges"
    found = load_folder(CONTENT / "nudges", NudgeWords, overlay=overlay)
    return dict(sorted(found.items(), key=lambda item: item[1].order))


def is_quiet(local: datetime, settings: Settings) -> bool:
    """Whether this moment of the member's clock lies in their quiet hours.

    >>> from datetime import UTC
    >>> is_quiet(datetime(2026, 1, 1, 23, tzinfo=UTC), Settings())
    True
    >>> is_quiet(datetime(2026, 1, 1, 8, tzinfo=UTC), Settings())
    False
    """
    now, begins, ends = (
        local.timetz().replace(tzinfo=None),
        settings.quiet_from,
        settings.quiet_until,
    )
    if begins == ends:
        return False
    if begins < ends:
        return begins <= now < ends
    return now >= begins or now < ends


def quiet_ends(local: datetime, settings: Settings) -> datetime:
    """When the quiet hours that hold now end, on the same clock."""
    end = datetime.combine(local.date(), settings.quiet_until, tzinfo=local.tzinfo)
    return end if end > local else end + timedelta(days=1)


def decide(
    *,
    id: UUID,
    kind: str,
    local_now: datetime,
    until: datetime,
    settings: Settings,
    sent_today: int,
) -> Decision:
    """What becomes of a nudge of this kind now. `until`: later than that it helps nobody.

    `local_now` is aware, on the member's clock; `sent_today` counts what went out on that day.
    """
    refused = _refused(kind, local_now, until, settings)
    if refused:
        return Decision(Verdict.DROP, refused)
    wait = closed_until(local_now, settings)
    if wait is not None:
        late = wait >= until
        return Decision(Verdict.DROP if late else Verdict.LATER, "quiet", None if late else wait)
    if sent_today >= settings.per_day:
        return Decision(Verdict.DROP, "budget")
    held = is_held(id, kind)
    return Decision(Verdict.HOLD, "holdout") if held else Decision(Verdict.SEND, "due")


def _refused(kind: str, now: datetime, until: datetime, settings: Settings) -> str:
    if not settings.on or kind not in settings.kinds:
        return "off"
    if now >= until:
        return "too_late"
    return "less" if resting(kind, settings, now) else ""


def closed_until(now: datetime, settings: Settings) -> datetime | None:
    """Until when anything has to wait: out of the snooze and out of the quiet hours. None: open.

    `now` is aware, on the member's clock.
    """
    wait = None
    if settings.snoozed_until is not None and now < settings.snoozed_until:
        wait = settings.snoozed_until.astimezone(now.tzinfo)
    if is_quiet(wait or now, settings):
        wait = quiet_ends(wait or now, settings)
    return wait


def resting(kind: str, settings: Settings, now: datetime) -> bool:
    """Whether "less of these" still keeps this kind quiet."""
    if kind not in settings.less:
        return False
    times, at = settings.less[kind]
    rest = LESS * (1 << (min(times, MOST_LESS) - 1))
    return now - at < rest


def is_held(id: UUID, kind: str) -> bool:
    """Whether chance holds this nudge back: the same answer whoever asks, and however often."""
    if kind in NEVER_HELD:
        return False
    digest = hashlib.sha256(b"holdout" + id.bytes).digest()
    return int.from_bytes(digest[:4], "big") < HOLDOUT * 2**32


# --- What is learned --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """One nudge that went out or was held back: when, and whether something was done soon after."""

    local_at: datetime
    sent: bool
    taken: bool


def good_hour(seen: Sequence[Seen], *, allowed: Collection[int]) -> int:
    """The hour of day at which nudges were most taken up, among `allowed`; noon before any.

    Blocks of three hours, each shrunk towards the usual, so that one lucky morning decides nothing.

    >>> good_hour((), allowed=range(8, 21))
    12
    """
    blocks: dict[int, list[int]] = {}
    for one in seen:
        if one.sent:
            blocks.setdefault(one.local_at.hour // BLOCK_HOURS, []).append(int(one.taken))
    best, likely = 12, -1.0
    for hour in sorted(allowed, key=lambda h: (abs(h - 12), h)):
        held = blocks.get(hour // BLOCK_HOURS, [])
        share = (sum(held) + PRIOR_TAKEN[0]) / (len(held) + sum(PRIOR_TAKEN))
        if share > likely + 1e-9:
            best, likely = hour, share
    return best


@dataclass(frozen=True, slots=True)
class Effect:
    """What nudging does: share taken up with and without, their difference and its 95% interval.

    `enough` is false while too few were held back: then nothing is claimed.
    """

    sent: int
    held: int
    with_nudge: float
    without: float
    interval: tuple[float, float]
    enough: bool

    @property
    def difference(self) -> float:
        return self.with_nudge - self.without

    @property
    def with_percent(self) -> int:
        return round(100 * self.with_nudge)

    @property
    def without_percent(self) -> int:
        return round(100 * self.without)

    @property
    def low_percent(self) -> int:
        return round(100 * self.interval[0])

    @property
    def high_percent(self) -> int:
        return round(100 * self.interval[1])


def effect(seen: Sequence[Seen]) -> Effect:
    """The difference a nudge makes, by Newcombe's interval (1998, Stat Med 17:873, method 10)."""
    sent = [one.taken for one in seen if one.sent]
    held = [one.taken for one in seen if not one.sent]
    if not sent or not held:
        share = sum(sent) / len(sent) if sent else float("nan")
        return Effect(len(sent), len(held), share, float("nan"), (-1.0, 1.0), False)
    a, b = sum(sent) / len(sent), sum(held) / len(held)
    (al, au), (bl, bu) = _wilson(sum(sent), len(sent)), _wilson(sum(held), len(held))
    low = a - b - sqrt((a - al) ** 2 + (bu - b) ** 2)
    high = a - b + sqrt((au - a) ** 2 + (b - bl) ** 2)
    enough = len(sent) >= FEWEST_TOLD and len(held) >= FEWEST_HELD
    return Effect(len(sent), len(held), a, b, (low, high), enough)


def _wilson(taken: int, of: int) -> tuple[float, float]:
    z = 1.96
    middle = (taken + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * sqrt(taken * (of - taken) / of + z * z / 4)
    return middle - half, middle + half
