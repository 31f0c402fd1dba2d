"""How allauth's second factor fits in: no mail, our addresses, secrets sealed for the member."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up and no mail through allauth: only its second step is used."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False


class MfaAdapter(DefaultMFAAdapter):
    """Second-factor secrets."""
