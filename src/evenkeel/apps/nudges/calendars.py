"""Calendars: from an .ics file or a subscribed address to busy times, and nothing else.

Here: reading, recurrence, zones, cancelled events, matching the member's own words. Not here: what
is done with a busy time (`planning`). Titles are looked at in memory to find the member's words and
are then gone.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from evenkeel.apps.nudges.models import Calendar
from evenkeel.apps.nudges.payloads import Busy, CalendarPayload
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    import httpx

    from evenkeel.apps.people.models import Member

AHEAD: Final = timedelta(days=21)
BEHIND: Final = timedelta(days=182)
"""How far back is read once, when a calendar is given: half a year tells what comes back."""
ENDED: Final = timedelta(hours=12)
READ_EVERY: Final = timedelta(hours=6)
MOST_BYTES: Final = 5 * 1024 * 1024
MOST_BUSY: Final = 600
MOST_BEEN: Final = 1500
TIMEOUT_SECONDS: Final = 10.0
OK: Final = 200
LONGEST: Final = timedelta(hours=12)
"""A whole-day event is no meeting."""

log = logging.getLogger(__name__)


class CannotRead(Exception):
    """The calendar cannot be read. The message is a word: see `queries`."""


def busy_times(
    raw: bytes, *, words: tuple[str, ...], now: datetime, zone: ZoneInfo
) -> tuple[Busy, ...]:
    """The coming three weeks of a calendar: begin, end, and which of the member's words it holds.

    `zone` is for times without one. Raises `CannotRead`.
    """
    return _between(raw, words, now - ENDED, now + AHEAD, zone)[:MOST_BUSY]


def been(raw: bytes, *, words: tuple[str, ...], now: datetime, zone: ZoneInfo) -> tuple[Busy, ...]:
    """What was in a calendar over the last half year, as `busy_times` tells it."""
    return _between(raw, words, now - BEHIND, now - ENDED, zone)[-MOST_BEEN:]


def moved_on(kept: CalendarPayload, *, now: datetime) -> tuple[Busy, ...]:
    """What is over by now, of what was kept: an address often forgets it."""
    over = {one for one in (*kept.been, *kept.busy) if one.ends <= now - ENDED}
    return tuple(sorted(over, key=lambda one: (one.begins, one.ends)))[-MOST_BEEN:]


def _between(
    raw: bytes, words: tuple[str, ...], first: datetime, last: datetime, zone: ZoneInfo
) -> tuple[Busy, ...]:
    import icalendar  # noqa: PLC0415 (takes 2 MB, rarely asked)
    import recurring_ical_events  # noqa: PLC0415

    try:
        calendar = icalendar.Calendar.from_ical(raw)
        events = recurring_ical_events.of(calendar, skip_bad_series=True).between(first, last)
    except Exception as error:  # a file may hold anything
        raise CannotRead("not_a_calendar") from error
    found = {busy for one in events if (busy := _busy(one, words, zone)) is not None}
    return tuple(sorted(found, key=lambda one: (one.begins, one.ends)))


def _busy(event: Any, words: tuple[str, ...], zone: ZoneInfo) -> Busy | None:
    """One event; None for what is cancelled, free, whole-day or without an end."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return None
    if str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return None
    start, end = event.get("DTSTART"), event.get("DTEND")
    if start is None or not isinstance(start.dt, datetime):
        return None
    begins = _aware(start.dt, zone)
    ends = _aware(end.dt, zone) if end is not None else begins + timedelta(minutes=30)
    if not timedelta() < ends - begins <= LONGEST:
        return None
    title = str(event.get("SUMMARY", "")).casefold()
    word = next((one for one in words if one.casefold() in title), "")
    return Busy(begins=begins, ends=ends, word=word)


def _aware(told: datetime | date, zone: ZoneInfo) -> datetime:
    if not isinstance(told, datetime):
        told = datetime.combine(told, time())
    aware = told if told.tzinfo is not None else told.replace(tzinfo=zone)
    return aware.astimezone(ZoneInfo("UTC"))


def hard_times(by: Member, keyring: Keyring, *, now: datetime) -> list[Busy]:
    """Coming and just ended busy times that hold one of the member's words, over all calendars."""
    found: list[Busy] = []
    for row in Calendar.of(by):
        kept: CalendarPayload = row.open(keyring)
        found += [one for one in kept.busy if one.word and one.ends > now - timedelta(hours=3)]
    return found


def fetch(address: str) -> bytes:
    """What a subscribed address gives. Raises `CannotRead`.

    Only https, only public addresses, no redirects: a member must not make this server knock on
    doors inside its own network. The name is looked up once and that very address is asked, so
    that it cannot become another in between.
    """
    import httpx  # noqa: PLC0415 (it is heavy, and rarely asked)

    parts = urlsplit(address.replace("webcal://", "https://", 1))
    if parts.scheme != "https" or not parts.hostname or parts.username:
        raise CannotRead("not_an_address")
    number = _public_number(parts.hostname)
    place = f"[{number}]" if ":" in number else number
    asked = urlunsplit(parts._replace(netloc=f"{place}:{_port(parts)}", fragment=""))
    try:
        with (
            httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False) as client,
            client.stream(
                "GET", asked, headers={"Host": parts.netloc},
                extensions={"sni_hostname": parts.hostname},
            ) as answer,
        ):  # fmt: skip
            return _body(answer)
    except httpx.HTTPError as error:
        raise CannotRead("no_answer") from error


def _body(answer: httpx.Response) -> bytes:
    if answer.status_code != OK:
        raise CannotRead("no_answer")
    raw = b""
    for part in answer.iter_bytes():
        raw += part
        if len(raw) > MOST_BYTES:
            raise CannotRead("too_big")
    return raw


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or 443
    except ValueError as error:
        raise CannotRead("not_an_address") from error


def _public_number(host: str) -> str:
    """The address of a host, if all of its addresses are public. Raises `CannotRead`."""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise CannotRead("no_answer") from error
    if not found or not all(ipaddress.ip_address(one).is_global for one in found):
        raise CannotRead("not_public")
    return min(found)


def is_stale(kept: CalendarPayload, *, now: datetime) -> bool:
    """Whether a subscribed calendar is to be read again."""
    return bool(kept.address) and (kept.read_at is None or now - kept.read_at >= READ_EVERY)
