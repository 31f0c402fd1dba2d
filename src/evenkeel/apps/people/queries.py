"""What other areas may ask about a member: consents, notices, tokens, and the two decorators."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import get_language

from evenkeel.apps import asking
from evenkeel.apps.people.countries import name as country_name
from evenkeel.apps.people.devices import describe as device_name
from evenkeel.apps.people.models import ApiToken, ConsentEvent, Member, MemberSession
from evenkeel.apps.people.purposes import Purpose, purposes
from evenkeel.apps.people.purposes import impossible_here as all_impossible_here
from evenkeel.apps.people.sight import server_sight
from evenkeel.apps.people.step_up import lock_allowed, require_step_up, stepped_up
from evenkeel.core import vault
from evenkeel.core.content.languages import SOURCE
from evenkeel.core.vault import Keyring

__all__ = [
    "ai_notice_due",
    "consents_of",
    "country_name",
    "device_name",
    "document",
    "has_consent",
    "impossible_here",
    "lock_allowed",
    "member_by_token",
    "receipts_of",
    "require_step_up",
    "server_sight",
    "sessions_of",
    "stepped_up",
    "tokens_of",
]

AI_NOTICE_EVERY: Final = timedelta(hours=3)
"""SAFETY.md L1; a log-in clears the time, so each session starts with the notice."""
TOKEN_USE_NOTED_EVERY: Final = timedelta(minutes=5)


def has_consent(member: Member, purpose: str) -> bool:
    """Whether the member's latest answer to a purpose is yes. Asked at each use, never cached.

    Never where the kind of host rules the purpose out, whatever was answered before.
    """
    if impossible_here(purpose):
        return False
    latest = asking.rows(
        ConsentEvent, member_id=member.pk, purpose=purpose, order_by=("-at", "granted"), limit=1
    )
    return any(answer.granted for answer in latest)


def impossible_here(purpose: str) -> bool:
    """Whether the kind of house that runs this rules a purpose out for everybody."""
    return purpose in all_impossible_here()


def consents_of(member: Member) -> list[tuple[Purpose, bool]]:
    """Every purpose with the member's answer, in the order of the page."""
    latest: dict[str, bool] = {}
    for event in member.consents.order_by("at", "-granted"):
        latest[event.purpose] = event.granted
    here = purposes(get_language() or SOURCE)
    return [
        (purpose, latest.get(purpose.id, False) and not purpose.impossible_here) for purpose in here
    ]


def receipts_of(member: Member) -> QuerySet[ConsentEvent]:
    """Every change of consent, newest first."""
    return member.consents.order_by("-at")


def ai_notice_due(member: Member, *, now: datetime) -> bool:
    """Whether to say again that this is a program: first use, each log-in, every three hours."""
    return member.ai_notice_at is None or now - member.ai_notice_at >= AI_NOTICE_EVERY


def sessions_of(member: Member) -> QuerySet[MemberSession]:
    """The browsers a member is signed in with, latest first."""
    return member.sessions.filter(signed_in=True).order_by("-seen_at")


def tokens_of(member: Member) -> QuerySet[ApiToken]:
    """The member's API tokens, newest first."""
    return member.api_tokens.all()


def member_by_token(text: str, *, now: datetime) -> tuple[Member, Keyring, frozenset[str]] | None:
    """The member, limited keyring and scopes of an API token; None for anything else."""
    try:
        token_id = vault.token_id_of(text)
        row = ApiToken.objects.select_related("member__keys").filter(pk=token_id).first()
        if row is None:
            return None
        keyring = vault.open_token(
            text,
            bytes(row.sealed),
            member_id=row.member_id,
            scopes=row.scopes,
            expires_at=row.expires_at,
            now=now,
        )
    except vault.VaultError:
        return None
    if row.used_at is None or now - row.used_at > TOKEN_USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=row.pk).update(used_at=now)
    return row.member, keyring, frozenset(row.scopes)


def document(member: Member) -> dict[str, Any]:
    """The member's own account as plain data, for the export: no keys, nothing of others."""
    return {
        "nickname": member.nickname,
        "country": member.country,
        "locale": member.locale,
        "discreet": member.discreet,
        "created_at": member.created_at.isoformat(),
        "consents": [
            {
                "purpose": event.purpose,
                "granted": event.granted,
                "wording": event.wording,
                "at": event.at.isoformat(),
            }
            for event in member.consents.order_by("at", "-granted")
        ],
    }
