"""Prescription codes: a host locks a programme and makes codes; a member opens it with one, once.

Here: every write and read of codes. Not here: what a prescribed programme does differently
(`core.programmes.pace`: a fixed dose), the report (`views.programmes`). A code is kept as a digest
only: whoever reads the database cannot use one.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from evenkeel.apps.programs.models import LockedProgramme, PrescriptionCode

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

# No letters or digits that are mistaken for one another when read out: no 0 O 1 I L U V.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
GROUPS, LETTERS = 3, 4  # 12 letters of 29: 58 bits
LASTS = timedelta(days=90)


def lock(*, programme: str, now: datetime) -> None:
    """From now on the programme opens by code only. Those in it stay in it."""
    LockedProgramme.objects.get_or_create(pk=programme, defaults={"locked_at": now})


@transaction.atomic
def unlock(*, programme: str) -> None:
    """Open the programme to everybody again; unused codes are deleted."""
    LockedProgramme.objects.filter(pk=programme).delete()
    PrescriptionCode.objects.filter(programme=programme, redeemed_at=None).delete()


@transaction.atomic
def make_codes(
    *, programme: str, count: int, now: datetime, lasts: timedelta = LASTS
) -> tuple[str, ...]:
    """Lock the programme and make codes for it. They are shown once; only digests are kept."""
    lock(programme=programme, now=now)
    codes = tuple(_code() for _ in range(count))
    PrescriptionCode.objects.bulk_create(
        PrescriptionCode(
            digest=_digest(code), programme=programme, made_at=now, expires_at=now + lasts
        )
        for code in codes
    )
    return codes


def redeem(*, by: Member, code: str, now: datetime) -> str | None:
    """The programme that this code opens for this member; None for a wrong, used or old code.

    The member's own code opens its programme again. Two people with one code: the first has it.
    """
    found = PrescriptionCode.objects.filter(digest=_digest(code)).first()
    if found is None:
        return None
    if found.redeemed_by_id == by.pk:
        return found.programme
    taken = PrescriptionCode.objects.filter(
        pk=found.pk, redeemed_at=None, expires_at__gt=now
    ).update(redeemed_at=now, redeemed_by=by)
    return found.programme if taken else None


def prescribed_to(member: Member, programme: str) -> bool:
    """Whether the member opened this programme with a code."""
    return PrescriptionCode.objects.filter(redeemed_by=member, programme=programme).exists()


def _code() -> str:
    letters = [secrets.choice(ALPHABET) for _ in range(GROUPS * LETTERS)]
    return "-".join("".join(letters[at : at + LETTERS]) for at in range(0, len(letters), LETTERS))


def _digest(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"evenkeel prescription {plain}".encode()).hexdigest()
