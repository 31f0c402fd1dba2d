"""A signed-in member who may talk, and a mail server that keeps what it was given."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.care import actions
from evenkeel.apps.care.payloads import ChosenPersonPayload
from evenkeel.apps.people import actions as people
from tests.factories.members import Known, make_member, sign_in


@pytest.fixture
def wren(db: None) -> Known:
    known = make_member("Wren", now=timezone.now())
    people.set_consents(by=known.member, granted={"companion": True}, now=timezone.now())
    return known


@pytest.fixture
def page(client: Client, wren: Known) -> Client:
    sign_in(client)
    return client


@pytest.fixture
def mail_on(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.EMAIL_FROM = "notes@example.org"


def chosen(
    name: str = "Sam", *, address: str = "sam@example.org", standing: bool = False, order: int = 0
) -> ChosenPersonPayload:
    return ChosenPersonPayload(
        name=name, address=address, subject="From Wren", body="It is bad. Please call me.",
        standing=standing, site="https://notes.example", order=order,
    )  # fmt: skip


def choose(known: Known, payload: ChosenPersonPayload) -> None:
    actions.save_person(by=known.member, keyring=known.keyring, payload=payload, now=timezone.now())
