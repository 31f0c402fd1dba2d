"""How allauth's second step fits in: our doors, no mail, secrets sealed for the member."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evenkeel.apps.people import asking, sessions
from evenkeel.apps.people.step_up import stepped_up
from evenkeel.core.vault import DataClass, Keyring, RecordAddress


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Only allauth's stages of a log-in are used; pages, mail and sign-up are not."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened; allauth's messages quote names and stay away."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """There is no address to write to, and no mail ever leaves."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return asking.next_address(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not stepped_up(context.request, now=timezone.now())

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        return [
            {
                "id": "reauthenticate",
                "description": _("Your passphrase"),
                "url": reverse("people:step-up"),
            }
        ]


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second-step secrets are sealed under the member's own key.

    At log-in the passphrase comes first, so the key is there when the second step is checked; the
    database and the server's key together cannot make a valid code.
    """

    def encrypt(self, text: str) -> str:
        keyring = _keyring()
        sealed = keyring.seal(_address(keyring), text.encode())
        return base64.b64encode(sealed).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        keyring = _keyring()
        return keyring.open(_address(keyring), base64.b64decode(encrypted_text)).decode()

    def _get_site_name(self) -> str:
        return "Evenkeel"


def _keyring() -> Keyring:
    opened = sessions.load(context.request, now=timezone.now())
    if opened is None or opened.keyring is None:
        raise ImmediateHttpResponse(redirect("people:log-in"))
    return opened.keyring


def _address(keyring: Keyring) -> RecordAddress:
    return RecordAddress("mfa.authenticator", keyring.member_id, "secret", DataClass.C)
