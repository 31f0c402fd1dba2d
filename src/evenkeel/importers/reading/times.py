"""Times as files write them -> (milliseconds since 1970 UTC, minutes east of UTC).

Here: reading one time. A zone is never invented: what a file does not say is told apart as an
unknown clock (`ZONE_UNKNOWN`) or an unknown instant (`CLOCK_ONLY`).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from evenkeel.core.vocabulary import CLOCK_ONLY, ZONE_UNKNOWN

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
EARLIEST: Final = datetime(1970, 1, 2, tzinfo=UTC)
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
_FRACTION: Final = re.compile(r"([.,]\d{6})\d+")
_MILLIS_FROM: Final = 100_000_000_000
"""A count of seconds this large would be the year 5138: it is milliseconds."""


class UnreadableTime(ValueError):
    """No time could be made of a text or number."""


class Moment(NamedTuple):
    """`ms` since 1970 UTC (the wall's clock read as UTC where `offset` is `CLOCK_ONLY`)."""

    ms: int
    offset: int


def moment(text: str, zone: ZoneInfo | None = None, *, form: str = "") -> Moment:
    """One time. `form` is a `strptime` format; without it, ISO 8601 and its usual spellings.

    A written offset wins; "Z" and +00:00 give the instant, and the clock by `zone` if there is one.
    Without an offset the text is `zone`'s clock, or only a clock. Raises `UnreadableTime`.

    >>> moment("2026-03-04T08:00:00+02:00")
    Moment(ms=1772604000000, offset=120)
    >>> moment("2026-03-04 08:00").offset == CLOCK_ONLY
    True
    >>> moment("2026-03-04 08:00", ZoneInfo("Europe/Berlin"))
    Moment(ms=1772607600000, offset=60)
    >>> moment("04/03/2026 08:00", form="%d/%m/%Y %H:%M").ms == moment("2026-03-04 08:00").ms
    True
    """
    clean = _FRACTION.sub(r"\1", text.strip())
    try:
        at = datetime.strptime(clean, form) if form else datetime.fromisoformat(clean)  # noqa: DTZ007
    except ValueError as error:
        raise UnreadableTime("not a time") from error
    return from_datetime(at, zone)


def from_datetime(at: datetime, zone: ZoneInfo | None = None) -> Moment:
    """The same of a `datetime`, aware or not."""
    if at.tzinfo is None:
        if zone is None:
            return Moment(_ms(at.replace(tzinfo=UTC)), CLOCK_ONLY)
        return _known(at.replace(tzinfo=zone))
    if at.utcoffset() == timedelta(0) and not isinstance(at.tzinfo, ZoneInfo):
        if zone is None:
            return Moment(_ms(at), ZONE_UNKNOWN)
        _ms(at)  # the year 9999 has no tomorrow to convert to
        return _known(at.astimezone(zone))
    return _known(at)


def from_epoch(count: float, zone: ZoneInfo | None = None) -> Moment:
    """Seconds or milliseconds since 1970 UTC (told apart by size). Raises `UnreadableTime`.

    >>> from_epoch(1772604000), from_epoch(1772604000123).ms
    (Moment(ms=1772604000000, offset=-32768), 1772604000123)
    """
    seconds = count / 1000 if abs(count) >= _MILLIS_FROM else count
    try:
        at = _EPOCH + timedelta(milliseconds=round(seconds * 1000))
    except (OverflowError, ValueError) as error:
        raise UnreadableTime("not a time") from error
    return from_datetime(at, zone)


def _known(at: datetime) -> Moment:
    offset = at.utcoffset() or timedelta(0)
    return Moment(_ms(at), round(offset.total_seconds() / 60))


def _ms(at: datetime) -> int:
    if not EARLIEST <= at < LATEST:
        raise UnreadableTime("not a time of a living person's watch")
    return (at - _EPOCH) // _MILLISECOND
