"""A member with tokens, and a client that sends one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from evenkeel.apps.people import actions
from evenkeel.apps.people.scopes import SCOPES
from tests.factories.members import Known, make_member

ALL = sorted(SCOPES)


class Caller:
    """A program with a token."""

    def __init__(self, token: str) -> None:
        self.token, self.client = token, Client()

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = body if isinstance(body, bytes | str) else json.dumps(body)
        kept = {} if body is None else {"data": sent, "content_type": "application/json"}
        headers = {"Authorization": f"Bearer {self.token}", **headers}
        return self.client.generic(method, f"/api/v1{path}", headers=headers, **kept)

    def get(self, path: str) -> Any:
        return self("GET", path)

    def post(self, path: str, body: Any) -> Any:
        return self("POST", path, body)


def token_of(known: Known, scopes: list[str], *, days: int = 30) -> str:
    now = timezone.now()
    return actions.create_api_token(
        by=known.member,
        keyring=known.keyring,
        label="test",
        scopes=scopes,
        expires_at=now + timedelta(days=days),
        now=now,
    )


def caller_with(known: Known, *scopes: str) -> Caller:
    return Caller(token_of(known, list(scopes)))


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def wren(db: None) -> Known:
    known = make_member("Wren")
    actions.set_consents(by=known.member, granted={"companion": True}, now=timezone.now())
    return known


@pytest.fixture
def call(wren: Known) -> Caller:
    """A program that may do everything."""
    return caller_with(wren, *ALL)


@pytest.fixture
def calling(wren: Known) -> Callable[..., Caller]:
    """`calling("journal:read")`: a program with these scopes."""
    return lambda *scopes: caller_with(wren, *scopes)
