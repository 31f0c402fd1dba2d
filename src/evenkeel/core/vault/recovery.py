"""The second way to the root key: a code of 130 random bits, written down by the member.

Here: making, reading and checking codes, and wrapping the root key by one. Not here: showing it
once and asking for part of it back (apps.people).

A code is 26 letters and digits of Crockford's base 32 (no I, L, O, U) and 2 that check them, in
groups of four. It needs no slow derivation: nobody guesses 130 bits.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from evenkeel.core.vault.address import encode, member_text
from evenkeel.core.vault.errors import MistypedCode, Tampered
from evenkeel.core.vault.sealing import (
    FORMAT,
    KEY_BYTES,
    RandomBytes,
    Subkey,
    seal,
    system_random,
    unseal,
)

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_LETTERS: Final = 26
CHECK_LETTERS: Final = 2
CHECK_PRIME: Final = 1021
"""The largest prime below 32 x 32: one wrong letter, or two swapped neighbours, always show."""
GROUP: Final = 4
_LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_recovery_code(random: RandomBytes = system_random) -> str:
    """A fresh code, in groups of four.

    >>> code = new_recovery_code()
    >>> len(code), read_recovery_code(code.lower().replace("-", " ")) == code
    (34, True)
    """
    secret = "".join(ALPHABET[byte % len(ALPHABET)] for byte in random(SECRET_LETTERS))
    return _group(secret + _check(secret))


def read_recovery_code(typed: str) -> str:
    """What was typed, in its one spelling. Raises `MistypedCode` on a slip.

    Case, spaces and dashes do not matter; O is read as 0, I and L as 1.
    """
    kept = [char for char in typed.upper() if char not in " -\t\n\r\u2010\u2011\u2013\u2014"]
    letters = "".join(kept).translate(_LOOKALIKE)
    secret, check = letters[:SECRET_LETTERS], letters[SECRET_LETTERS:]
    if len(letters) != SECRET_LETTERS + CHECK_LETTERS or set(letters) - set(ALPHABET):
        raise MistypedCode("A recovery code has 28 letters and digits.")
    if check != _check(secret):
        raise MistypedCode("One of the letters or digits is not right.")
    return _group(letters)


def groups_of(code: str) -> tuple[str, ...]:
    """The groups of a code, to ask for some of them back."""
    return tuple(code.split("-"))


def wrap_root_for_recovery(
    root: bytes, code: str, *, member_id: UUID | str, random: RandomBytes = system_random
) -> bytes:
    """Seal the root key under a recovery code, for one member."""
    return seal(_key(code), root, context=_context(member_id), random=random)


def unwrap_root_by_recovery(wrap: bytes, code: str, *, member_id: UUID | str) -> bytes:
    """The root key. Raises `MistypedCode`, `WrongKey` (another code) or `Tampered`."""
    root = unseal(_key(code), wrap, context=_context(member_id))
    if len(root) != KEY_BYTES:
        raise Tampered("A root key has the wrong length.")
    return root


def _key(code: str) -> Subkey:
    return Subkey.derive(read_recovery_code(code).encode("ascii"), "recovery")


def _context(member_id: UUID | str) -> bytes:
    return encode("root-by-recovery", member_text(member_id), FORMAT)


def _check(secret: str) -> str:
    value = 0
    for letter in secret:
        value = value * len(ALPHABET) + ALPHABET.find(letter)
    high, low = divmod(value % CHECK_PRIME, len(ALPHABET))
    return ALPHABET[high] + ALPHABET[low]


def _group(letters: str) -> str:
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))
