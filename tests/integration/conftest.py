"""Two members, each signed in through the page."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.members import Known, make_member, sign_in


@pytest.fixture
def wren(db: None) -> Known:
    return make_member("Wren")


@pytest.fixture
def her(wren: Known) -> Client:
    client = Client()
    sign_in(client, "Wren")
    return client


@pytest.fixture
def stranger(db: None) -> Client:
    make_member("Finch")
    client = Client()
    sign_in(client, "Finch")
    return client
