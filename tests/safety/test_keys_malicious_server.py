"""P3: what a server that wants to read, move or roll back what it stores can do with the vault.

Each case is one thing such a server tries. It must be detected (an error of the vault) or come to
nothing. Cases that need the running product are in `test_keys_malicious_product.py`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from evenkeel.core import vault
from evenkeel.core.vault import DataClass, KdfCost, Keyring, RecordAddress
from evenkeel.core.vault.sealing import Subkey, seal

PASSPHRASE: Final = "a kettle, two stairs, no hurry"
ENDS: Final = datetime(2030, 1, 1, tzinfo=UTC)
NOW: Final = ENDS - timedelta(days=30)
SESSION: Final = "5f0c3d52-52c1-4d2b-8a8e-2e5d5e0f9b01"
HERE: Final = RecordAddress("journal.entry", "row-1", "sealed", DataClass.C, revision=3)
CHEAPEST: Final = KdfCost(3, 64)


@dataclass
class Person:
    """A member and what the server stores of them."""

    member_id: str
    root: bytes = field(default_factory=vault.new_root)
    epochs: dict[DataClass, int] = field(default_factory=lambda: dict(vault.FIRST_EPOCHS))

    @property
    def ring(self) -> Keyring:
        return Keyring(self.member_id, self.root, self.epochs)


ANN = Person("ann", epochs={DataClass.B: 1, DataClass.C: 2, DataClass.D: 2})
BEN = Person("ben")
BLOB = ANN.ring.seal(HERE, b"told nobody yet")
WRAP = vault.wrap_root(ANN.root, PASSPHRASE, member_id="ann", cost=CHEAPEST)
CODE = vault.new_recovery_code()
RECOVERY = vault.wrap_root_for_recovery(ANN.root, CODE, member_id="ann")
EPOCHS = vault.seal_epochs(ANN.root, ANN.epochs, member_id="ann")
SEALED, HALF = vault.split(ANN.root, member_id="ann", session_id=SESSION)
TOKEN = vault.make_token(ANN.ring, classes=[DataClass.D], scopes=["checkins:read"], expires_at=ENDS)
NUMBERS = replace(HERE, table="checkins.checkin", data_class=DataClass.D)


def open_at(blob: bytes = BLOB, ring: Keyring | None = None, **moved: object) -> bytes:
    return (ring or ANN.ring).open(replace(HERE, **moved), blob)  # type: ignore[arg-type]


def sealed_before(**epochs: int) -> Keyring:
    return Keyring("ann", ANN.root, {**ANN.epochs, **{DataClass(k): v for k, v in epochs.items()}})


def patched(blob: bytes, place: int, value: bytes) -> bytes:
    return blob[:place] + value + blob[place + len(value) :]


def flipped(blob: bytes, place: int) -> bytes:
    return patched(blob, place, bytes([blob[place] ^ 1]))


def cheap_wrap(operations: int, memory_mib: int) -> bytes:
    return patched(WRAP, 1, struct.pack(">II", operations, memory_mib))


def unwrap(wrap: bytes, *, member_id: str = "ann", passphrase: str = PASSPHRASE) -> bytes:
    return vault.unwrap_root(wrap, passphrase, member_id=member_id)


def by_code(wrap: bytes = RECOVERY, *, member_id: str = "ann", code: str = CODE) -> bytes:
    return vault.unwrap_root_by_recovery(wrap, code, member_id=member_id)


def session(
    sealed: bytes = SEALED, half: bytes = HALF, *, member_id: str = "ann", sid: str = SESSION
) -> bytes:
    return vault.join(sealed, half, member_id=member_id, session_id=sid)


def token(
    *,
    text: str = TOKEN.text,
    sealed: bytes = TOKEN.sealed,
    member_id: str = "ann",
    scopes: tuple[str, ...] = ("checkins:read",),
    ends: datetime = ENDS,
    now: datetime = NOW,
) -> Keyring:
    return vault.open_token(
        text, sealed, member_id=member_id, scopes=scopes, expires_at=ends, now=now
    )


def injected_root() -> bytes:
    """A wrap of the server's own root under the server's own code, put in the member's place."""
    mine, my_code = vault.new_root(), vault.new_recovery_code()
    wrap = vault.wrap_root_for_recovery(mine, my_code, member_id="ann")
    root = vault.unwrap_root_by_recovery(wrap, my_code, member_id="ann")
    vault.open_epochs(root, EPOCHS, member_id="ann")
    return root


def substituted_everything() -> bytes:
    """Wrap and epochs of the server's own root: the log-in would work, old records do not."""
    mine = vault.new_root()
    epochs = vault.seal_epochs(mine, ANN.epochs, member_id="ann")
    opened = vault.open_epochs(mine, epochs, member_id="ann")
    return Keyring("ann", mine, opened).open(HERE, BLOB)


def stale_token_reads_on() -> bytes:
    """A deleted token, put back, on what was written after the epoch turned."""
    later = Keyring("ann", ANN.root, vault.turned(ANN.epochs, [DataClass.D]))
    return token().open(NUMBERS, later.seal(NUMBERS, b"41"))


def stale_token_writes_on() -> bytes:
    """What a deleted token wrote opens only as what it is: a record of the old epoch."""
    forged = token().seal(NUMBERS, b"99")
    wanted = patched(forged, 1, struct.pack(">I", 3))
    later = Keyring("ann", ANN.root, vault.turned(ANN.epochs, [DataClass.D]))
    return later.open(NUMBERS, wanted)


def stitched() -> bytes:
    """The head of one record before the body of another."""
    other = ANN.ring.seal(replace(HERE, row="row-2"), b"something else")
    return open_at(BLOB[:45] + other[45:])


def own_ciphertext_under_a_guess() -> bytes:
    guess = Subkey(key=bytes(32), check=BLOB[5:21], epoch=2)
    return open_at(seal(guess, b"forged", context=b""))


CASES: dict[str, Callable[[], object]] = {
    # Moving a value
    "row swap": lambda: open_at(row="row-2"),
    "column swap": lambda: open_at(column="note"),
    "table swap": lambda: open_at(table="companion.turn"),
    "class swap to numbers": lambda: open_at(data_class=DataClass.D),
    "class swap to device-only": lambda: open_at(data_class=DataClass.B),
    "class swap to operational": lambda: open_at(data_class=DataClass.A),
    "member swap": lambda: BEN.ring.open(HERE, BLOB),
    "member swap with the same root": lambda: Keyring("ben", ANN.root, ANN.epochs).open(HERE, BLOB),
    "two cells whose names join alike": lambda: open_at(table="journal.entryrow", row="-1"),
    # Rolling back
    "row replay: an older value under the newer revision": lambda: open_at(
        ANN.ring.seal(replace(HERE, revision=2), b"old")
    ),
    "row replay: a newer value under an older revision": lambda: open_at(revision=2),
    "epoch rollback of the member": lambda: open_at(ring=sealed_before(C=1)),
    "epoch rewritten in a record": lambda: open_at(patched(BLOB, 1, struct.pack(">I", 1))),
    "epoch of nought": lambda: open_at(patched(BLOB, 1, struct.pack(">I", 0))),
    "epoch far ahead": lambda: open_at(patched(BLOB, 1, struct.pack(">I", 2**32 - 1))),
    "epochs of another member": lambda: vault.open_epochs(
        ANN.root, vault.seal_epochs(BEN.root, BEN.epochs, member_id="ben"), member_id="ann"
    ),
    "epochs made without the root": lambda: vault.open_epochs(
        ANN.root, vault.seal_epochs(vault.new_root(), {**ANN.epochs}, member_id="ann"),
        member_id="ann",
    ),
    "epochs incomplete": lambda: vault.open_epochs(
        ANN.root, vault.seal_epochs(ANN.root, {**ANN.epochs, DataClass.D: 0}, member_id="ann"),
        member_id="ann",
    ),
    # Damaging
    "truncated by a byte": lambda: open_at(BLOB[:-1]),
    "truncated to the head": lambda: open_at(BLOB[:45]),
    "truncated to nothing": lambda: open_at(b""),
    "a byte too many": lambda: open_at(BLOB + b"\0"),
    "bit flip in the text": lambda: open_at(flipped(BLOB, 60)),
    "bit flip in the tag": lambda: open_at(flipped(BLOB, len(BLOB) - 1)),
    "bit flip in the nonce": lambda: open_at(flipped(BLOB, 25)),
    "bit flip in the key check": lambda: open_at(flipped(BLOB, 6)),
    "format downgrade": lambda: open_at(patched(BLOB, 0, b"\0")),
    "format ahead": lambda: open_at(patched(BLOB, 0, b"\2")),
    "two records stitched": stitched,
    "plain text in place of a seal": lambda: open_at(b'{"text": "I am fine"}' * 9),
    "a forgery that carries the right key check": own_ciphertext_under_a_guess,
    # The passphrase's wrap
    "KDF downgrade: one pass": lambda: unwrap(cheap_wrap(1, 64)),
    "KDF downgrade: 8 MiB": lambda: unwrap(cheap_wrap(3, 8)),
    "KDF downgrade: nothing at all": lambda: unwrap(cheap_wrap(0, 0)),
    "KDF changed within what is accepted": lambda: unwrap(cheap_wrap(4, 64)),
    "KDF so dear that the server falls over": lambda: unwrap(cheap_wrap(3, 1_000_000)),
    "salt exchanged": lambda: unwrap(patched(WRAP, 9, bytes(16))),
    "wrap of another member": lambda: unwrap(WRAP, member_id="ben"),
    "wrap truncated": lambda: unwrap(WRAP[:-3]),
    "wrap cut to its head": lambda: unwrap(WRAP[:20]),
    "wrap of an older format": lambda: unwrap(patched(WRAP, 0, b"\0")),
    "key substitution: the server's root under the server's passphrase": lambda: unwrap(
        vault.wrap_root(vault.new_root(), "the server's", member_id="ann", cost=CHEAPEST)
    ),
    "key substitution: root and epochs, then an old record": substituted_everything,
    "recovery wrap in the passphrase's place": lambda: unwrap(WRAP[:25] + RECOVERY),
    "a short root in a wrap": lambda: unwrap(
        vault.wrap_root(b"short", PASSPHRASE, member_id="ann", cost=CHEAPEST)
    ),
    # The recovery code's wrap
    "recovery injection": injected_root,
    "recovery wrap of another member": lambda: by_code(member_id="ben"),
    "recovery wrap flipped": lambda: by_code(flipped(RECOVERY, 70)),
    "recovery wrap truncated": lambda: by_code(RECOVERY[:50]),
    "passphrase wrap in the recovery code's place": lambda: by_code(WRAP),
    "another valid code": lambda: by_code(code=vault.new_recovery_code()),
    # The session
    "half-key of another session": lambda: session(
        half=vault.split(ANN.root, member_id="ann", session_id="other")[1]
    ),
    "half-key swap between members": lambda: session(
        half=vault.split(BEN.root, member_id="ben", session_id=SESSION)[1]
    ),
    "sealed root moved to another session": lambda: session(sid="other"),
    "sealed root moved to another member": lambda: session(member_id="ben"),
    "sealed root flipped": lambda: session(flipped(SEALED, 50)),
    "half-key empty": lambda: session(half=b""),
    "half-key of noughts": lambda: session(half=bytes(32)),
    "epochs in the session's place": lambda: session(EPOCHS),
    # Tokens
    "stale token grant on new records": stale_token_reads_on,
    "stale token grant forging a new epoch": stale_token_writes_on,
    "token widened": lambda: token(scopes=("checkins:read", "journal:read")),
    "token scope renamed": lambda: token(scopes=("journal:read",)),
    "token prolonged": lambda: token(ends=ENDS + timedelta(days=900)),
    "token after its date": lambda: token(now=ENDS),
    "token of another member": lambda: token(member_id="ben"),
    "token with another token's grant": lambda: token(
        sealed=vault.make_token(
            ANN.ring, classes=[DataClass.C], scopes=["checkins:read"], expires_at=ENDS
        ).sealed
    ),
    "token for numbers on words": lambda: token().open(HERE, BLOB),
    "token for numbers writing words": lambda: token().seal(HERE, b"no"),
    "token grant flipped": lambda: token(sealed=flipped(TOKEN.sealed, 99)),
}  # fmt: skip


@pytest.mark.parametrize("attempt", CASES.values(), ids=CASES.keys())
def test_detected(attempt: Callable[[], object]) -> None:
    with pytest.raises(vault.VaultError):
        attempt()


def test_what_is_not_attacked_opens() -> None:
    """The cases fail for their own reason: each path opens when nothing is changed."""
    assert open_at() == b"told nobody yet"
    assert unwrap(WRAP) == by_code() == session() == ANN.root
    assert vault.open_epochs(ANN.root, EPOCHS, member_id="ann") == ANN.epochs
    assert token().open(NUMBERS, ANN.ring.seal(NUMBERS, b"41")) == b"41"
    assert len(CASES) >= 60
