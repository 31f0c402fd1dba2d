"""Which clock a member's day runs on.

Here: finding the zone (the browser's, from its cookie, or else the server's) and telling local
time by it. Not here: storing it (each check-in and entry keeps the zone it was made in).

A zone is never faked: what it was taken from is kept beside it and said on the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest

ZONE_COOKIE = "zone"
"""Set by the entry script: the browser's own zone name. Nothing is stored for it on the server."""

LONGEST_NAME = 64
SKEW = timedelta(minutes=5)
"""A browser's clock may run this far ahead before a time counts as the future."""


class ZoneSource(StrEnum):
    """Where a zone was taken from."""

    BROWSER = "browser"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA zone name and where it was taken from."""

    name: str
    source: ZoneSource

    @property
    def info(self) -> ZoneInfo:
        """The zone's rules."""
        return ZoneInfo(self.name)

    def local(self, at: datetime) -> datetime:
        """The same instant on this clock."""
        return at.astimezone(self.info)

    def today(self, now: datetime) -> date:
        """The calendar day on this clock."""
        return self.local(now).date()


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether `name` is a zone that this server knows."""
    return len(name) <= LONGEST_NAME and name in _names()


def zone_from(name: str) -> Zone:
    """The browser's zone when it named one we know, or else the server's."""
    if is_zone(name):
        return Zone(name, ZoneSource.BROWSER)
    return Zone(settings.TIME_ZONE or "UTC", ZoneSource.SERVER)


def zone_of(request: HttpRequest) -> Zone:
    """The clock of this request: the browser's, from its cookie, or else the server's."""
    return zone_from(request.COOKIES.get(ZONE_COOKIE, ""))


def told_in(name: str, at: datetime) -> datetime:
    """`at` on the clock a record was made on; in UTC when that zone is no longer known."""
    return at.astimezone(ZoneInfo(name) if is_zone(name) else UTC)
