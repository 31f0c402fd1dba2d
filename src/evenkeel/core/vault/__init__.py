"""The key hierarchy and record encryption of SAFETY.md, section 5. Pure: randomness is passed in."""

from evenkeel.core.vault.address import SEALED_CLASSES, DataClass, RecordAddress
from evenkeel.core.vault.errors import (
    Expired,
    MistypedCode,
    OutOfReach,
    Tampered,
    VaultError,
    WeakParameters,
    WrongKey,
)
from evenkeel.core.vault.keyring import FIRST_EPOCHS, Keyring, new_root

__all__ = [
    "FIRST_EPOCHS",
    "SEALED_CLASSES",
    "DataClass",
    "Expired",
    "Keyring",
    "MistypedCode",
    "OutOfReach",
    "RecordAddress",
    "Tampered",
    "VaultError",
    "WeakParameters",
    "WrongKey",
    "new_root",
]
