"""What can be done to a member, their keys, sessions, consents and tokens."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from evenkeel.apps.people import sessions, withdrawing
from evenkeel.apps.people.backends import unwrap_slowly, wrap_slowly
from evenkeel.apps.people.models import ApiToken, ConsentEvent, Member, MemberKeys, MemberSession
from evenkeel.apps.people.purposes import impossible_here, purposes
from evenkeel.apps.people.purposes import purpose as find_purpose
from evenkeel.apps.people.scopes import SCOPES, classes_of
from evenkeel.core import vault
from evenkeel.core.vault import Keyring

when_withdrawn = withdrawing.when_withdrawn


class WrongPassphrase(Exception):
    """The passphrase or code does not open this member's keys."""


class NameTaken(Exception):
    """Somebody took this nickname a moment ago."""


class NotAvailable(Exception):
    """Consent to a purpose that nothing in this version uses, or that has no place here."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A new member, with what exists only now: the root key and the recovery code."""

    member: Member
    root: bytes = field(repr=False)
    recovery_code: str = field(repr=False)


@transaction.atomic
def begin_member(
    *,
    nickname: str,
    passphrase: str,
    country: str,
    locale: str,
    now: datetime,
    adult: bool = True,
) -> Begun:
    """Make a member with fresh keys; one who is not adult is in the minor mode until they say that
    they are 18. Raises `NameTaken`."""
    member = Member(
        nickname=nickname,
        country=country,
        locale=locale,
        created_at=now,
        adult_said_at=now if adult else None,
    )
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError:
        raise NameTaken from None
    root, code = vault.new_root(), vault.new_recovery_code()
    MemberKeys.objects.create(
        member=member,
        root_by_passphrase=wrap_slowly(root, passphrase, member_id=member.pk),
        root_by_recovery=vault.wrap_root_for_recovery(root, code, member_id=member.pk),
        epochs=vault.seal_epochs(root, vault.FIRST_EPOCHS, member_id=member.pk),
        changed_at=now,
    )
    return Begun(member=member, root=root, recovery_code=code)


def say_adult(*, by: Member, now: datetime) -> None:
    """They are 18 now, and say so: the minor mode ends."""
    if by.adult_said_at is None:
        by.adult_said_at = now
        by.save(update_fields=["adult_said_at"])


def set_locale(*, by: Member, locale: str) -> None:
    """The language a member's pages are in from now on. Sessions and keys stay as they are."""
    by.locale = locale
    by.save(update_fields=["locale"])


def open_root(*, by: Member, passphrase: str) -> bytes:
    """The root key of a member, by passphrase. Raises `WrongPassphrase`."""
    try:
        root = unwrap_slowly(bytes(by.keys.root_by_passphrase), passphrase, member_id=by.pk)
        vault.open_epochs(root, bytes(by.keys.epochs), member_id=by.pk)
    except vault.VaultError:
        raise WrongPassphrase from None
    return root


def open_root_by_code(*, by: Member, code: str) -> bytes:
    """The root key of a member, by recovery code. Raises `WrongPassphrase`."""
    try:
        root = vault.unwrap_root_by_recovery(bytes(by.keys.root_by_recovery), code, member_id=by.pk)
        vault.open_epochs(root, bytes(by.keys.epochs), member_id=by.pk)
    except vault.VaultError:
        raise WrongPassphrase from None
    return root


@transaction.atomic
def set_passphrase(
    *, by: Member, root: bytes, passphrase: str, now: datetime, keep: UUID | None = None
) -> None:
    """Wrap the root under a new passphrase and end every session but `keep`."""
    keys = by.keys
    keys.root_by_passphrase = wrap_slowly(root, passphrase, member_id=by.pk)
    keys.changed_at = now
    keys.save(update_fields=["root_by_passphrase", "changed_at"])
    others = by.sessions.all() if keep is None else by.sessions.exclude(pk=keep)
    others.delete()


def renew_wrap(*, by: Member, root: bytes, passphrase: str, now: datetime) -> None:
    """Wrap the root again where the accepted cost of a derivation has risen since."""
    cost = vault.cost_of(bytes(by.keys.root_by_passphrase))
    default = vault.DEFAULT_COST
    if cost.operations >= default.operations and cost.memory_mib >= default.memory_mib:
        return
    by.keys.root_by_passphrase = wrap_slowly(root, passphrase, member_id=by.pk)
    by.keys.changed_at = now
    by.keys.save(update_fields=["root_by_passphrase", "changed_at"])


@transaction.atomic
def new_recovery_code(*, by: Member, root: bytes, now: datetime) -> str:
    """A fresh recovery code; the one before no longer opens anything."""
    code = vault.new_recovery_code()
    by.keys.root_by_recovery = vault.wrap_root_for_recovery(root, code, member_id=by.pk)
    by.keys.changed_at = now
    by.keys.save(update_fields=["root_by_recovery", "changed_at"])
    Member.objects.filter(pk=by.pk).update(recovery_checked_at=None)
    by.recovery_checked_at = None
    return code


def note_recovery_checked(*, by: Member, now: datetime) -> None:
    """The member typed part of the code back: they have it."""
    by.recovery_checked_at = now
    by.save(update_fields=["recovery_checked_at"])


def note_ai_notice(*, by: Member, now: datetime) -> None:
    """The member was told, now, that this is a program."""
    Member.objects.filter(pk=by.pk).update(ai_notice_at=now)
    by.ai_notice_at = now


@transaction.atomic
def set_consents(
    *, by: Member, granted: Mapping[str, bool], now: datetime, root: bytes | None = None
) -> list[ConsentEvent]:
    """Write one receipt for each purpose whose answer changed. Raises `NotAvailable`.

    What was kept for a purpose that is withdrawn goes in the same moment. With `root`, keys that
    had been given away for it turn too (`withdrawing`): an old copy opens nothing new.
    """
    latest: dict[str, bool] = {}
    for event in by.consents.order_by("at", "-granted"):
        latest[event.purpose] = event.granted
    events = []
    for purpose_id, wanted in granted.items():
        purpose = find_purpose(purpose_id)
        if wanted and not purpose.can_be_given:
            raise NotAvailable(purpose_id)
        if latest.get(purpose_id, False) != wanted:
            events.append(
                ConsentEvent(
                    member=by, purpose=purpose.id, granted=wanted, wording=purpose.wording, at=now
                )
            )
    made = ConsentEvent.objects.bulk_create(events)
    given = withdrawing.end(by, [one.purpose for one in made if not one.granted])
    if given and root is not None:
        _turn_and_end_tokens(by, root=root, classes=given, now=now)
    return made


def default_consents() -> dict[str, bool]:
    """How the switches stand when a member first sees them."""
    return {purpose.id: purpose.default_on and purpose.can_be_given for purpose in purposes()}


def withdraw_impossible(*, now: datetime) -> int:
    """Withdraw every standing yes that the kind of host no longer allows; how many there were.

    Runs at each start. They read as no from the moment the setting changed (`queries.has_consent`);
    the receipt says so, and a later change back does not bring them to life again.
    """
    barred = impossible_here()
    if not barred:
        return 0
    said = ConsentEvent.objects.filter(purpose__in=barred, granted=True)
    members = Member.objects.filter(pk__in=said.values("member_id"))
    made = [
        set_consents(by=member, granted=dict.fromkeys(barred, False), now=now)
        for member in members.iterator()
    ]
    return sum(len(events) for events in made)


def lock(*, session: MemberSession) -> None:
    """Lock one session: its root key leaves the store."""
    sessions.wipe(session)


def lock_idle_sessions(*, now: datetime) -> int:
    """Lock every session left alone too long. Returns how many."""
    return sessions.lock_idle(now=now)


def end_session(*, by: Member, session_id: UUID) -> bool:
    """End one of the member's own sessions. False if it is not theirs, or already over."""
    return bool(by.sessions.filter(pk=session_id).delete()[0])


def end_other_sessions(*, by: Member, keep: UUID) -> int:
    """End every session of the member but one. Returns how many."""
    return by.sessions.exclude(pk=keep).delete()[0]


@transaction.atomic
def create_api_token(
    *,
    by: Member,
    keyring: Keyring,
    label: str,
    scopes: Collection[str],
    expires_at: datetime,
    now: datetime,
) -> str:
    """Make a token and return its text, which is shown once. Raises KeyError for unknown scopes."""
    chosen = sorted({SCOPES[scope].id for scope in scopes})
    made = vault.make_token(
        keyring, classes=classes_of(chosen), scopes=chosen, expires_at=expires_at
    )
    ApiToken.objects.create(
        id=made.token_id,
        member=by,
        label=label,
        scopes=chosen,
        sealed=made.sealed,
        created_at=now,
        expires_at=expires_at,
    )
    return made.text


@transaction.atomic
def revoke_api_token(*, by: Member, token_id: str, root: bytes, now: datetime) -> bool:
    """Delete a token and turn the epochs of its classes. False if it is not the member's.

    A copy of the deleted row, put back, opens nothing that is written from now on. Tokens that
    share a class with it end too: they hold keys of the epoch that is over.
    """
    token = by.api_tokens.filter(pk=token_id).first()
    if token is None:
        return False
    _turn_and_end_tokens(by, root=root, classes=classes_of(token.scopes), now=now)
    return True


def _turn_and_end_tokens(
    by: Member, *, root: bytes, classes: Collection[vault.DataClass], now: datetime
) -> None:
    """New keys for these classes; every token that holds an old one ends."""
    _turn_epochs(by, root=root, classes=classes, now=now)
    held = frozenset(classes)
    over = [other.pk for other in by.api_tokens.all() if held & classes_of(other.scopes)]
    by.api_tokens.filter(pk__in=over).delete()


def _turn_epochs(
    member: Member, *, root: bytes, classes: Collection[vault.DataClass], now: datetime
) -> None:
    keys = MemberKeys.objects.select_for_update().get(pk=member.pk)
    epochs = vault.open_epochs(root, bytes(keys.epochs), member_id=member.pk)
    keys.epochs = vault.seal_epochs(root, vault.turned(epochs, classes), member_id=member.pk)
    keys.changed_at = now
    keys.save(update_fields=["epochs", "changed_at"])
