"""Tells a member's own browsers that something is waiting: web push, without a word about what.

Here: the server's key (VAPID, RFC 8292), sending (RFC 8030, 8291), what is due to be told. Not
here: chosen people (they get mail: `outbox`), which devices there are (`actions`).
"""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from evenkeel.apps.care.models import PushDevice, SafetyCheck
from evenkeel.core.vault.sealing import hkdf

SERVICES: Final = (
    "fcm.googleapis.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
"""Push services of browsers. Nothing else is ever asked: an endpoint comes from a browser, and a
made-up one must not make this server knock on doors inside its own network."""
TOLD_WITHIN: Final = timedelta(hours=3)
"""A notification much later than agreed would come as a surprise; Today still shows it."""
KEPT_SECONDS: Final = 12 * 3600
TIMEOUT_SECONDS: Final = 10
GONE: Final = frozenset({404, 410})
WORDS: Final = {"title": "Notes", "body": "There is something you wanted to look at."}
"""What the notification says, whatever it is about: others see the screen too."""

Send = Callable[[PushDevice], bool]
log = logging.getLogger(__name__)


def is_a_push_service(endpoint: str) -> bool:
    """Whether an endpoint belongs to one of the browsers' services."""
    parts = urlsplit(endpoint)
    host = (parts.hostname or "").lower()
    known = any(host == one or host.endswith("." + one) for one in SERVICES)
    return parts.scheme == "https" and known and parts.port in {None, 443} and not parts.username


def public_key() -> str:
    """The server's public key, as a browser wants it."""
    point = (
        _private_key()
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode("ascii")


def send(device: PushDevice) -> bool:
    """Tell one browser. False if it is gone for good, and its row may go."""
    from pywebpush import WebPushException, webpush  # noqa: PLC0415 (takes 13 MB, rarely asked)

    keys = {"p256dh": device.p256dh, "auth": device.auth}
    try:
        webpush(
            {"endpoint": device.endpoint, "keys": keys},
            data=json.dumps(WORDS),
            vapid_private_key=_raw_private_key(),
            vapid_claims={"sub": f"mailto:{settings.EMAIL_FROM or 'nobody@localhost.invalid'}"},
            ttl=KEPT_SECONDS,
            timeout=TIMEOUT_SECONDS,
        )
    except WebPushException as error:
        status = getattr(error.response, "status_code", None)
        log.warning("A push service answered %s.", status)
        return status not in GONE
    except (OSError, ValueError) as error:
        log.warning("A push did not leave: %s.", type(error).__name__)
    return True


def tell_due(*, now: datetime, send: Send = send) -> int:
    """Tell browsers of agreed questions whose time has come, each once. Returns how many."""
    rows = SafetyCheck.objects.filter(told_at=None, at__lte=now, at__gt=now - TOLD_WITHIN)
    told = 0
    for row in rows.filter(member__in=PushDevice.objects.values("member"))[:50]:
        if SafetyCheck.objects.filter(pk=row.pk, told_at=None).update(told_at=now):
            told += 1
            for device in PushDevice.objects.filter(member=row.member_id):
                if not send(device):
                    device.delete()
    return told


@cache
def _private_key() -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(_secret(), "big"), ec.SECP256R1())


def _raw_private_key() -> str:
    return base64.urlsafe_b64encode(_secret()).rstrip(b"=").decode("ascii")


def _secret() -> bytes:
    return hkdf(settings.SECRET_KEY.encode(), info=b"care/push")
