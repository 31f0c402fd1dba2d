"""Pages for an appointment, read: the rows, and one with its draft as the records stand now.

Here: every read. Not here: writing (`actions`), drafting (`drafting`), words for the page
(`showing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from evenkeel.apps.brief.actions import signatures_of
from evenkeel.apps.brief.drafting import Asked, Drafted, drafted
from evenkeel.apps.brief.models import Brief
from evenkeel.apps.brief.payloads import BriefPayload
from evenkeel.apps.checkins import queries as checkins
from evenkeel.core.brief import Draft, Signature, ready, standing
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member


@dataclass(frozen=True, slots=True)
class Opened:
    """One page: its row, what was chosen, the draft now, and the sign-offs that hold."""

    row: Brief
    payload: BriefPayload
    drafted: Drafted
    signed: Mapping[str, Signature]

    @property
    def draft(self) -> Draft:
        return self.drafted.draft

    @property
    def words(self) -> str:
        """What the member wrote for this page, for the ear that hears danger."""
        return "\n".join(one for one in (self.payload.say, *self.payload.notes.values()) if one)

    @property
    def ready(self) -> bool:
        """Whether it may be printed."""
        return ready(self.draft, self.signed.values())

    @property
    def withdrawn(self) -> frozenset[str]:
        """Sections that were signed off and have changed since."""
        here = {section.id for section in self.draft.filled}
        return frozenset(one.section for one in self.payload.signed) & here - self.signed.keys()


def briefs(member: Member, keyring: Keyring) -> tuple[tuple[Brief, BriefPayload], ...]:
    """The member's pages, the latest first."""
    return tuple((row, row.open(keyring)) for row in Brief.of(member))


def row_of(member: Member, id: UUID) -> Brief | None:
    """One page; None when it is not this member's."""
    return Brief.of(member).filter(pk=id).first()


def opened(row: Brief, member: Member, keyring: Keyring, *, now: datetime, locale: str) -> Opened:
    """One page with its draft. The clock is the one the page was begun on."""
    payload: BriefPayload = row.open(keyring)
    asked = Asked(
        member=member, keyring=keyring, zone=checkins.zone_from(payload.zone), now=now,
        id=row.pk, payload=payload, locale=locale,
    )  # fmt: skip
    made = drafted(asked)
    return Opened(row, payload, made, standing(made.draft, signatures_of(payload)))
