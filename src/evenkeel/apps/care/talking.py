"""How long, how often and how late a member talks: measured for them alone, as numbers (class D).

Here: stretches of talking, written turn by turn and read back. Not here: what is said about them
(`core.law.notices` for breaks, `core.safety` for leaning on the companion too much).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from evenkeel.apps.care.models import TimeInTalk
from evenkeel.apps.care.payloads import TimeInTalkPayload
from evenkeel.apps.records import EditConflict
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import RiskLevel

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

ATTEMPTS: Final = 3
"""Times a message is counted again when another tab counted in between."""
SAME_STRETCH: Final = timedelta(minutes=30)
"""A pause up to this long is part of one stretch; a longer one was a break."""
NIGHT_FROM, NIGHT_UNTIL = 0, 5
"""Hours on the member's clock that count as night: after midnight, before people get up."""
LOOKED_BACK: Final = timedelta(days=14)


Going = tuple[TimeInTalk, TimeInTalkPayload]
"""The stretch that is going on: its row and what it holds."""


def note_turn(*, by: Member, keyring: Keyring, level: RiskLevel, now: datetime) -> Going:
    """Add one message to the stretch that is going on, or begin one. Returns that stretch.

    Counted again from the newest when another tab counted in between. Raises EditConflict when that
    happens `ATTEMPTS` times running.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return _note_turn(by, keyring, level, now)
        except EditConflict:
            continue
    return _note_turn(by, keyring, level, now)


def _note_turn(by: Member, keyring: Keyring, level: RiskLevel, now: datetime) -> Going:
    night = NIGHT_FROM <= timezone.localtime(now).hour < NIGHT_UNTIL
    row = TimeInTalk.latest(by)
    if row is not None:
        was: TimeInTalkPayload = row.open(keyring)
        if now - was.last <= SAME_STRETCH:
            grown = was.model_copy(
                update={
                    "last": now, "messages": was.messages + 1, "night": was.night or night,
                    "level": max(was.level, int(level)),
                }
            )  # fmt: skip
            row.update_locked(
                keyring=keyring, payload=grown, expected_revision=row.revision, now=now
            )
            return row, grown
    begun = TimeInTalkPayload(last=now, night=night, level=int(level))
    return TimeInTalk.create_locked(by=by, keyring=keyring, payload=begun, at=now, now=now), begun


def stretches(member: Member, keyring: Keyring, *, now: datetime) -> list[Going]:
    """The stretches of the last two weeks, newest first."""
    rows = TimeInTalk.of(member).filter(at__gte=now - LOOKED_BACK)
    return [(row, row.open(keyring)) for row in rows]


def this_stretch(member: Member, keyring: Keyring, *, now: datetime) -> Going | None:
    """The stretch that is going on, if one is."""
    row = TimeInTalk.latest(member)
    if row is None:
        return None
    payload: TimeInTalkPayload = row.open(keyring)
    return (row, payload) if now - payload.last <= SAME_STRETCH else None


def note_said(*, row: TimeInTalk, keyring: Keyring, notice: str, now: datetime) -> None:
    """Remember that this stretch had its notice: it is said once."""
    payload: TimeInTalkPayload = row.open(keyring)
    said = payload.model_copy(update={"notice": notice})
    row.update_locked(keyring=keyring, payload=said, expected_revision=row.revision, now=now)
