"""One passphrase, one derivation: unwrapping the root key is the log-in."""

from __future__ import annotations

import threading
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.db.models import QuerySet
from django.http import HttpRequest

from evenkeel.apps.people.models import Member, nickname_key
from evenkeel.core import vault

DERIVATIONS_AT_ONCE: Final = 2
"""Each takes 64 MiB or more: a burst of log-ins waits its turn and does not exhaust the machine."""

_turn = threading.BoundedSemaphore(DERIVATIONS_AT_ONCE)
_NOBODY: Final = "nobody"


def unwrap_slowly(wrap: bytes, passphrase: str, *, member_id: UUID | str) -> bytes:
    """`vault.unwrap_root`, a few at a time."""
    with _turn:
        return vault.unwrap_root(wrap, passphrase, member_id=member_id)


def wrap_slowly(root: bytes, passphrase: str, *, member_id: UUID | str) -> bytes:
    """`vault.wrap_root`, a few at a time."""
    with _turn:
        return vault.wrap_root(root, passphrase, member_id=member_id)


class PassphraseBackend(BaseBackend):
    """Hands back the member with `unwrapped_root` set, or None after the same amount of work."""

    def authenticate(
        self,
        request: HttpRequest | None,
        nickname: str = "",
        passphrase: str = "",
        **credentials: Any,
    ) -> Member | None:
        member = _with_keys().filter(nickname_key=nickname_key(nickname)).first()
        wrap, member_id = _stand_in()
        if member is not None:
            wrap, member_id = bytes(member.keys.root_by_passphrase), str(member.pk)
        try:
            root = unwrap_slowly(wrap, passphrase, member_id=member_id)
            if member is None:
                return None
            vault.open_epochs(root, bytes(member.keys.epochs), member_id=member_id)
        except vault.VaultError:
            return None
        member.unwrapped_root = root
        return member

    def get_user(self, user_id: Any) -> Member | None:
        return _with_keys().filter(pk=user_id).first()


def _with_keys() -> QuerySet[Member]:
    """Members that can be: an erased one has lost the keys first, and is nobody from then on."""
    return Member.objects.select_related("keys").filter(keys__isnull=False)


def _stand_in() -> tuple[bytes, str]:
    """A wrap nobody has the passphrase of, so that an unknown nickname costs the same time."""
    global _stand_in_wrap  # noqa: PLW0603 (made once, on the first log-in)
    if _stand_in_wrap is None:
        secret = vault.new_root()
        _stand_in_wrap = vault.wrap_root(secret, secret.hex(), member_id=_NOBODY)
    return _stand_in_wrap, _NOBODY


_stand_in_wrap: bytes | None = None
