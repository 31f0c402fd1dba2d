"""The key hierarchy and record encryption of SAFETY.md, section 5. Randomness is an argument."""

from evenkeel.core.vault.address import SEALED_CLASSES, DataClass, RecordAddress
from evenkeel.core.vault.epochs import open_epochs, seal_epochs, turned
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
from evenkeel.core.vault.passphrase import DEFAULT_COST, KdfCost, cost_of, unwrap_root, wrap_root
from evenkeel.core.vault.recovery import (
    groups_of,
    new_recovery_code,
    read_recovery_code,
    unwrap_root_by_recovery,
    wrap_root_for_recovery,
)
from evenkeel.core.vault.session import join, split
from evenkeel.core.vault.tokens import NewToken, make_token, open_token, token_id_of

__all__ = [
    "DEFAULT_COST",
    "FIRST_EPOCHS",
    "SEALED_CLASSES",
    "DataClass",
    "Expired",
    "KdfCost",
    "Keyring",
    "MistypedCode",
    "NewToken",
    "OutOfReach",
    "RecordAddress",
    "Tampered",
    "VaultError",
    "WeakParameters",
    "WrongKey",
    "cost_of",
    "groups_of",
    "join",
    "make_token",
    "new_recovery_code",
    "new_root",
    "open_epochs",
    "open_token",
    "read_recovery_code",
    "seal_epochs",
    "split",
    "token_id_of",
    "turned",
    "unwrap_root",
    "unwrap_root_by_recovery",
    "wrap_root",
    "wrap_root_for_recovery",
]
