"""The signed-in browser and its open keys: starting, finding, locking and ending a session.

Here: `MemberSession` rows and the half-key cookie. Not here: checking a passphrase (`backends`),
and what a view does when the session is locked (`middleware`, `asking`).
"""

from __future__ import annotations

import base64
import binascii
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare

from evenkeel.apps import asking
from evenkeel.apps.people.devices import describe
from evenkeel.apps.people.models import Member, MemberSession
from evenkeel.core import vault
from evenkeel.core.vault import Keyring

SESSION_FIELD: Final = "member_session"
TOUCH_EVERY: Final = timedelta(seconds=20)
"""`seen_at` is written this often at most: an idle lock may come this much early, never late."""


def cookie_name() -> str:
    """The half-key's cookie; host-bound where the transport is safe."""
    return "__Host-half-key" if settings.SESSION_COOKIE_SECURE else "half-key"


SWEEP_EVERY: Final = timedelta(minutes=1)


@dataclass(slots=True)
class OpenSession:
    """The session of one request: its row, and the root key while it is unlocked."""

    row: MemberSession
    root: bytes | None = field(default=None, repr=False)
    keyring: Keyring | None = None


def start(request: HttpRequest, *, member: Member, root: bytes, now: datetime) -> OpenSession:
    """A new unlocked session for a member whose passphrase was right; not yet signed in."""
    forget(request)
    row = MemberSession(
        member=member,
        device=describe(request.headers.get("User-Agent", "")),
        started_at=now,
        seen_at=now,
        stepped_up_at=now,
    )
    row.save(force_insert=True)
    request.session[SESSION_FIELD] = str(row.pk)
    return reopen(request, row=row, root=root, now=now)


def reopen(request: HttpRequest, *, row: MemberSession, root: bytes, now: datetime) -> OpenSession:
    """Put the root key into a session: sealed in the row, its half-key on the way to the cookie."""
    sealed, half_key = vault.split(root, member_id=row.member_id, session_id=row.pk)
    row.sealed_root, row.seen_at, row.stepped_up_at = sealed, now, now
    row.save(update_fields=["sealed_root", "seen_at", "stepped_up_at"])
    opened = OpenSession(row=row, root=root, keyring=_keyring(row.member, root))
    _remember(request, opened)
    request.half_key = half_key  # type: ignore[attr-defined]
    return opened


def load(request: HttpRequest, *, now: datetime) -> OpenSession | None:
    """This browser's session, unlocked if it may be. None if there is none, or it was ended."""
    known = getattr(request, "open_session", None)
    if isinstance(known, OpenSession):
        return known
    row = _row(request)
    if row is None:
        return None
    if row.sealed_root is not None and now - row.seen_at > settings.IDLE_LOCK:
        wipe(row)
    opened = OpenSession(row=row)
    half_key = _half_key(request)
    if row.sealed_root is not None and half_key is not None:
        _open(opened, half_key)
    if opened.keyring is not None and now - row.seen_at > TOUCH_EVERY:
        MemberSession.objects.filter(pk=row.pk).update(seen_at=now)
    _remember(request, opened)
    return opened


def member_of(request: HttpRequest) -> Member | None:
    """The signed-in member of this browser's session row, checked as Django checks its own.

    None where there is no such row, or anything does not agree: `django.contrib.auth.get_user` then
    has the word.
    """
    row = _row(request)
    if row is None or request.session.get(SESSION_KEY) != str(row.member_id):
        return None
    if request.session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    proof = request.session.get(HASH_SESSION_KEY, "")
    if not constant_time_compare(proof, row.member.get_session_auth_hash()):
        return None
    return row.member


def wipe(row: MemberSession) -> None:
    """Lock: the sealed root leaves the store, so no cookie opens it any more."""
    row.sealed_root = None
    MemberSession.objects.filter(pk=row.pk).update(sealed_root=None, stepped_up_at=None)


def sweep(*, now: datetime) -> None:
    """`lock_idle`, once a minute at most; called along the way of other requests."""
    global _swept_at  # noqa: PLW0603 (one clock per process)
    if _swept_at is None or abs(now - _swept_at) >= SWEEP_EVERY:
        _swept_at = now
        lock_idle(now=now)


_swept_at: datetime | None = None


def lock_idle(*, now: datetime) -> int:
    """Wipe the keys of every session that was left alone too long; also drop unfinished log-ins."""
    idle = MemberSession.objects.filter(seen_at__lt=now - settings.IDLE_LOCK)
    idle.filter(signed_in=False).delete()
    return idle.filter(sealed_root__isnull=False).update(sealed_root=None, stepped_up_at=None)


def forget(request: HttpRequest) -> None:
    """End this browser's session row; the cookie goes with the response."""
    row_id = request.session.pop(SESSION_FIELD, None)
    if row_id is not None:
        MemberSession.objects.filter(pk=row_id).delete()
    _remember(request, None)
    request.half_key = b""  # type: ignore[attr-defined]


def write_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """Set or delete the half-key cookie if this request changed it."""
    half_key: bytes | None = getattr(request, "half_key", None)
    secure = settings.SESSION_COOKIE_SECURE
    if half_key:
        response.set_cookie(
            cookie_name(),
            base64.urlsafe_b64encode(half_key).decode("ascii"),
            httponly=True,
            secure=secure,
            samesite="Lax",
            path="/",
        )
    elif half_key is not None and cookie_name() in request.COOKIES:
        response.set_cookie(
            cookie_name(), "", max_age=0, httponly=True, secure=secure, samesite="Lax", path="/"
        )


def _remember(request: Any, opened: OpenSession | None) -> None:
    request.open_session = opened
    request.keyring = opened.keyring if opened else None


def _row(request: Any) -> MemberSession | None:
    """The row this browser's session names, with its member and keys; asked for once a request."""
    row_id = request.session.get(SESSION_FIELD)
    if not row_id:
        return None
    known: MemberSession | None = getattr(request, "session_row", None)
    if known is None or str(known.pk) != row_id:
        known = _with_member(uuid.UUID(row_id))
        if known is not None:
            request.session_row = known
    return known


def _with_member(row_id: uuid.UUID) -> MemberSession | None:
    """The row with its member and their keys. None while they are being erased: keys go first."""
    for row in asking.rows(MemberSession, id=row_id, related=("member__keys",)):
        return row if hasattr(row.member, "keys") else None
    return None


def _open(opened: OpenSession, half_key: bytes) -> None:
    row = opened.row
    try:
        root = vault.join(
            bytes(row.sealed_root or b""), half_key, member_id=row.member_id, session_id=row.pk
        )
        opened.keyring = _keyring(row.member, root)
        opened.root = root
    except vault.VaultError:
        opened.keyring = opened.root = None


def _keyring(member: Member, root: bytes) -> Keyring:
    epochs = vault.open_epochs(root, bytes(member.keys.epochs), member_id=member.pk)
    return Keyring(member.pk, root, epochs)


def _half_key(request: HttpRequest) -> bytes | None:
    try:
        return base64.b64decode(request.COOKIES.get(cookie_name(), ""), altchars=b"-_") or None
    except (binascii.Error, ValueError):
        return None
