"""A member's locked rows by the name of their kind, for operations that page through them.

Here: look-up, ranges and pages. Not here: what the rows mean (each area's queries and actions).
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AwareDatetime, Field

from evenkeel.apps.api.problems import Problem, not_found

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

MOST_AT_ONCE: Final = 500
EARLIEST: Final = datetime(1000, 1, 1)  # noqa: DTZ001 (compared without zone, then given one)
LATEST: Final = datetime(9000, 1, 1)  # noqa: DTZ001


class Page(Schema):
    """Which entries: a stretch of time, and how many of them. Newest first."""

    since: AwareDatetime | date | None = Field(
        default=None, description="From this time on, or from the start of this day (UTC)."
    )
    until: AwareDatetime | date | None = Field(
        default=None, description="Before this time, or to the end of this day (UTC)."
    )
    limit: int = Field(default=50, ge=1, le=MOST_AT_ONCE)
    offset: int = Field(default=0, ge=0, le=10_000_000)


def of_kind(label: str, member: Member) -> QuerySet[Any]:
    """A member's rows of a kind, newest first: `of_kind("journal.entry", member)`."""
    model: Any = apps.get_model(label)
    rows: QuerySet[Any] = model.of(member)
    return rows


def payload_of(label: str, values: dict[str, Any]) -> Any:
    """The sealed part of a kind of row, from plain values that were checked."""
    model: Any = apps.get_model(label)
    return model.payload.model_validate(values)


def one(label: str, member: Member, key: uuid.UUID) -> Any:
    """One of the member's rows. Raises `Problem` 404: somebody else's is not there either."""
    row = of_kind(label, member).filter(pk=key).first()
    if row is None:
        raise not_found()
    return row


def page_of(rows: QuerySet[Any], page: Page) -> tuple[int, list[Any]]:
    """How many rows there are in the page's stretch of time, and those of this page."""
    rows = within(rows, page)
    return rows.count(), list(rows[page.offset : page.offset + page.limit])


def within(rows: QuerySet[Any], page: Page) -> QuerySet[Any]:
    """The rows of a page's stretch of time."""
    since, until = _start(page.since), _end(page.until)
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    return rows


def not_in_the_future(at: datetime, *, now: datetime, skew: timedelta) -> datetime:
    """A time that an entry may have. Raises `Problem` 422."""
    if at > now + skew:
        raise Problem(
            422,
            _("`at` is still to come."),
            _("Send a time that is now or earlier, or leave `at` out for now."),
            field="at",
        )
    if at.year < 1900:
        raise Problem(
            422,
            _("`at` is too long ago to be kept."),
            _("Send a time after the year 1900."),
            field="at",
        )
    return min(at, now)


def _start(value: datetime | date | None) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return _within_reach(value)
    return _within_reach(datetime.combine(value, time.min, tzinfo=UTC))


def _end(value: datetime | date | None) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return _within_reach(value)
    if value == date.max:
        return None
    return _within_reach(datetime.combine(value + timedelta(days=1), time.min, tzinfo=UTC))


def _within_reach(value: datetime | None) -> datetime | None:
    """In UTC, and no further than any database counts: odd offsets and years are all the same."""
    if value is None:
        return None
    bare = value.replace(tzinfo=None)
    if not EARLIEST <= bare <= LATEST:
        return (EARLIEST if bare < EARLIEST else LATEST).replace(tzinfo=UTC)
    return value.astimezone(UTC)
