"""A member looking back, signed in through the page."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.members import Known, make_member, sign_in


@pytest.fixture
def known(db: None) -> Known:
    return make_member()


@pytest.fixture
def page(known: Known, client: Client) -> Client:
    sign_in(client)
    return client
