"""The open keys of one unlocked session: seals and opens records, class by class, epoch by epoch.

Here: `Keyring`. Not here: how the root key is unlocked (passphrase, recovery), kept (session) or
shared in part (tokens).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from evenkeel.core.vault.address import (
    SEALED_CLASSES,
    DataClass,
    RecordAddress,
    encode,
    member_text,
)
from evenkeel.core.vault.errors import OutOfReach, Tampered
from evenkeel.core.vault.sealing import (
    FORMAT,
    KEY_BYTES,
    RandomBytes,
    Subkey,
    epoch_of,
    seal,
    system_random,
    unseal,
)

FIRST_EPOCH = 1
FIRST_EPOCHS: Mapping[DataClass, int] = dict.fromkeys(SEALED_CLASSES, FIRST_EPOCH)


def new_root(random: RandomBytes = system_random) -> bytes:
    """256 random bits: the one secret of a member from which every subkey is derived.

    >>> len(new_root())
    32
    """
    return random(KEY_BYTES)


class Keyring:
    """What an unlocked member can open: every class that is sealed, in every epoch so far.

    `epochs` gives the current epoch of each class; new seals use it, older ones still open, a newer
    one is refused (somebody rolled the member's epochs back). A keyring made by `limited` holds
    some subkeys only and no root.

    >>> ring = Keyring("m-1", bytes(32), FIRST_EPOCHS)
    >>> address = RecordAddress("journal_entry", "r-1", "sealed", DataClass.C)
    >>> ring.open(address, ring.seal(address, b"a long day"))
    b'a long day'
    """

    __slots__ = ("_cache", "_epochs", "_limited", "_random", "_root", "member_id")

    def __init__(
        self,
        member_id: UUID | str,
        root: bytes,
        epochs: Mapping[DataClass, int] = FIRST_EPOCHS,
        *,
        random: RandomBytes = system_random,
    ) -> None:
        if len(root) != KEY_BYTES:
            raise ValueError("A root key is 32 bytes.")
        self.member_id = member_text(member_id)
        self._root: bytes | None = root
        self._epochs = dict(epochs)
        self._cache: dict[tuple[DataClass, int], Subkey] = {}
        self._limited = False
        self._random = random

    @classmethod
    def limited(
        cls,
        member_id: UUID | str,
        subkeys: Mapping[tuple[DataClass, int], Subkey],
        *,
        random: RandomBytes = system_random,
    ) -> Keyring:
        """A keyring of the given subkeys only: it cannot reach any other class or epoch."""
        ring = cls.__new__(cls)
        ring.member_id = member_text(member_id)
        ring._root = None
        ring._cache = dict(subkeys)
        ring._epochs = {}
        for data_class, epoch in subkeys:
            ring._epochs[data_class] = max(epoch, ring._epochs.get(data_class, 0))
        ring._limited = True
        ring._random = random
        return ring

    @property
    def classes(self) -> frozenset[DataClass]:
        """The classes this keyring can reach."""
        return frozenset(self._epochs)

    @property
    def is_limited(self) -> bool:
        """True for the keyring of a token or grant."""
        return self._limited

    def seal(self, address: RecordAddress, plaintext: bytes) -> bytes:
        """Seal a value for its address under the current epoch. Raises `OutOfReach`."""
        subkey = self._subkey(address.data_class, self._epoch(address.data_class))
        context = self._context(address, subkey.epoch)
        return seal(subkey, plaintext, context=context, random=self._random)

    def open(self, address: RecordAddress, blob: bytes) -> bytes:
        """Open a value at its address. Raises `Tampered`, `WrongKey` or `OutOfReach`."""
        epoch = epoch_of(blob)
        if epoch > self._epoch(address.data_class) and not self._limited:
            raise Tampered("A record is newer than the member's epochs: they were rolled back.")
        subkey = self._subkey(address.data_class, epoch)
        return unseal(subkey, blob, context=self._context(address, epoch))

    def subkeys(self, classes: Iterable[DataClass]) -> dict[tuple[DataClass, int], Subkey]:
        """The subkeys of some classes, all epochs so far: what a token or grant is made of."""
        return {
            (data_class, epoch): self._subkey(data_class, epoch)
            for data_class in classes
            for epoch in range(FIRST_EPOCH, self._epoch(data_class) + 1)
            if not self._limited or (data_class, epoch) in self._cache
        }

    def __repr__(self) -> str:
        reach = "".join(sorted(self._epochs))
        return f"<Keyring {'limited ' if self._limited else ''}classes={reach}>"

    def __reduce__(self) -> str:
        raise TypeError("A keyring is never pickled or copied out of its session.")

    def _context(self, address: RecordAddress, epoch: int) -> bytes:
        return encode(
            "record",
            self.member_id,
            address.table,
            address.row,
            address.column,
            address.data_class.value,
            address.revision,
            epoch,
            FORMAT,
        )

    def _epoch(self, data_class: DataClass) -> int:
        try:
            return self._epochs[data_class]
        except KeyError:
            raise OutOfReach(f"No key of class {data_class.value} here.") from None

    def _subkey(self, data_class: DataClass, epoch: int) -> Subkey:
        cached = self._cache.get((data_class, epoch))
        if cached is not None:
            return cached
        if self._root is None or epoch < FIRST_EPOCH:
            raise OutOfReach(f"No key of class {data_class.value}, epoch {epoch} here.")
        subkey = Subkey.derive(self._root, "class", self.member_id, data_class.value, epoch=epoch)
        self._cache[(data_class, epoch)] = subkey
        return subkey
