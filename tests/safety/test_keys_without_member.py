"""P2: database, configuration and server key, without the member: no record of B or C opens.

The thief has everything the server has, while a session is unlocked: each table, the session store
included, and the server's key. They try each value they hold as each kind of key.
"""

from __future__ import annotations

import base64
import binascii
import itertools
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from evenkeel.apps.people import actions
from evenkeel.apps.people.models import ApiToken, Member, MemberKeys, MemberSession
from evenkeel.core import vault
from evenkeel.core.vault import DataClass, Keyring, RecordAddress
from evenkeel.core.vault.sealing import Subkey, hkdf, unseal

pytestmark = pytest.mark.django_db
PASSPHRASE = "violet harbour seven lamps turning"
CANARY = "the heron at the weir, only I know"
RECORDS = [
    RecordAddress("journal.entry", f"row-{number}", "sealed", data_class)
    for number in range(3)
    for data_class in (DataClass.B, DataClass.C)
]


def everything_stored() -> Iterator[bytes]:
    """Every value of every table, as bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for value in itertools.chain.from_iterable(cursor.fetchall()):
                yield bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def keys_to_try(stored: set[bytes]) -> set[bytes]:
    """Each run of 32 bytes a thief could take for a key, from values and what they decode to."""
    server_key = settings.SECRET_KEY.encode()
    guesses = {bytes(32), hkdf(server_key, info=b""), server_key[:32]}
    for value in stored:
        for raw in (value, *decoded(value)):
            guesses.update(raw[place : place + 32] for place in range(max(0, len(raw) - 31)))
    return {guess for guess in guesses if len(guess) == 32}


def decoded(value: bytes) -> Iterator[bytes]:
    for part in re.findall(rb"[A-Za-z0-9+/_-]{40,}", value):
        for altchars in (b"+/", b"-_"):
            try:
                yield base64.b64decode(part + b"=" * (-len(part) % 4), altchars=altchars)
            except binascii.Error:
                continue


@pytest.fixture
def house() -> tuple[Member, dict[RecordAddress, bytes], bytes]:
    """A member with records, a token, and a session that is unlocked right now."""
    now = timezone.now()
    begun = actions.begin_member(
        nickname="Wren", passphrase=PASSPHRASE, country="", locale="en", now=now
    )
    ring = Keyring(begun.member.pk, begun.root)
    sealed = {address: ring.seal(address, CANARY.encode()) for address in RECORDS}
    actions.create_api_token(
        by=begun.member,
        keyring=ring,
        label="script",
        scopes=["journal:read", "checkins:read"],
        expires_at=now.replace(year=now.year + 1),
        now=now,
    )
    browser = Client()
    browser.post("/log-in", {"nickname": "Wren", "passphrase": PASSPHRASE})
    assert MemberSession.objects.get().sealed_root is not None
    return begun.member, sealed, begun.root


def test_no_record_opens_with_what_the_server_has(
    house: tuple[Member, dict[RecordAddress, bytes], bytes],
) -> None:
    member, sealed, root = house
    stored = set(everything_stored())
    guesses = keys_to_try(stored)
    assert len(guesses) > 500
    assert root not in guesses
    rows = MemberSession.objects.get(), MemberKeys.objects.get(), ApiToken.objects.get()
    opened = 0
    for guess in guesses:
        opened += any(opens(guess, address, blob, member) for address, blob in sealed.items())
        opened += unwraps(guess, member, *rows)
    assert opened == 0


def opens(guess: bytes, address: RecordAddress, blob: bytes, member: Member) -> bool:
    try:
        Keyring(member.pk, guess).open(address, blob)
    except vault.VaultError:
        return False
    return True


def unwraps(
    guess: bytes, member: Member, session: MemberSession, keys: MemberKeys, token: ApiToken
) -> int:
    """How many of the stored wraps a guess opens, as the secret each is made for."""
    tries = (
        lambda: vault.join(
            bytes(session.sealed_root or b""), guess, member_id=member.pk, session_id=session.pk
        ),
        lambda: vault.open_epochs(guess, bytes(keys.epochs), member_id=member.pk),
        lambda: unseal(Subkey.derive(guess, "recovery"), bytes(keys.root_by_recovery), context=b""),
        lambda: unseal(Subkey.derive(guess, "token"), bytes(token.sealed), context=b""),
    )
    count = 0
    for attempt in tries:
        try:
            attempt()
            count += 1
        except vault.WrongKey:
            continue
        except vault.Tampered:  # the key fits, only the place does not: that is an opened lock
            count += 1
    return count


def test_the_same_records_open_for_the_member(
    house: tuple[Member, dict[RecordAddress, bytes], bytes],
) -> None:
    """The test above fails for its own reason."""
    member, sealed, root = house
    assert all(opens(root, address, blob, member) for address, blob in sealed.items())


def test_neither_passphrase_nor_code_nor_text_is_stored(
    house: tuple[Member, dict[RecordAddress, bytes], bytes],
) -> None:
    _, _, root = house
    stored = b"\n".join(everything_stored())
    for secret in (PASSPHRASE.encode(), CANARY.encode(), root, root.hex().encode()):
        assert secret not in stored
        assert base64.b64encode(secret)[:-4] not in stored
        assert base64.urlsafe_b64encode(secret)[:-4] not in stored


def test_a_locked_session_leaves_no_key_at_all(
    house: tuple[Member, dict[RecordAddress, bytes], bytes],
) -> None:
    row = MemberSession.objects.get()
    actions.lock(session=row)
    row.refresh_from_db()
    assert row.sealed_root is None
