"""Leave to look while the member is away: given, renewed, opened, taken back.

Here: the server's key pair for this purpose, and the rows. Not here: consent itself (`people`),
what is looked at (`night`). Consent is asked again at each use, never cached.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from django.conf import settings

from evenkeel.apps.people.queries import has_consent
from evenkeel.apps.warnings.models import SHARDS, BackgroundGrant
from evenkeel.core.vault import DataClass, Keyring, VaultError
from evenkeel.core.vault.grants import key_pair, make_grant, open_grant

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

PURPOSE: Final = "early_warning"
LASTS: Final = timedelta(days=90)
"""Without a visit for a season, nobody looks any more."""
RENEW_AFTER: Final = timedelta(days=7)
GIVEN: Final = (DataClass.D,)
"""What a grant opens: their keys turn when it is taken back."""


def renew(*, by: Member, keyring: Keyring, now: datetime) -> BackgroundGrant | None:
    """Give or renew the grant of a consenting member. Whoever withdrew has none: it went with the
    consent, in the same transaction, and `night` deletes any that should not be."""
    if not has_consent(by, PURPOSE):
        return None
    kept = BackgroundGrant.objects.filter(pk=by.pk).first()
    if kept is not None and now - kept.made_at < RENEW_AFTER and _current(kept, keyring, now):
        return kept
    expires_at = (now + LASTS).replace(microsecond=0)
    sealed = make_grant(
        keyring, classes=GIVEN, to=_pair()[1], purpose=PURPOSE, expires_at=expires_at
    )
    grant, _made = BackgroundGrant.objects.update_or_create(
        member=by,
        defaults={
            "shard": by.pk.int % SHARDS, "sealed": sealed, "made_at": now,
            "expires_at": expires_at,
        },
    )  # fmt: skip
    return grant


def withdraw(*, by: Member) -> bool:
    """Delete the grant: from now on nothing opens in the background. False if there was none."""
    return bool(BackgroundGrant.objects.filter(pk=by.pk).delete()[0])


def end(member: Member) -> bool:
    """The same, as the people area calls it when consent is withdrawn."""
    return withdraw(by=member)


def keyring_of(grant: BackgroundGrant, *, now: datetime) -> Keyring:
    """The keys of class D of one grant. Raises core.vault's errors."""
    return open_grant(
        bytes(grant.sealed), private=_pair()[0], member_id=grant.member_id, purpose=PURPOSE,
        expires_at=grant.expires_at, now=now,
    )  # fmt: skip


def consenting(grants: Iterable[BackgroundGrant]) -> set[object]:
    """Of these grants' members, the ids of those whose latest answer is yes: one question to the
    database for a whole batch."""
    said: dict[object, bool] = {}
    answers = BackgroundGrant.objects.filter(
        pk__in=[grant.pk for grant in grants], member__consents__purpose=PURPOSE
    ).values_list("pk", "member__consents__granted")
    for member, granted in answers.order_by("member__consents__at", "-member__consents__granted"):
        said[member] = granted
    return {member for member, granted in said.items() if granted}


def _current(grant: BackgroundGrant, keyring: Keyring, now: datetime) -> bool:
    """Whether it opens, and holds the key of the member's present epoch."""
    try:
        held = keyring_of(grant, now=now).subkeys(GIVEN)
    except VaultError:
        return False
    return set(held) == set(keyring.subkeys(GIVEN))


@cache
def _pair() -> tuple[bytes, bytes]:
    return key_pair(settings.SECRET_KEY.encode(), purpose=PURPOSE)
