"""From a right passphrase to a signed-in session, by way of a second step where there is one."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.urls import reverse

from evenkeel.apps.people import actions, asking, sessions
from evenkeel.apps.people.models import Member, MemberSession
from evenkeel.core import vault
from evenkeel.core.vault import DataClass, RecordAddress

BACKEND: Final = "evenkeel.apps.people.backends.PassphraseBackend"
_CARRIED: Final = "carried"


def sign_in(request: HttpRequest, member: Member, *, root: bytes, now: datetime) -> Any:
    """Open the keys, then let allauth ask for the second step or finish. Returns a response.

    A form that was posted by somebody signed out is kept sealed until the member says to save it.
    """
    address = asking.next_address(request)
    fields = asking.read_carried(request.POST.get(asking.CARRIED, ""))
    logout(request)
    opened = sessions.start(request, member=member, root=root, now=now)
    if fields is not None:
        _keep(request, opened, address, fields)
        address = reverse("people:carried")
    record_authentication(request, member, method="password")
    return perform_login(request, Login(user=member, redirect_url=address))


def complete(request: HttpRequest, member: Member) -> None:
    """Sign in without a second step: a member who has just begun has none."""
    login(request, member, backend=BACKEND)


def on_signed_in(*, request: Any, user: Member, **_: Any) -> None:
    """Django says that the log-in is complete: the session is real, and a notice is due."""
    row_id = request.session.get(sessions.SESSION_FIELD)
    MemberSession.objects.filter(pk=row_id, member=user).update(signed_in=True)
    Member.objects.filter(pk=user.pk).update(ai_notice_at=None)
    user.ai_notice_at = None
    user.unwrapped_root = None


def kept_form(request: Any) -> tuple[str, Mapping[str, list[str]]] | None:
    """The form that waits to be saved: its address and fields."""
    stored = request.session.get(_CARRIED)
    if stored is None:
        return None
    try:
        opened = request.keyring.open(_address(request.open_session), base64.b64decode(stored))
    except vault.VaultError:
        return None
    address, fields = json.loads(opened)
    return address, fields


def drop_kept_form(request: HttpRequest) -> None:
    request.session.pop(_CARRIED, None)


def confirm(request: Any, *, passphrase: str, now: datetime) -> None:
    """The passphrase again, in a session that is signed in. Raises `actions.WrongPassphrase`."""
    opened = sessions.load(request, now=now)
    if opened is None:
        raise actions.WrongPassphrase
    root = actions.open_root(by=request.user, passphrase=passphrase)
    sessions.reopen(request, row=opened.row, root=root, now=now)


def _keep(
    request: HttpRequest,
    opened: sessions.OpenSession,
    address: str,
    fields: Mapping[str, list[str]],
) -> None:
    if opened.keyring is None:
        return
    text = json.dumps([address, fields]).encode()
    sealed = opened.keyring.seal(_address(opened), text)
    request.session[_CARRIED] = base64.b64encode(sealed).decode("ascii")


def _address(opened: sessions.OpenSession) -> RecordAddress:
    return RecordAddress("session", str(opened.row.pk), "carried", DataClass.C)
