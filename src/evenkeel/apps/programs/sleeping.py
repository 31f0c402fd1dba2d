"""The sleep diary of a programme as nights, weeks and a window, for the pages that show it.

Here: joining diary days with the rules of `core.programmes.sleep_window`, and handing a night to
the body's own table. Not here: the rules, storing a diary day, the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from evenkeel.apps.body import actions as body
from evenkeel.apps.programs import enrolments
from evenkeel.apps.programs.enrolment_payloads import DiaryPayload, WindowSet
from evenkeel.apps.programs.enrolments import Way
from evenkeel.apps.programs.payloads import Answer
from evenkeel.core.programmes.sleep_window import (
    NIGHTS_NEEDED,
    Night,
    Week,
    Window,
    first_window,
    next_window,
    night_from,
    to_bed_at,
    week_of,
)
from evenkeel.core.sensing.diary import DiaryNight, NotANight
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SleepPage:
    """What the page says: last nights, their mean, the window now and the one proposed.

    `bed` is when to go to bed under the present window; `missing` how many nights are wanting
    before a window can be worked out; `waits` whether the present one has not had its week yet.
    """

    nights: tuple[tuple[date, Night], ...]
    week: Week | None
    window: WindowSet | None
    bed: time | None
    proposed: Window | None
    missing: int
    waits: bool

    @property
    def efficiency(self) -> int | None:
        """The week's efficiency in per cent."""
        return round(100 * self.week.efficiency) if self.week else None

    @property
    def asleep(self) -> str:
        return clock(round(self.week.asleep)) if self.week else ""

    @property
    def length(self) -> str:
        return clock(self.window.minutes) if self.window else ""

    @property
    def proposed_length(self) -> str:
        return clock(self.proposed.minutes) if self.proposed else ""


def sleep_page(way: Way, member: Member, keyring: Keyring) -> SleepPage:
    """The last seven days' nights and the window they lead to.

    The first window comes after the first session; a new one a week after the last at the earliest.
    """
    since = way.row.at + (_start(way) - way.payload.began) - enrolments.A_DAY
    days = enrolments.diary(member, keyring, way.programme.id, since=since)
    last = [(day, night_of(one)) for day, one in days.items() if day > way.today - WEEK]
    nights = tuple((day, night) for day, night in last if night is not None)
    window = way.payload.windows[-1] if way.payload.windows else None
    waits = window is not None and way.today < window.on + WEEK
    under = [night for day, night in nights if window is None or day > window.on]
    proposed = None
    if window is None and way.payload.done:
        proposed = first_window([night for _day, night in nights])
    elif window is not None and not waits:
        proposed = next_window(window.minutes, under)
    return SleepPage(
        nights=nights,
        week=week_of([night for _day, night in nights]),
        window=window,
        bed=to_bed_at(window.get_up, window.minutes) if window else None,
        proposed=proposed,
        missing=max(0, NIGHTS_NEEDED - len(under)),
        waits=waits,
    )


def night_of(day: DiaryPayload) -> Night | None:
    """A diary day as a night; None where its times are not there."""
    values = day.values
    lights_out, got_up = _time(values.get("lights_out")), _time(values.get("got_up"))
    if lights_out is None or got_up is None:
        return None
    return night_from(
        lights_out,
        got_up,
        to_fall_asleep=_number(values, "to_fall_asleep"),
        awake_between=_number(values, "awake_between"),
        awake_at_end=_number(values, "awake_at_end"),
    )


def keep_night(
    *, by: Member, keyring: Keyring, day: date, values: Mapping[str, Answer], zone: ZoneInfo,
    now: datetime,
) -> bool:  # fmt: skip
    """The night before `day`, kept beside what a watch tells of it; False where its times are not
    there or make no night. The same morning written anew takes the old one's place."""
    lights_out, got_up = _time(values.get("lights_out")), _time(values.get("got_up"))
    if lights_out is None or got_up is None:
        return False
    up = datetime.combine(day, got_up, tzinfo=zone)
    to_bed = datetime.combine(day, lights_out, tzinfo=zone)
    if to_bed >= up:
        to_bed = datetime.combine(day - enrolments.A_DAY, lights_out, tzinfo=zone)
    night = DiaryNight(
        to_bed=to_bed,
        woke=up - timedelta(minutes=_number(values, "awake_at_end")),
        up=up,
        minutes_to_sleep=_number(values, "to_fall_asleep"),
        minutes_awake=_number(values, "awake_between"),
    )
    try:
        body.keep_night(by=by, keyring=keyring, night=night, zone=zone, now=now)
    except NotANight:
        return False
    return True


def clock(minutes: int) -> str:
    """Minutes as hours and minutes.

    >>> clock(330)
    '5 h 30'
    """
    return f"{minutes // 60} h {minutes % 60:02d}"


def _start(way: Way) -> date:
    return max(way.payload.began, way.today - WEEK)


def _time(value: Answer | None) -> time | None:
    try:
        return time.fromisoformat(str(value))
    except ValueError:
        return None


def _number(values: Mapping[str, Answer], name: str) -> int:
    value = values.get(name, 0)
    return value if isinstance(value, int) else 0
