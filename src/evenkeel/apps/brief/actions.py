"""Writing a page for an appointment: begin, change, the member's words, picks, sign-offs, delete.

Here: every change, each atomic. Not here: the draft (`drafting`), what a sign-off covers
(`core.brief.signing`). Every change of what stands on the page ends the sign-offs it touches by
itself: a sign-off holds only for the words that were read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from evenkeel.apps.brief.models import Brief
from evenkeel.apps.brief.payloads import MOST_LEFT_OUT, MOST_PICKS, BriefPayload, Pick, Signed
from evenkeel.core.brief import Draft, Signature, load_sections, sign
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

PICKED = "lines"
"""The part that holds picked lines."""


class TooMany(Exception):
    """More lines than a page holds. `most` fit."""

    most = MOST_PICKS


def begin(
    *,
    by: Member,
    keyring: Keyring,
    first: date,
    last: date,
    sections: Sequence[str],
    zone: str,
    now: datetime,
) -> Brief:
    """A new page for an appointment. Sections are kept in their own order; unknown ones go."""
    payload = BriefPayload(first=first, last=last, sections=_in_order(sections), zone=zone)
    return Brief.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)


def choose(
    *,
    row: Brief,
    keyring: Keyring,
    first: date,
    last: date,
    sections: Sequence[str],
    expected_revision: int,
    now: datetime,
) -> None:
    """Other weeks, other sections. Raises `EditConflict`."""
    _change(
        row, keyring, expected_revision, now, first=first, last=last, sections=_in_order(sections)
    )


def write(
    *,
    row: Brief,
    keyring: Keyring,
    name: str,
    whom: str,
    say: str,
    notes: Mapping[str, str],
    expected_revision: int,
    now: datetime,
) -> None:
    """The member's own words: over the page, first on it, and under its sections."""
    kept = {section: text for section, text in notes.items() if text}
    _change(row, keyring, expected_revision, now, name=name, whom=whom, say=say, notes=kept)


@transaction.atomic
def pick(
    *,
    row: Brief,
    keyring: Keyring,
    shown: Sequence[Pick],
    chosen: Sequence[Pick],
    now: datetime,
) -> None:
    """Of the lines `shown`, those `chosen` are picked; what was not shown stays as it is.

    Picking one puts their part on the page. Raises `TooMany` and changes nothing when more would
    be picked than a page holds.
    """
    payload: BriefPayload = row.open(keyring)
    kept = [one for one in payload.picks if one not in shown]
    picks = tuple(dict.fromkeys((*kept, *(one for one in chosen if one in shown))))
    if len(picks) > MOST_PICKS:
        raise TooMany
    sections = _in_order((*payload.sections, PICKED)) if picks else payload.sections
    _change(row, keyring, row.revision, now, picks=picks, sections=sections)


@transaction.atomic
def leave_out(*, row: Brief, keyring: Keyring, line: str, out: bool, now: datetime) -> None:
    """Take one line ("section/key") out of the draft, or put it back."""
    payload: BriefPayload = row.open(keyring)
    others = tuple(one for one in payload.left_out if one != line)
    kept = (*others, line)[-MOST_LEFT_OUT:] if out else others
    _change(row, keyring, row.revision, now, left_out=kept)


@transaction.atomic
def sign_off(
    *, row: Brief, keyring: Keyring, draft: Draft, read: Mapping[str, str], now: datetime
) -> None:
    """The member read these sections, as shown (section -> digest), and lets them stand.

    Raises `core.brief.Changed`, and signs nothing, where the draft is not what they were shown.
    """
    payload: BriefPayload = row.open(keyring)
    made = sign(draft, signatures_of(payload), read=read, now=now)
    signed = tuple(Signed(section=one.section, digest=one.digest, at=one.at) for one in made)
    _change(row, keyring, row.revision, now, signed=signed)


@transaction.atomic
def take_back(*, row: Brief, keyring: Keyring, section: str, now: datetime) -> None:
    """Withdraw the sign-off of one section."""
    payload: BriefPayload = row.open(keyring)
    kept = tuple(one for one in payload.signed if one.section != section)
    _change(row, keyring, row.revision, now, signed=kept)


def delete(*, row: Brief) -> None:
    """Delete the page. What it was drafted from stays."""
    row.delete()


def signatures_of(payload: BriefPayload) -> tuple[Signature, ...]:
    """The kept sign-offs as `core.brief` knows them, standing or not."""
    return tuple(Signature(one.section, one.digest, one.at) for one in payload.signed)


def _change(
    row: Brief, keyring: Keyring, expected_revision: int, now: datetime, **values: Any
) -> None:
    payload: BriefPayload = row.open(keyring)
    changed = BriefPayload.model_validate(payload.model_copy(update=values).model_dump())
    row.update_locked(
        keyring=keyring, payload=changed, expected_revision=expected_revision, now=now, at=now
    )


def _in_order(sections: Sequence[str]) -> tuple[str, ...]:
    return tuple(one.id for one in load_sections() if one.id in sections)
