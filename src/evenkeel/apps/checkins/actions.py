"""Check-ins: make, change, delete; own metrics and words: make, change.

Here: every write of this area, each atomic. Not here: reading (`queries`), checking forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from django.db import transaction

from evenkeel.apps.checkins.models import CheckIn, CheckInNote, OwnMetric, OwnWord
from evenkeel.apps.checkins.payloads import (
    OWN,
    CheckInNotePayload,
    CheckInPayload,
    OwnMetricPayload,
    OwnWordPayload,
)
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

MOST_OWN = 400
"""Own metrics, and own words of each kind, that one member can have."""


class TooMany(Exception):
    """The member has as many own metrics or words as there is room for."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be kept: the check-in's numbers and taps, and its note."""

    payload: CheckInPayload
    note: str
    at: datetime


@transaction.atomic
def check_in(*, by: Member, keyring: Keyring, draft: Draft, now: datetime) -> CheckIn:
    """Keep a new check-in."""
    row = CheckIn.create_locked(by=by, keyring=keyring, payload=draft.payload, at=draft.at, now=now)
    _keep_note(row, keyring=keyring, note=draft.note, now=now, by=by)
    return row


@transaction.atomic
def change(
    *,
    row: CheckIn,
    by: Member,
    keyring: Keyring,
    draft: Draft,
    expected_revision: int,
    now: datetime,
) -> None:
    """Change a check-in and its note together. EditConflict when it was saved elsewhere since."""
    row.update_locked(
        keyring=keyring,
        payload=draft.payload,
        expected_revision=expected_revision,
        now=now,
        at=draft.at,
    )
    _keep_note(row, keyring=keyring, note=draft.note, now=now, by=by)


@transaction.atomic
def delete(*, row: CheckIn, by: Member, now: datetime) -> None:
    """Delete a check-in and its note. There is no way back; the page asks first."""
    del now
    CheckInNote.of(by).filter(pk=row.pk).delete()
    CheckIn.of(by).filter(pk=row.pk).delete()


def add_words(
    *,
    by: Member,
    keyring: Keyring,
    kind: Literal["trigger", "activity"],
    names: Sequence[str],
    now: datetime,
) -> tuple[str, ...]:
    """The ids (`own:<uuid>`) of `names`: known ones as they are, the rest newly made."""
    have = {
        _key(payload.name): (row, payload)
        for row in OwnWord.of(by)
        if (payload := row.open(keyring)).kind == kind
    }
    ids = []
    for name in names:
        known = have.get(_key(name))
        if known is None:
            if len(have) >= MOST_OWN:
                raise TooMany
            payload = OwnWordPayload(kind=kind, name=name)
            row = OwnWord.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)
            have[_key(name)] = (row, payload)
        else:
            row, payload = known
            if payload.archived:
                change_word(row=row, keyring=keyring, name=payload.name, archived=False, now=now)
        ids.append(f"{OWN}{row.pk}")
    return tuple(ids)


def change_word(
    *, row: OwnWord, keyring: Keyring, name: str, archived: bool, now: datetime
) -> None:
    """Rename or archive an own word; check-ins that hold it show its new name."""
    payload: OwnWordPayload = row.open(keyring)
    row.update_locked(
        keyring=keyring,
        payload=payload.model_copy(update={"name": name, "archived": archived}),
        expected_revision=row.revision,
        now=now,
    )


def add_metric(
    *, by: Member, keyring: Keyring, payload: OwnMetricPayload, now: datetime
) -> OwnMetric:
    """Make an own metric. `TooMany` over `MOST_OWN`."""
    if OwnMetric.of(by).count() >= MOST_OWN:
        raise TooMany
    return OwnMetric.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)


def change_metric(
    *,
    row: OwnMetric,
    keyring: Keyring,
    payload: OwnMetricPayload,
    expected_revision: int,
    now: datetime,
) -> None:
    """Rename, archive or bring back an own metric. Its kind stays: old answers keep their sense."""
    kind = row.open(keyring).kind
    row.update_locked(
        keyring=keyring,
        payload=payload.model_copy(update={"kind": kind}),
        expected_revision=expected_revision,
        now=now,
    )


def _keep_note(row: CheckIn, *, keyring: Keyring, note: str, now: datetime, by: Member) -> None:
    kept = CheckInNote.of(by).filter(pk=row.pk).first()
    if kept is None:
        if note:
            CheckInNote.create_locked(
                by=by,
                keyring=keyring,
                payload=CheckInNotePayload(text=note),
                at=row.at,
                now=now,
                id=row.pk,
            )
    elif not note:
        kept.delete()
    else:
        kept.update_locked(
            keyring=keyring,
            payload=CheckInNotePayload(text=note),
            expected_revision=kept.revision,
            now=now,
            at=row.at,
        )


def own_id(row: UUID) -> str:
    """The id under which check-ins hold something of the member's own."""
    return f"{OWN}{row}"


def _key(name: str) -> str:
    return name.casefold()
