"""What can go wrong with a key or a sealed record. No message ever carries a key or a plaintext."""

from __future__ import annotations


class VaultError(Exception):
    """Base of everything the vault refuses."""


class WrongKey(VaultError):
    """This was sealed under another key: another passphrase, member, class or token."""


class OutOfReach(WrongKey):
    """This keyring was never given the key of that class or epoch (a token, a grant)."""


class Tampered(VaultError):
    """The key is right, the content is not what was sealed: changed, moved, cut, rolled back."""


class WeakParameters(VaultError):
    """Parameters of the passphrase derivation lie outside what is accepted. Nothing was derived."""


class Expired(VaultError):
    """A token or grant is past its date."""


class MistypedCode(VaultError):
    """A recovery code whose letters or check characters do not fit: a slip of the hand."""
