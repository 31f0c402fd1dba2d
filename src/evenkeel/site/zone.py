"""The member's time zone: told by the browser, never guessed, unknown without scripts.

Here: reading the cookie and activating the zone for one request. Not here: storing it with any
record (a record's `at` is an instant), or what night means (`core.personalisation`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

COOKIE = "zone"


class ZoneMiddleware:
    """Shows every time of a request in the zone the browser named; the host's zone otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = zone_of(request)
        if zone is None:
            return self.get_response(request)
        with timezone.override(zone):
            return self.get_response(request)


def zone_of(request: HttpRequest) -> ZoneInfo | None:
    """The zone this browser named, or None when it named none or one that does not exist."""
    name = request.COOKIES.get(COOKIE, "").replace("%2F", "/")
    return ZoneInfo(name) if name in _names() else None


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())
