"""The journal over the API: words, class C."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import available_timezones

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, ConfigDict, Field

from evenkeel.apps.api.access import ApiRequest, Token
from evenkeel.apps.api.problems import Problem
from evenkeel.apps.api.rows import Page, not_in_the_future, of_kind, one, page_of, payload_of
from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.journal import actions, queries

KIND: Final = "journal.journalentry"
SKEW: Final = timedelta(minutes=5)
LONGEST_TITLE: Final = 120
READ, WRITE = "journal:read", "journal:write"

router = Router(tags=["journal"])


class EntryIn(Schema):
    """One entry."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=1_000_000)
    title: str = Field(default="", max_length=LONGEST_TITLE)
    at: AwareDatetime | None = Field(default=None, description="What time it is about; else now.")
    zone: str = Field(default="UTC", max_length=64, description="IANA time zone of the member.")
    kind: Literal["free", "prompted", "gratitude"] = "free"
    prompt: str = Field(default="", max_length=80, pattern=r"^[a-z0-9_-]*$")


class EntryChange(EntryIn):
    """A whole entry in place of the one that is there, and which revision that was."""

    revision: int = Field(ge=1, le=2_000_000_000)


class EntryOut(Schema):
    """One entry."""

    id: uuid.UUID
    at: datetime
    revision: int
    kind: str
    prompt: str
    title: str
    text: str
    zone: str


class EntriesOut(Schema):
    total: int
    items: list[EntryOut]


@router.get("", auth=Token(READ), response=EntriesOut, summary="List journal entries")
def list_entries(request: ApiRequest, page: Query[Page]) -> dict[str, Any]:
    """Newest first. Takes `journal:read`."""
    total, rows = page_of(of_kind(KIND, request.user), page)
    return {"total": total, "items": [_out(request, row) for row in rows]}


@router.post("", auth=Token(WRITE), response={201: EntryOut}, summary="Write an entry")
def write_entry(request: ApiRequest, data: EntryIn) -> EntryOut:
    """Takes `journal:write`."""
    now = timezone.now()
    row = actions.write(
        by=request.user,
        keyring=request.keyring,
        payload=_payload(data),
        at=not_in_the_future(data.at or now, now=now, skew=SKEW),
        now=now,
    )
    return _out(request, row)


@router.get("/{entry_id}", auth=Token(READ), response=EntryOut, summary="Read an entry")
def read_entry(request: ApiRequest, entry_id: uuid.UUID) -> EntryOut:
    """Takes `journal:read`."""
    return _out(request, one(KIND, request.user, entry_id))


@router.put("/{entry_id}", auth=Token(WRITE), response=EntryOut, summary="Change an entry")
def change_entry(request: ApiRequest, entry_id: uuid.UUID, data: EntryChange) -> EntryOut:
    """Takes `journal:write`."""
    now, row = timezone.now(), one(KIND, request.user, entry_id)
    actions.rewrite(
        row=row,
        by=request.user,
        keyring=request.keyring,
        payload=_payload(data),
        at=not_in_the_future(data.at or row.at, now=now, skew=SKEW),
        expected_revision=data.revision,
        now=now,
    )
    return _out(request, row)


@router.delete("/{entry_id}", auth=Token(WRITE), response={204: None}, summary="Delete an entry")
def delete_entry(request: ApiRequest, entry_id: uuid.UUID) -> None:
    """Takes `journal:write`. There is no way back."""
    row = one(KIND, request.user, entry_id)
    actions.delete(row=row, by=request.user, keyring=request.keyring)


def _out(request: ApiRequest, row: Any) -> EntryOut:
    written = queries.opened(row, request.keyring, locale=request.user.locale)
    payload = written.payload
    return EntryOut(
        id=written.id,
        at=written.at,
        revision=written.revision,
        kind=payload.kind.value,
        prompt=payload.prompt,
        title=payload.title,
        text=payload.text,
        zone=payload.zone,
    )


def _payload(data: EntryIn) -> Any:
    text = checkins.cleaned(data.text)
    if not text.strip():
        raise _refused("text", _("`text` is empty."))
    if checkins.too_long(text):
        raise _refused("text", _("`text` is longer than one entry holds (1 MB)."))
    if data.zone not in available_timezones():
        raise _refused("zone", _("`zone` is not a time zone that this server knows."))
    return payload_of(
        KIND,
        {
            "kind": data.kind,
            "prompt": data.prompt,
            "title": checkins.one_line(data.title),
            "text": text,
            "zone": data.zone,
            "zone_source": "browser",
        },
    )


def _refused(field: str, error: str) -> Problem:
    return Problem(422, error, _("Correct it and send it again. Nothing was saved."), field=field)
