"""Nights, sleep efficiency, and the sleep window of cognitive behavioural therapy for insomnia.

Spielman AJ, Saskin P, Thorpy MJ (1987), Sleep 10:45-56 (sleep restriction); Morin CM, Espie CA
(2003), Insomnia: a clinical guide, Springer; Perlis ML et al. (2005), Cognitive Behavioral
Treatment of Insomnia, Springer; Manber R, Carney CE (2015), Treatment Plans for Insomnia, Guilford.
Diary items follow the Consensus Sleep Diary (Carney CE et al. (2012), Sleep 35:287-302).
Here: minutes and rules. Not here: who must not restrict sleep (the programme's safety questions).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

# Never less in bed than this: the manuals' floor is 5 hours; 5.5 is what we use (Perlis 2005).
FLOOR_MINUTES = 330
# Nobody is asked to stay in bed longer than this.
CEILING_MINUTES = 9 * 60
# A week's efficiency at or above: a quarter of an hour more; under: a quarter of an hour less.
WIDEN_AT = 0.90
NARROW_UNDER = 0.85
STEP_MINUTES = 15
# A window rests on at least this many nights of the last seven.
NIGHTS_NEEDED = 5
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Night:
    """One night of the diary, all in minutes; `in_bed` from lights out to getting up.

    `asleep` is what is left of it after falling asleep, waking in between, and lying awake at
    the end; never under nought.
    """

    in_bed: int
    to_fall_asleep: int = 0
    awake_between: int = 0
    awake_at_end: int = 0

    @property
    def asleep(self) -> int:
        awake = self.to_fall_asleep + self.awake_between + self.awake_at_end
        return max(0, self.in_bed - awake)

    @property
    def efficiency(self) -> float:
        """Sleep as a share of time in bed, 0 to 1.

        >>> Night(in_bed=480, to_fall_asleep=60, awake_between=60).efficiency
        0.75
        """
        return self.asleep / self.in_bed if self.in_bed else 0.0


@dataclass(frozen=True, slots=True)
class Week:
    """What some nights come to: mean minutes asleep and in bed, and efficiency over all of them."""

    nights: int
    asleep: float
    in_bed: float

    @property
    def efficiency(self) -> float:
        return self.asleep / self.in_bed if self.in_bed else 0.0


@dataclass(frozen=True, slots=True)
class Window:
    """Time in bed for the coming week, in minutes, and why. `moved` is against the last window."""

    minutes: int
    moved: int
    because: str


def night_from(
    lights_out: time, got_up: time, *, to_fall_asleep: int = 0, awake_between: int = 0,
    awake_at_end: int = 0,
) -> Night:  # fmt: skip
    """A night from the clock: over midnight where getting up comes before lights out.

    >>> night_from(time(23, 30), time(7), to_fall_asleep=30).in_bed
    450
    """
    start = timedelta(hours=lights_out.hour, minutes=lights_out.minute)
    end = timedelta(hours=got_up.hour, minutes=got_up.minute)
    minutes = int((end - start).total_seconds() // 60) % DAY_MINUTES
    return Night(minutes, to_fall_asleep, awake_between, awake_at_end)


def week_of(nights: Sequence[Night]) -> Week | None:
    """The mean of some nights; None without any."""
    if not nights:
        return None
    n = len(nights)
    return Week(n, sum(one.asleep for one in nights) / n, sum(one.in_bed for one in nights) / n)


def first_window(nights: Sequence[Night]) -> Window | None:
    """The window to begin with: as long as the mean sleep of the week, never under the floor.

    None under `NIGHTS_NEEDED` nights.

    >>> first_window([Night(540, 60, 90, 30)] * 7).minutes
    360
    >>> first_window([Night(540, 120, 120, 60)] * 7).minutes
    330
    """
    week = week_of(nights)
    if week is None or week.nights < NIGHTS_NEEDED:
        return None
    minutes = max(FLOOR_MINUTES, min(CEILING_MINUTES, _to_quarter(week.asleep)))
    because = "floor" if week.asleep < FLOOR_MINUTES else "average"
    return Window(minutes, 0, because)


def next_window(now: int, nights: Sequence[Night]) -> Window | None:
    """The window for next week: a quarter of an hour more, less, or as it is.

    `now` is the present window in minutes, `nights` those of the last week under it. None under
    `NIGHTS_NEEDED` nights: then it stays as it is, and the diary is asked for.

    >>> next_window(360, [Night(360, 10, 10)] * 7)
    Window(minutes=375, moved=15, because='slept_well')
    >>> next_window(360, [Night(360, 40, 30)] * 7)
    Window(minutes=345, moved=-15, because='awake_long')
    >>> next_window(330, [Night(330, 60, 30)] * 7)
    Window(minutes=330, moved=0, because='floor')
    """
    week = week_of(nights)
    if week is None or week.nights < NIGHTS_NEEDED:
        return None
    if week.efficiency >= WIDEN_AT:
        minutes = min(CEILING_MINUTES, now + STEP_MINUTES)
        return Window(minutes, minutes - now, "slept_well" if minutes > now else "ceiling")
    if week.efficiency < NARROW_UNDER:
        minutes = max(FLOOR_MINUTES, now - STEP_MINUTES)
        return Window(minutes, minutes - now, "awake_long" if minutes < now else "floor")
    return Window(now, 0, "between")


def to_bed_at(get_up: time, minutes: int) -> time:
    """When to go to bed for a window that ends at `get_up`.

    >>> to_bed_at(time(6, 30), 360)
    datetime.time(0, 30)
    """
    return (datetime(2000, 1, 2, get_up.hour, get_up.minute) - timedelta(minutes=minutes)).time()  # noqa: DTZ001 (a clock, no instant)


def _to_quarter(minutes: float) -> int:
    return round(minutes / STEP_MINUTES) * STEP_MINUTES
