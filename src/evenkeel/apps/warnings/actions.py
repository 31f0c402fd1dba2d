"""What can be done with warnings: look now, answer one, tell a person, check-ups, wishes.

Here: every write of this area but the night pass (`night`). Not here: reading (`queries`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid5

from django.db import transaction

from evenkeel.apps.care import actions as care
from evenkeel.apps.care import queries as people
from evenkeel.apps.people import actions as consents
from evenkeel.apps.warnings import grants, night, queries
from evenkeel.apps.warnings.models import CheckUp, EarlyWarning, WarningWishes
from evenkeel.apps.warnings.payloads import Answer, CheckUpPayload, WarningPayload, WishesPayload
from evenkeel.core.vault import Keyring
from evenkeel.core.warning.check_up import outcome
from evenkeel.core.warning.triage import triage

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "answer_check_up",
    "answer_warning",
    "begin_check_up",
    "look",
    "run_night",
    "save_wishes",
    "stop_watching",
    "tell_person",
    "told",
]


run_night = night.run


def look(*, by: Member, keyring: Keyring, now: datetime) -> bool:
    """Renew the grant and, once a day, look. False without consent."""
    grant = grants.renew(by=by, keyring=keyring, now=now)
    if grant is None:
        return False
    today = (now - timedelta(hours=night.BEGINS_UTC)).date()
    if grant.looked_on is None or grant.looked_on < today:
        night.look_now(by=by, keyring=keyring, now=now)
    return True


def stop_watching(*, by: Member, root: bytes | None, now: datetime) -> None:
    """Withdraw consent: the grant goes in the same moment and the keys of the numbers turn."""
    consents.set_consents(by=by, granted={grants.PURPOSE: False}, now=now, root=root)


def told(*, by: Member, keyring: Keyring, row: EarlyWarning, now: datetime) -> WarningPayload:
    """Note that the member has seen it; write to their chosen person if they had asked for that.

    The member is always first: nobody is written to before they have opened it themselves.
    """
    payload: WarningPayload = row.open(keyring)
    if payload.told_first is not None:
        return payload
    payload = payload.model_copy(update={"told_first": now.date()})
    wishes = queries.wishes(by, keyring)
    if wishes.person and people.standing_allowed(by):
        sent = _write(by=by, keyring=keyring, row=row, wishes=wishes, standing=True, now=now)
        payload = payload.model_copy(update={"alerted": sent})
    row.update_locked(keyring=keyring, payload=payload, expected_revision=row.revision, now=now)
    return payload


@transaction.atomic
def tell_person(*, by: Member, keyring: Keyring, row: EarlyWarning, now: datetime) -> bool:
    """The tap: the message the member wrote goes to the person they chose. False without one."""
    payload: WarningPayload = row.open(keyring)
    wishes = queries.wishes(by, keyring)
    sent = _write(by=by, keyring=keyring, row=row, wishes=wishes, standing=False, now=now)
    if sent and not payload.alerted:
        row.update_locked(
            keyring=keyring, payload=payload.model_copy(update={"alerted": True}),
            expected_revision=row.revision, now=now,
        )  # fmt: skip
    return sent


def _write(
    *,
    by: Member,
    keyring: Keyring,
    row: EarlyWarning,
    wishes: WishesPayload,
    standing: bool,
    now: datetime,
) -> bool:
    """One alert a warning, whoever asks how often (ADR 11, SAFETY.md R3)."""
    chosen = [one for id, one in people.people_of(by, keyring) if str(id.pk) == wishes.person]
    if not chosen or not wishes.message:
        return False
    person = chosen[0].model_copy(update={"body": wishes.message})
    try:
        care.send_alert(
            by=by, people=[person], now=now, standing=standing,
            alert_id=uuid5(row.pk, "alert"),
        )  # fmt: skip
    except care.NobodyToWriteTo:
        return False
    return True


def answer_warning(
    *, by: Member, keyring: Keyring, row: EarlyWarning, answer: Answer, now: datetime
) -> None:
    """Keep what the member said to it; it is taken off Today."""
    payload: WarningPayload = row.open(keyring)
    first = payload.told_first or now.date()
    row.update_locked(
        keyring=keyring,
        payload=payload.model_copy(update={"answer": answer, "told_first": first}),
        expected_revision=row.revision,
        now=now,
    )


def save_wishes(*, by: Member, keyring: Keyring, payload: WishesPayload, now: datetime) -> None:
    """Keep how often a check-up, and whom to write to. Withdrawn wishes stop what is waiting."""
    row = WarningWishes.of(by).first()
    if row is None:
        WarningWishes.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)
        return
    before: WishesPayload = row.open(keyring)
    row.update_locked(keyring=keyring, payload=payload, expected_revision=row.revision, now=now)
    if before.person and not payload.person:
        care.stop_standing(by=by, now=now)


def begin_check_up(*, by: Member, keyring: Keyring, zone: str, now: datetime) -> CheckUp:
    """The open check-up, or a new one."""
    row = queries.open_check_up(by, keyring, now=now)
    if row is not None:
        return row
    payload = CheckUpPayload(zone=zone)
    return CheckUp.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)


def answer_check_up(
    *,
    by: Member,
    keyring: Keyring,
    row: CheckUp,
    answers: Mapping[str, Mapping[str, int]],
    now: datetime,
) -> CheckUpPayload:
    """Keep the answers so far; finish where nothing more needs asking."""
    kept: CheckUpPayload = row.open(keyring)
    given = {form: dict(items) for form, items in answers.items()}
    payload = kept.model_copy(update={"answers": given})
    found = outcome(given)
    if found is not None:
        standing = {one.payload.detector for one in queries.standing(by, keyring, now=now)}
        level = triage(found.measures, warnings=standing).level
        payload = payload.model_copy(
            update={
                "finished": True,
                "level": level.id,
                "bands": {one.instrument: one.band for one in found.measures},
                "asked": found.asked,
                "of": found.of,
            }
        )
    row.update_locked(
        keyring=keyring, payload=payload, expected_revision=row.revision, now=now, at=now
    )
    return payload
