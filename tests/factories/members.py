"""Members with open keys and one entry of every kind there is."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import models
from django.test import Client

from evenkeel.apps.people import actions
from evenkeel.apps.people.models import Member
from evenkeel.apps.privacy.classes import own_columns
from evenkeel.apps.records import LockedRecord, locked_models
from evenkeel.core.vault import Keyring
from tests.factories.payloads import make_payload

NOW = datetime(2026, 3, 4, 21, 5, 6, 789012, tzinfo=UTC)
PASSPHRASE = "violet harbour seven lamps turning"


@dataclass
class Known:
    """A member as a test knows them."""

    member: Member
    keyring: Keyring
    root: bytes
    code: str


def make_member(nickname: str = "Wren", *, now: datetime = NOW) -> Known:
    begun = actions.begin_member(
        nickname=nickname, passphrase=PASSPHRASE, country="GB", locale="en", now=now
    )
    member = Member.objects.select_related("keys").get(pk=begun.member.pk)
    return Known(member, Keyring(member.pk, begun.root), begun.root, begun.recovery_code)


def sign_in(client: Client, nickname: str = "Wren") -> None:
    """Through the page, as a person does."""
    response = client.post("/log-in", {"nickname": nickname, "passphrase": PASSPHRASE})
    assert response.status_code == 302, response.content.decode()


def make_records(
    known: Known,
    *,
    each: int = 2,
    text: Callable[[str], str] = lambda name: f"some {name}",
    now: datetime = NOW,
) -> dict[type[LockedRecord], list[LockedRecord]]:
    """Rows of every kind of locked record, newest last; open columns and links are filled too."""
    made: dict[type[LockedRecord], list[LockedRecord]] = {}
    waiting = list(locked_models())
    while waiting:
        model = next(one for one in waiting if not (_links(one) - {one} - made.keys()))
        waiting.remove(model)
        rows: list[LockedRecord] = []
        for number in range(each):
            columns = {
                column.name: _column(column, made, number, text) for column in own_columns(model)
            }
            rows.append(
                model.create_locked(
                    by=known.member,
                    keyring=known.keyring,
                    payload=make_payload(model.payload, text=text),
                    at=now - timedelta(days=number, microseconds=number),
                    now=now,
                    id=uuid.uuid4(),
                    **columns,
                )
            )
        made[model] = rows
    return made


def _links(model: type[LockedRecord]) -> set[type[LockedRecord]]:
    return {
        column.related_model
        for column in own_columns(model)
        if isinstance(column, models.ForeignKey) and not column.null
    }


def _column(
    column: models.Field,
    made: dict[type[LockedRecord], list[LockedRecord]],
    number: int,
    text: Callable[[str], str],
) -> object:
    if isinstance(column, models.ForeignKey):
        rows = made.get(column.related_model)
        return rows[number] if rows else None
    if column.has_default():
        return column.get_default()
    if column.choices:
        return column.choices[0][0]
    if isinstance(column, models.DateTimeField):
        return NOW
    if isinstance(column, models.UUIDField):
        return uuid.uuid4()
    if isinstance(column, models.CharField | models.TextField):
        return f"{column.name[: column.max_length or 9]}"
    if isinstance(column, models.IntegerField | models.FloatField):
        return number
    if isinstance(column, models.DateField):
        return NOW.date()
    if isinstance(column, models.JSONField):
        return {}
    raise NotImplementedError(f"tests/factories/members.py cannot fill {column}")
