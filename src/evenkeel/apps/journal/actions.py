"""The journal: write, change, delete; keep and drop drafts.

Here: every write of this area, each atomic. Not here: reading (`queries`, `searching`), forms.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from evenkeel.apps.journal import near
from evenkeel.apps.journal.models import JournalDraft, JournalEntry
from evenkeel.apps.journal.payloads import JournalDraftPayload, JournalEntryPayload
from evenkeel.apps.records import EditConflict
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member


@transaction.atomic
def write(
    *,
    by: Member,
    keyring: Keyring,
    payload: JournalEntryPayload,
    at: datetime,
    now: datetime,
    draft: UUID | None = None,
) -> JournalEntry:
    """Keep a new entry; its draft goes."""
    row = JournalEntry.create_locked(by=by, keyring=keyring, payload=payload, at=at, now=now)
    drop_draft(by=by, draft=draft)
    return row


@transaction.atomic
def rewrite(
    *,
    row: JournalEntry,
    by: Member,
    keyring: Keyring,
    payload: JournalEntryPayload,
    at: datetime,
    expected_revision: int,
    now: datetime,
    draft: UUID | None = None,
) -> None:
    """Change an entry; its draft goes. EditConflict when it was saved elsewhere since."""
    row.update_locked(
        keyring=keyring, payload=payload, expected_revision=expected_revision, now=now, at=at
    )
    near.forget(by, keyring, str(row.pk), now=now)
    drop_draft(by=by, draft=draft)


@transaction.atomic
def delete(*, row: JournalEntry, by: Member, keyring: Keyring) -> None:
    """Delete an entry and every draft over it. The page asks first."""
    for draft in JournalDraft.of(by):
        if draft.open(keyring).entry == row.pk:
            draft.delete()
    near.forget(by, keyring, str(row.pk), now=timezone.now())
    row.delete()


@transaction.atomic
def keep_draft(
    *,
    by: Member,
    keyring: Keyring,
    payload: JournalDraftPayload,
    draft: UUID | None,
    expected_revision: int | None,
    now: datetime,
) -> JournalDraft:
    """Keep unsaved writing. EditConflict when the draft changed or went in another tab."""
    if draft is None:
        return JournalDraft.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)
    row = JournalDraft.of(by).filter(pk=draft).first()
    if row is None:
        raise EditConflict
    row.update_locked(
        keyring=keyring,
        payload=payload,
        expected_revision=expected_revision or row.revision,
        now=now,
    )
    return row


def drop_draft(*, by: Member, draft: UUID | None) -> None:
    """Drop a draft, if it is there."""
    if draft is not None:
        JournalDraft.of(by).filter(pk=draft).delete()
