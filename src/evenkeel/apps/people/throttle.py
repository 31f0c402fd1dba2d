"""Slows down guessing, without learning who guesses: counts under keyed hashes, for a while.

Never used on the crisis page or on anything a member needs in danger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from evenkeel.apps.people.models import FailedTries


@dataclass(frozen=True, slots=True)
class Limit:
    """So many wrong tries in so long; then a wait until the time is over."""

    tries: int
    window: timedelta


BY_PERSON_AND_PLACE: Final = Limit(5, timedelta(minutes=5))
BY_PLACE: Final = Limit(40, timedelta(minutes=15))
BY_PERSON: Final = Limit(60, timedelta(hours=1))
"""High: a stranger must not be able to keep a member out, and 60 an hour guess nothing."""

TAKEN_NAMES: Final = Limit(12, timedelta(minutes=15))
"""Who tries names that are taken learns who is here: slowly, at least."""

Key = tuple[str, Limit]


def keys(action: str, *, person: str, place: str) -> tuple[Key, ...]:
    """What one try counts against: person and place together, each place, each person."""
    return (
        (_hash(action, "both", person, place), BY_PERSON_AND_PLACE),
        (_hash(action, "place", place), BY_PLACE),
        (_hash(action, "person", person), BY_PERSON),
    )


def name_keys(*, place: str) -> tuple[Key, ...]:
    """What asking for a nickname that is taken counts against."""
    return ((_hash("taken-name", place), TAKEN_NAMES),)


def wait(tried: Sequence[Key], *, now: datetime) -> timedelta:
    """How long until another try is let through; zero if now."""
    limits = dict(tried)
    longest = timedelta(0)
    for row in FailedTries.objects.filter(key__in=limits):
        limit = limits[row.key]
        if row.count >= limit.tries:
            longest = max(longest, row.since + limit.window - now)
    return longest


def failed(tried: Sequence[Key], *, now: datetime) -> None:
    """Count one wrong try."""
    with transaction.atomic():
        for key, limit in tried:
            stale = FailedTries.objects.filter(key=key, since__lt=now - limit.window)
            stale.update(count=0, since=now)
            row, _ = FailedTries.objects.get_or_create(key=key, defaults={"since": now})
            FailedTries.objects.filter(pk=row.pk).update(count=F("count") + 1)
        FailedTries.objects.filter(since__lt=now - timedelta(days=1)).delete()


def succeeded(tried: Sequence[Key]) -> None:
    """A right answer clears the count of this person here, and of this person."""
    kept = {BY_PLACE}
    FailedTries.objects.filter(key__in=[key for key, limit in tried if limit not in kept]).delete()


def _hash(*parts: str) -> str:
    return salted_hmac("evenkeel.people.throttle", "\0".join(parts), algorithm="sha256").hexdigest()
