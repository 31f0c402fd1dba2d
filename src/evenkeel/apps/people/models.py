"""Members, their wrapped keys, sessions, consents and tokens: class A, nothing they wrote.

Not here: anything a member writes or measures (`LockedRecord`s of the other areas).
"""

from __future__ import annotations

import unicodedata
import uuid
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from collections.abc import Collection

NICKNAME_LENGTH = 40
KEY_LENGTH = 4 * NICKNAME_LENGTH
JOINERS = "\u200c\u200d"
"""Persian, Indic scripts and emoji are written with these; they are invisible by themselves."""


def nickname_key(nickname: str) -> str:
    """The one form under which a nickname is unique: case, width and spacing do not matter."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", nickname).casefold())
    return " ".join(folded.translate(dict.fromkeys(map(ord, JOINERS))).split())


class MemberManager(BaseUserManager["Member"]):
    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(nickname_key=nickname_key(username or ""))


class Member(AbstractBaseUser):
    """The person Evenkeel is for. Django stores no password: the passphrase opens the keys."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nickname = models.CharField(max_length=NICKNAME_LENGTH)
    nickname_key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    country = models.CharField(max_length=2, blank=True)
    locale = models.CharField(max_length=16, default="en")
    discreet = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    adult_said_at = models.DateTimeField(null=True)
    ai_notice_at = models.DateTimeField(null=True)
    recovery_checked_at = models.DateTimeField(null=True)

    objects: ClassVar[MemberManager] = MemberManager()
    USERNAME_FIELD = "nickname_key"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    @property
    def minor(self) -> bool:
        """Whether the minor mode holds: they never said that they are 18."""
        return self.adult_said_at is None

    unwrapped_root: bytes | None = None
    """Set on the one object that the backend hands to log-in; never stored."""

    def save(self, *args: object, **kwargs: object) -> None:
        self.nickname_key = nickname_key(self.nickname)
        if not self.password:
            self.set_unusable_password()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_session_auth_hash(self) -> str:
        """Changes with the passphrase, so that a change ends every other session."""
        return self._auth_hash()

    def get_session_auth_fallback_hash(self) -> Collection[str]:
        return []

    def _auth_hash(self) -> str:
        wrap = bytes(self.keys.root_by_passphrase).hex()
        return salted_hmac("evenkeel.people.session", wrap, algorithm="sha256").hexdigest()

    def has_usable_password(self) -> bool:
        """True for allauth: a member always has a passphrase to confirm an action with."""
        return True

    def __str__(self) -> str:
        return self.nickname

    def __repr__(self) -> str:
        return f"<Member {self.pk}>"


class MemberKeys(models.Model):
    """A member's wrapped root key and sealed epochs: useless without the passphrase or the code."""

    member = models.OneToOneField(
        Member, on_delete=models.CASCADE, primary_key=True, related_name="keys"
    )
    root_by_passphrase = models.BinaryField()
    root_by_recovery = models.BinaryField()
    epochs = models.BinaryField()
    changed_at = models.DateTimeField()


class MemberSession(models.Model):
    """One signed-in browser. While unlocked it has `sealed_root`; the cookie has the half-key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="sessions")
    device = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    signed_in = models.BooleanField(default=False)
    stepped_up_at = models.DateTimeField(null=True)
    sealed_root = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["seen_at"])]


class ConsentEvent(models.Model):
    """One receipt: a member gave or withdrew consent to one purpose, as worded in one version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    granted = models.BooleanField()
    wording = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["member", "purpose", "-at"])]


class ApiToken(models.Model):
    """A personal token: some subkeys sealed under a secret that only the token's text holds."""

    id = models.CharField(primary_key=True, max_length=12, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="api_tokens")
    label = models.CharField(max_length=60)
    scopes = models.JSONField(default=list)
    sealed = models.BinaryField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]


class FailedTries(models.Model):
    """How often something was got wrong lately. The key is a keyed hash: no name, no address."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
