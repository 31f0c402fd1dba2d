"""A signed-in member who may talk."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.people import actions as people
from tests.factories.members import Known, make_member, sign_in


def talker(nickname: str) -> Known:
    """A member who may talk."""
    known = make_member(nickname)
    people.set_consents(by=known.member, granted={"companion": True}, now=timezone.now())
    return known


@pytest.fixture
def wren(db: None) -> Known:
    return talker("Wren")


@pytest.fixture
def page(client: Client, wren: Known) -> Client:
    sign_in(client)
    return client
