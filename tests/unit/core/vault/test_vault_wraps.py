"""The ways to the root key: passphrase, recovery code, session, token, epochs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenkeel.core import vault
from evenkeel.core.vault import DataClass, KdfCost, Keyring
from evenkeel.core.vault.passphrase import (
    LEAST_MEMORY_MIB,
    LEAST_OPERATIONS,
    MOST_MEMORY_MIB,
    MOST_OPERATIONS,
)
from evenkeel.core.vault.recovery import ALPHABET

ROOT = bytes(range(32))
CHEAPEST = KdfCost(LEAST_OPERATIONS, LEAST_MEMORY_MIB)
ENDS = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("operations", "memory_mib", "accepted"),
    [
        (LEAST_OPERATIONS, LEAST_MEMORY_MIB, True),
        (LEAST_OPERATIONS - 1, LEAST_MEMORY_MIB, False),
        (LEAST_OPERATIONS, LEAST_MEMORY_MIB - 1, False),
        (MOST_OPERATIONS, MOST_MEMORY_MIB, True),
        (MOST_OPERATIONS + 1, MOST_MEMORY_MIB, False),
        (MOST_OPERATIONS, MOST_MEMORY_MIB + 1, False),
        (0, 0, False),
    ],
)
def test_a_cost_outside_the_range_is_refused(
    operations: int, memory_mib: int, accepted: bool
) -> None:
    if accepted:
        assert KdfCost(operations, memory_mib).operations == operations
    else:
        with pytest.raises(vault.WeakParameters):
            KdfCost(operations, memory_mib)


def test_the_default_cost_is_at_least_what_is_promised() -> None:
    assert vault.DEFAULT_COST.memory_mib >= 64
    assert vault.DEFAULT_COST.operations >= 3


def test_a_passphrase_in_two_unicode_spellings_is_one() -> None:
    wrap = vault.wrap_root(ROOT, "ca\u0301lm harbour", member_id="m", cost=CHEAPEST)
    assert vault.unwrap_root(wrap, "c\u00e1lm harbour", member_id="m") == ROOT
    assert vault.cost_of(wrap) == CHEAPEST


def test_a_wrong_passphrase_is_a_wrong_key() -> None:
    wrap = vault.wrap_root(ROOT, "right", member_id="m", cost=CHEAPEST)
    with pytest.raises(vault.WrongKey):
        vault.unwrap_root(wrap, "Right", member_id="m")


@given(st.binary(min_size=26, max_size=26))
def test_a_code_reads_back_in_any_spelling(random: bytes) -> None:
    code = vault.new_recovery_code(lambda _count: random)
    spelt = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert vault.read_recovery_code(spelt) == code


def test_a_code_uses_every_letter_and_has_130_bits() -> None:
    assert len(ALPHABET) == 32
    assert vault.new_recovery_code() != vault.new_recovery_code()
    assert len("".join(vault.groups_of(vault.new_recovery_code()))) * 5 == 140  # 10 of them check


def test_one_slip_is_always_noticed() -> None:
    letters = vault.new_recovery_code().replace("-", "")
    slips = {
        letters[:place] + letter + letters[place + 1 :]
        for place in range(len(letters))
        for letter in ALPHABET
    }
    slips |= {
        letters[:place] + letters[place + 1] + letters[place] + letters[place + 2 :]
        for place in range(24)
    }
    for typed in slips - {letters}:
        with pytest.raises(vault.MistypedCode):
            vault.read_recovery_code(typed)


@pytest.mark.parametrize("typed", ["", "AAAA", "U" * 28, "é" * 28, "0" * 27, "0" * 5000])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(vault.MistypedCode):
        vault.read_recovery_code(typed)


@given(st.text(max_size=60))
def test_no_token_of_any_text(text: str) -> None:
    with pytest.raises(vault.VaultError):
        vault.token_id_of(text)


def test_a_token_opens_until_its_date() -> None:
    ring = Keyring("m", ROOT)
    token = vault.make_token(ring, classes=[DataClass.D], scopes=["a"], expires_at=ENDS)

    def opened(now: datetime) -> Keyring:
        return vault.open_token(
            token.text, token.sealed, member_id="m", scopes=["a"], expires_at=ENDS, now=now
        )

    assert opened(ENDS - timedelta(seconds=1)).is_limited
    with pytest.raises(vault.Expired):
        opened(ENDS)
    assert token.text not in repr(token)


def test_turning_moves_only_what_is_turned() -> None:
    before = dict(vault.FIRST_EPOCHS)
    after = vault.turned(before, [DataClass.D])
    assert after == {**before, DataClass.D: before[DataClass.D] + 1}


def test_epochs_prove_a_root() -> None:
    blob = vault.seal_epochs(ROOT, vault.FIRST_EPOCHS, member_id="m")
    with pytest.raises(vault.WrongKey):
        vault.open_epochs(bytes(32), blob, member_id="m")
    with pytest.raises(vault.Tampered):
        vault.open_epochs(ROOT, blob, member_id="other")
