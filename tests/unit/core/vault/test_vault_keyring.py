"""Whatever is sealed opens at its own address and nowhere else, whatever it is."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.core import vault
from evenkeel.core.vault import DataClass, Keyring, OutOfReach, RecordAddress, Tampered, WrongKey
from evenkeel.core.vault.address import encode
from evenkeel.core.vault.sealing import PADDING_BYTES, hkdf

ROOT = bytes(range(32))
EPOCHS = {DataClass.B: 1, DataClass.C: 2, DataClass.D: 3}
RING = Keyring("member-1", ROOT, EPOCHS)
HERE = RecordAddress("journal.entry", "row-1", "sealed", DataClass.C)

addresses = st.builds(
    RecordAddress,
    table=st.text(max_size=20),
    row=st.text(max_size=20),
    column=st.text(max_size=20),
    data_class=st.sampled_from(vault.SEALED_CLASSES),
    revision=st.integers(1, 2**40),
)


@given(address=addresses, plaintext=st.binary(max_size=400))
def test_what_is_sealed_opens(address: RecordAddress, plaintext: bytes) -> None:
    assert RING.open(address, RING.seal(address, plaintext)) == plaintext


@given(here=addresses, there=addresses, plaintext=st.binary(max_size=80))
def test_it_opens_nowhere_else(here: RecordAddress, there: RecordAddress, plaintext: bytes) -> None:
    blob = RING.seal(here, plaintext)
    if here != there:
        with pytest.raises(vault.VaultError):
            RING.open(there, blob)


@given(data=st.data())
@settings(max_examples=200)
def test_any_changed_bit_is_noticed(data: st.DataObject) -> None:
    blob = bytearray(RING.seal(HERE, b"slept badly"))
    place = data.draw(st.integers(0, len(blob) * 8 - 1))
    blob[place // 8] ^= 1 << place % 8
    with pytest.raises(vault.VaultError):
        RING.open(HERE, bytes(blob))


@given(junk=st.binary(max_size=300))
def test_junk_is_refused(junk: bytes) -> None:
    with pytest.raises(vault.VaultError):
        RING.open(HERE, junk)


@given(parts=st.lists(st.binary(max_size=6), max_size=5), others=st.lists(st.binary(max_size=6)))
def test_no_two_lists_are_encoded_alike(parts: list[bytes], others: list[bytes]) -> None:
    assert (encode(*parts) == encode(*others)) == (parts == others)


def test_two_seals_of_one_text_differ() -> None:
    assert RING.seal(HERE, b"again") != RING.seal(HERE, b"again")


def test_a_length_tells_no_answer() -> None:
    lengths = {len(RING.seal(HERE, b"x" * count)) for count in range(PADDING_BYTES)}
    assert len(lengths) == 1


def test_new_seals_use_the_current_epoch_and_old_ones_still_open() -> None:
    old = Keyring("member-1", ROOT, {**EPOCHS, DataClass.C: 1}).seal(HERE, b"before")
    new = RING.seal(HERE, b"after")
    assert (old[1:5], new[1:5]) == ((1).to_bytes(4, "big"), (2).to_bytes(4, "big"))
    assert RING.open(HERE, old) == b"before"


def test_a_record_from_a_later_epoch_means_a_rollback() -> None:
    later = Keyring("member-1", ROOT, {**EPOCHS, DataClass.C: 3}).seal(HERE, b"later")
    with pytest.raises(Tampered, match="rolled back"):
        RING.open(HERE, later)


def test_operational_data_is_never_sealed() -> None:
    with pytest.raises(OutOfReach):
        RING.seal(replace(HERE, data_class=DataClass.A), b"")


def test_another_member_has_other_keys_even_from_the_same_root() -> None:
    with pytest.raises(WrongKey):
        Keyring("member-2", ROOT, EPOCHS).open(HERE, RING.seal(HERE, b"mine"))


def test_a_limited_keyring_reaches_its_class_only() -> None:
    ring = Keyring.limited("member-1", RING.subkeys([DataClass.D]))
    numbers = replace(HERE, data_class=DataClass.D)
    assert ring.open(numbers, RING.seal(numbers, b"41")) == b"41"
    assert RING.open(numbers, ring.seal(numbers, b"42")) == b"42"
    for refused in (DataClass.A, DataClass.B, DataClass.C):
        address = replace(HERE, data_class=refused)
        with pytest.raises(OutOfReach):
            ring.seal(address, b"no")
        with pytest.raises(OutOfReach):
            ring.open(address, RING.seal(HERE, b"no"))


def test_a_limited_keyring_cannot_make_another_epoch() -> None:
    ring = Keyring.limited("member-1", RING.subkeys([DataClass.D]))
    numbers = replace(HERE, data_class=DataClass.D)
    later = Keyring("member-1", ROOT, {**EPOCHS, DataClass.D: 4}).seal(numbers, b"41")
    with pytest.raises(OutOfReach):
        ring.open(numbers, later)


def test_a_keyring_tells_nothing_and_goes_nowhere() -> None:
    RING.seal(HERE, b"")
    shown = repr(RING) + repr(RING.subkeys([DataClass.C]))
    key = next(iter(RING.subkeys([DataClass.C]).values()))
    for secret in (ROOT, key.key, key.check):
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown
    with pytest.raises(TypeError):
        pickle.dumps(RING)
    with pytest.raises(TypeError):
        copy.copy(RING)


def test_a_root_has_its_length() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring("member-1", b"short")
    with pytest.raises(ValueError, match="8160"):
        hkdf(b"k", info=b"", length=9000)
