"""The member's current epochs, sealed under their root: the server stores, and cannot choose, them.

Here: sealing, opening and turning epochs. Not here: when one is turned (revoking a grant or token).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from evenkeel.core.vault.address import SEALED_CLASSES, DataClass, encode, member_text
from evenkeel.core.vault.errors import Tampered
from evenkeel.core.vault.keyring import FIRST_EPOCH
from evenkeel.core.vault.sealing import FORMAT, RandomBytes, Subkey, seal, system_random, unseal


def seal_epochs(
    root: bytes,
    epochs: Mapping[DataClass, int],
    *,
    member_id: UUID | str,
    random: RandomBytes = system_random,
) -> bytes:
    """Seal the epochs under the root key. It also proves, on opening, that a root is this member's.

    >>> epochs = {DataClass.B: 1, DataClass.C: 1, DataClass.D: 2}
    >>> blob = seal_epochs(bytes(32), epochs, member_id="m")
    >>> open_epochs(bytes(32), blob, member_id="m")[DataClass.D]
    2
    """
    text = json.dumps({kind.value: epochs[kind] for kind in SEALED_CLASSES}).encode("ascii")
    return seal(_key(root), text, context=_context(member_id), random=random)


def open_epochs(root: bytes, blob: bytes, *, member_id: UUID | str) -> dict[DataClass, int]:
    """The epochs. Raises `WrongKey` (not this member's root) or `Tampered`."""
    stored = json.loads(unseal(_key(root), blob, context=_context(member_id)))
    epochs = {DataClass(name): int(epoch) for name, epoch in stored.items()}
    if set(epochs) != set(SEALED_CLASSES) or min(epochs.values()) < FIRST_EPOCH:
        raise Tampered("The epochs are not complete.")
    return epochs


def turned(epochs: Mapping[DataClass, int], classes: Iterable[DataClass]) -> dict[DataClass, int]:
    """The epochs after those of `classes` moved on: keys given out before do not open what follows.

    >>> turned({DataClass.C: 1, DataClass.D: 1}, [DataClass.D])[DataClass.D]
    2
    """
    turning = set(classes)
    return {kind: epoch + (kind in turning) for kind, epoch in epochs.items()}


def _key(root: bytes) -> Subkey:
    return Subkey.derive(root, "epochs")


def _context(member_id: UUID | str) -> bytes:
    return encode("epochs", member_text(member_id), FORMAT)
