"""Keeping, changing and erasing what is remembered: every write of `Kept`, each atomic.

Here: proposals and their answers, edits, erasing one or all. Not here: reading (`recalling`), when
something is proposed (`core.dialogue.memory_turns`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from evenkeel.apps.companion import recalling
from evenkeel.apps.companion.models import Kept
from evenkeel.apps.companion.payloads import KeptPayload, Standing
from evenkeel.apps.people import actions as people
from evenkeel.core.dialogue.moves import (
    AskedAfter,
    DeclineNote,
    Effect,
    ProposeNote,
    RememberNote,
    RememberToolEffect,
)
from evenkeel.core.dialogue.notes import Note
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

MOST_WAITING = 20
"""So many proposals wait for an answer; older ones go, unread: they were never agreed to."""


def carry_out(*, by: Member, keyring: Keyring, effects: Iterable[Effect], now: datetime) -> None:
    """What a turn asks to be remembered. Nothing is kept while memory is switched off."""
    ours = [one for one in effects if isinstance(one, _Ours)]
    if ours and recalling.switched_on(by):
        _carry_out(by, keyring, ours, now)


@transaction.atomic
def _carry_out(by: Member, keyring: Keyring, ours: Iterable[_Ours], now: datetime) -> None:
    for effect in ours:
        if isinstance(effect, RememberToolEffect):
            kept = KeptPayload(
                subject=recalling.TOOL_EFFECT, text=effect.title, tool=effect.tool,
                before=effect.before, after=effect.after,
            )  # fmt: skip
            Kept.create_locked(by=by, keyring=keyring, payload=kept, at=now, now=now)
        elif isinstance(effect, ProposeNote):
            _put(by, keyring, effect.note, Standing.PROPOSED, now)
        elif isinstance(effect, RememberNote):
            _put(by, keyring, effect.note, Standing.KEPT, now)
        elif isinstance(effect, DeclineNote):
            _put(by, keyring, effect.note, Standing.DECLINED, now)
        else:
            _mark_asked_after(by, keyring, effect.note, now)
    _let_old_proposals_go(by, keyring)


@transaction.atomic
def answer(*, row: Kept, keyring: Keyring, yes: bool, now: datetime) -> None:
    """The member's answer to one proposal: kept, or all but a digest of it gone."""
    one: KeptPayload = row.open(keyring)
    if one.note is None or one.standing is not Standing.PROPOSED:
        return
    _stand(row, keyring, one, Standing.KEPT if yes else Standing.DECLINED, now)


@transaction.atomic
def change(
    *, row: Kept, keyring: Keyring, text: str, day: date | None, expected_revision: int,
    now: datetime,
) -> None:  # fmt: skip
    """The member's own wording and date from now on. EditConflict when it changed meanwhile."""
    one: KeptPayload = row.open(keyring)
    note = one.note.model_copy(update={"day": day}) if one.note is not None else None
    shown = recalling.line_of(row, one, row.member.locale).text
    same_text = shown.lower() == text.lower()
    moved = one.note is not None and one.note.day != day
    payload = one.model_copy(
        update={
            "note": note, "text": one.text if same_text else text,
            "asked_after": one.asked_after and not moved,
        }
    )  # fmt: skip
    row.update_locked(
        keyring=keyring, payload=payload, expected_revision=expected_revision, now=now
    )


def erase(*, row: Kept) -> None:
    """Erase one remembered thing. There is no way back."""
    row.delete()


def erase_all(*, by: Member) -> int:
    """Erase everything remembered, what waits and what was refused. Returns how many rows went."""
    return Kept.of(by).delete()[0]


def switch(*, by: Member, on: bool, now: datetime) -> None:
    """Let the companion remember from now on, or not. What is kept stays until it is erased."""
    people.set_consents(by=by, granted={recalling.CONSENT: on}, now=now)


_Ours = RememberToolEffect | ProposeNote | RememberNote | DeclineNote | AskedAfter


def _put(by: Member, keyring: Keyring, note: Note, standing: Standing, now: datetime) -> None:
    """The row of this note, made or changed; a refusal or a copy stays what it is."""
    for row, one in recalling.rows_of(by, keyring):
        if one.digest == note.digest and standing is Standing.KEPT:
            row.delete()  # refused before, and now they asked for it
        elif note.digest in (one.digest, one.note.digest if one.note else ""):
            if one.standing is Standing.PROPOSED:
                _stand(row, keyring, one, standing, now)
            return
    payload = KeptPayload(
        subject=recalling.NOTE, note=note, standing=standing,
        said_on=timezone.localtime(now).date(),
    )  # fmt: skip
    if standing is Standing.DECLINED:
        payload = _digested(payload, note)
    Kept.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)


def _stand(
    row: Kept, keyring: Keyring, one: KeptPayload, standing: Standing, now: datetime
) -> None:
    payload = one.model_copy(update={"standing": standing})
    if standing is Standing.DECLINED and one.note is not None:
        payload = _digested(payload, one.note)
    row.update_locked(keyring=keyring, payload=payload, expected_revision=row.revision, now=now)


def _digested(payload: KeptPayload, note: Note) -> KeptPayload:
    gone = {"note": None, "text": "", "said_on": None, "digest": note.digest}
    return payload.model_copy(update=gone)


def _mark_asked_after(by: Member, keyring: Keyring, note: Note, now: datetime) -> None:
    for row, one in recalling.rows_of(by, keyring):
        if one.note is not None and one.note.day == note.day and not one.asked_after:
            worded = one.text or one.note.text
            if worded == note.text:
                done = one.model_copy(update={"asked_after": True})
                row.update_locked(
                    keyring=keyring, payload=done, expected_revision=row.revision, now=now
                )


def _let_old_proposals_go(by: Member, keyring: Keyring) -> None:
    waiting = [
        row for row, one in recalling.rows_of(by, keyring) if one.standing is Standing.PROPOSED
    ]
    for row in waiting[MOST_WAITING:]:
        row.delete()
