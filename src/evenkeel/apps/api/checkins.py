"""Check-ins over the API. Numbers and taps take the key of class D, notes that of class C."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import available_timezones

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, ConfigDict, Field

from evenkeel.apps.api.access import ApiRequest, Token, need
from evenkeel.apps.api.problems import Problem
from evenkeel.apps.api.rows import Page, not_in_the_future, of_kind, one, page_of, payload_of
from evenkeel.apps.checkins import actions, queries
from evenkeel.core.vault import DataClass

KIND: Final = "checkins.checkin"
NOTE: Final = "checkins.checkinnote"
SKEW: Final = timedelta(minutes=5)
"""A caller's clock may run this far ahead before a time counts as the future."""
MOST_NUMBERS: Final = 200
MOST_WORDS: Final = 100
LONGEST_NOTE: Final = 20_000
LARGEST_NUMBER: Final = 1e9
READ, WRITE, NOTES = "checkins:read", "checkins:write", "checkins:notes"

router = Router(tags=["check-ins"])


class CheckInIn(Schema):
    """One check-in. Every part is optional; at least one must be there."""

    model_config = ConfigDict(extra="forbid")

    at: AwareDatetime | None = Field(default=None, description="When it was; now if left out.")
    zone: str = Field(default="UTC", max_length=64, description="IANA time zone of the member.")
    numbers: dict[str, float] = Field(
        default_factory=dict,
        max_length=MOST_NUMBERS,
        description="Answers by metric: `mood`, `energy`, `anxiety`, `stress` (0-100), `own:<id>`.",
    )
    emotions: list[str] = Field(default_factory=list, max_length=MOST_WORDS)
    triggers: list[str] = Field(default_factory=list, max_length=MOST_WORDS)
    activities: list[str] = Field(default_factory=list, max_length=MOST_WORDS)
    note: str | None = Field(
        default=None, max_length=LONGEST_NOTE, description="Takes the scope `checkins:notes`."
    )


class CheckInChange(CheckInIn):
    """A whole check-in in place of the one that is there, and which revision that was."""

    revision: int = Field(ge=1, le=2_000_000_000)


class CheckInOut(Schema):
    """One check-in. `note` is null without the scope `checkins:notes`, else text or empty."""

    id: uuid.UUID
    at: datetime
    revision: int
    zone: str
    numbers: dict[str, float]
    emotions: list[str]
    triggers: list[str]
    activities: list[str]
    note: str | None


class CheckInsOut(Schema):
    total: int
    items: list[CheckInOut]


@router.get("", auth=Token(READ), response=CheckInsOut, summary="List check-ins")
def list_check_ins(request: ApiRequest, page: Query[Page]) -> dict[str, Any]:
    """Newest first. Takes `checkins:read`."""
    total, rows = page_of(of_kind(KIND, request.user), page)
    notes = (
        queries.notes_of(request.user, request.keyring, [row.pk for row in rows])
        if NOTES in request.scopes
        else None
    )
    shown = [None if notes is None else notes.get(row.pk, "") for row in rows]
    items = [_out(request, row, note) for row, note in zip(rows, shown, strict=True)]
    return {"total": total, "items": items}


@router.post("", auth=Token(WRITE), response={201: CheckInOut}, summary="Add a check-in")
def add_check_in(request: ApiRequest, data: CheckInIn) -> CheckInOut:
    """Takes `checkins:write`, and `checkins:notes` for a note."""
    row = actions.check_in(
        by=request.user, keyring=request.keyring, draft=_draft(request, data), now=timezone.now()
    )
    return _one_out(request, row)


@router.get("/{check_in_id}", auth=Token(READ), response=CheckInOut, summary="Read a check-in")
def read_check_in(request: ApiRequest, check_in_id: uuid.UUID) -> CheckInOut:
    """Takes `checkins:read`."""
    return _one_out(request, one(KIND, request.user, check_in_id))


@router.put("/{check_in_id}", auth=Token(WRITE), response=CheckInOut, summary="Change a check-in")
def change_check_in(request: ApiRequest, check_in_id: uuid.UUID, data: CheckInChange) -> CheckInOut:
    """Takes `checkins:write`, and `checkins:notes` where it has or gets a note."""
    row = one(KIND, request.user, check_in_id)
    _need_notes_for(request, row)
    draft = _draft(request, data, at=row.at)
    actions.change(
        row=row,
        by=request.user,
        keyring=request.keyring,
        draft=draft,
        expected_revision=data.revision,
        now=timezone.now(),
    )
    return _one_out(request, row)


@router.delete(
    "/{check_in_id}", auth=Token(WRITE), response={204: None}, summary="Delete a check-in"
)
def delete_check_in(request: ApiRequest, check_in_id: uuid.UUID) -> None:
    """Takes `checkins:write`, and `checkins:notes` where it has a note. There is no way back."""
    row = one(KIND, request.user, check_in_id)
    _need_notes_for(request, row)
    actions.delete(row=row, by=request.user, now=timezone.now())


def _need_notes_for(request: ApiRequest, row: Any) -> None:
    if of_kind(NOTE, request.user).filter(pk=row.pk).exists():
        need(request, NOTES)


def _one_out(request: ApiRequest, row: Any) -> CheckInOut:
    note = None
    if NOTES in request.scopes:
        note = queries.notes_of(request.user, request.keyring, [row.pk]).get(row.pk, "")
    return _out(request, row, note)


def _out(request: ApiRequest, row: Any, note: str | None) -> CheckInOut:
    moment = queries.opened(row, request.keyring)
    payload = moment.payload
    return CheckInOut(
        id=moment.id,
        at=moment.at,
        revision=moment.revision,
        zone=payload.zone,
        numbers=payload.numbers,
        emotions=list(payload.emotions),
        triggers=list(payload.triggers),
        activities=list(payload.activities),
        note=note,
    )


def _draft(request: ApiRequest, data: CheckInIn, *, at: datetime | None = None) -> actions.Draft:
    """What was sent, checked."""
    now = timezone.now()
    if data.note:
        need(request, NOTES)
    if data.zone not in available_timezones():
        raise _refused("zone", _("`zone` is not a time zone that this server knows."))
    if not any((data.numbers, data.emotions, data.triggers, data.activities, data.note)):
        raise _refused("numbers", _("Nothing is filled in. One answer is enough."))
    _check_numbers(request, data.numbers)
    offered = queries.catalogue(request.user.locale)
    for name in ("emotions", "triggers", "activities"):
        known = {word for group in getattr(offered, name) for word in group.words}
        _check_words(request, name, getattr(data, name), known)
    payload = payload_of(
        KIND,
        {
            "numbers": data.numbers,
            "emotions": tuple(dict.fromkeys(data.emotions)),
            "triggers": tuple(dict.fromkeys(data.triggers)),
            "activities": tuple(dict.fromkeys(data.activities)),
            "zone": data.zone,
            "zone_source": "browser",
        },
    )
    note = queries.cleaned(data.note or "")
    when = not_in_the_future(data.at or at or now, now=now, skew=SKEW)
    return actions.Draft(payload=payload, note=note if note.strip() else "", at=when)


def _check_numbers(request: ApiRequest, numbers: dict[str, float]) -> None:
    scales = queries.catalogue(request.user.locale).scales
    own = _own_names(request, "checkins.ownmetric", numbers)
    for name, value in numbers.items():
        if name not in scales and name not in own:
            raise _refused("numbers", _("`numbers` holds a metric that this member does not have."))
        low, high = (0.0, 100.0) if name in scales else _bounds(request, name)
        if not low <= value <= high:
            raise _refused(
                "numbers",
                _("A value in `numbers` is outside of %(low)s to %(high)s.")
                % {"low": f"{low:g}", "high": f"{high:g}"},
            )


def _bounds(request: ApiRequest, name: str) -> tuple[float, float]:
    """The range of an own metric: its kind is a word of the member's, so class C says more."""
    if DataClass.C in request.keyring.classes:
        row = of_kind("checkins.ownmetric", request.user).get(pk=name.removeprefix(queries.OWN))
        kind = row.open(request.keyring).kind.value
        if kind != "number":
            return (0.0, 100.0) if kind == "scale" else (0.0, 1.0)
    return -LARGEST_NUMBER, LARGEST_NUMBER


def _check_words(request: ApiRequest, name: str, words: list[str], known: set[str]) -> None:
    own = _own_names(request, "checkins.ownword", words)
    if any(word not in known and word not in own for word in words):
        raise _refused(
            name, _("`%(name)s` holds a word that a check-in does not offer.") % {"name": name}
        )


def _own_names(request: HttpRequest, label: str, names: Any) -> set[str]:
    """Those of `names` that stand for something of the member's own."""
    ids = set()
    for name in names:
        if name.startswith(queries.OWN):
            try:
                ids.add(uuid.UUID(name.removeprefix(queries.OWN)))
            except ValueError:
                continue
    found = of_kind(label, request.user).filter(pk__in=ids)  # type: ignore[arg-type]
    return {f"{queries.OWN}{key}" for key in found.values_list("pk", flat=True)}


def _refused(field: str, error: str) -> Problem:
    return Problem(422, error, _("Correct it and send it again. Nothing was saved."), field=field)
