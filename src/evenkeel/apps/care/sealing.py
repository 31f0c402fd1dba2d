"""Seals what this server must hold to deliver an alert, and makes the links people answer by.

Here: keys derived from the server's secret, bound to one alert. Not here: a member's keys
(`core.vault`): an alert's words leave the member's lock because the member asked for that (ADR 11).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings
from pydantic import BaseModel, ConfigDict

from evenkeel.core.vault.address import encode
from evenkeel.core.vault.sealing import Subkey, seal, unseal

if TYPE_CHECKING:
    from evenkeel.apps.care.models import Alert, Delivery

TOKEN_BYTES = 18
"""144 bits: not to be guessed."""


class Recipient(BaseModel):
    """One person of an alert, as the server must know them to send."""

    model_config = ConfigDict(frozen=True)

    name: str
    address: str
    subject: str
    body: str
    site: str


class AlertContent(BaseModel):
    """All that is sealed into one alert."""

    model_config = ConfigDict(frozen=True)

    people: tuple[Recipient, ...]
    wait_minutes: int


def close(alert: Alert, content: AlertContent) -> bytes:
    """Seal an alert's content to this server and to this alert."""
    return seal(_key(), content.model_dump_json().encode(), context=_context(alert))


def open_(alert: Alert) -> AlertContent:
    """The content of an alert. Raises core.vault's errors where it was changed or moved."""
    blob = unseal(_key(), bytes(alert.sealed), context=_context(alert))
    return AlertContent.model_validate_json(blob)


def token_of(delivery: Delivery) -> str:
    """The secret part of a delivery's link: the same however often it is sent."""
    secret = settings.SECRET_KEY.encode()
    digest = hmac.new(secret, b"care/read/" + delivery.pk.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode("ascii")


def is_token_of(delivery: Delivery, token: str) -> bool:
    """Whether somebody holds the link of a delivery."""
    return hmac.compare_digest(token_of(delivery).encode(), token.encode())


def _key() -> Subkey:
    return Subkey.derive(settings.SECRET_KEY.encode(), "care/outbox")


def _context(alert: Alert) -> bytes:
    return encode("alert", str(alert.pk), str(alert.member_id))
