"""What a member has as a second step, and taking it off when it is lost."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from evenkeel.apps.people.models import Member


@dataclass(frozen=True, slots=True)
class SecondSteps:
    """An authenticator app, and the number of passkeys."""

    app: bool
    passkeys: int

    @property
    def any(self) -> bool:
        return self.app or self.passkeys > 0


def second_steps(member: Member) -> SecondSteps:
    """Which second steps a member has set up."""
    kinds = list(Authenticator.objects.filter(user=member).values_list("type", flat=True))
    return SecondSteps(
        app=Authenticator.Type.TOTP in kinds, passkeys=kinds.count(Authenticator.Type.WEBAUTHN)
    )


def remove(member: Member) -> None:
    """Take every second step off: the member proved themselves with passphrase and code."""
    Authenticator.objects.filter(user=member).delete()
