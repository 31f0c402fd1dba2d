"""A member with a passphrase, and browsers that are signed in or not."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from evenkeel.apps.people import actions
from evenkeel.apps.people.models import Member
from evenkeel.core.vault import Keyring

PASSPHRASE = "violet harbour seven lamps turning"
OTHER_PASSPHRASE = "quiet copper ladders under snow"


@dataclass
class Known:
    """A member as a test knows them."""

    member: Member
    root: bytes
    code: str

    @property
    def keyring(self) -> Keyring:
        return Keyring(self.member.pk, self.root)

    def browser(self, passphrase: str = PASSPHRASE, **headers: str) -> Client:
        """A browser that is signed in and unlocked."""
        client = Client(headers=headers)
        posted = {"nickname": self.member.nickname, "passphrase": passphrase}
        response = client.post("/log-in", posted)
        assert response.status_code == 302, text_of(response)
        return client


def known(nickname: str) -> Known:
    begun = actions.begin_member(
        nickname=nickname, passphrase=PASSPHRASE, country="", locale="en", now=timezone.now()
    )
    return Known(begun.member, begun.root, begun.recovery_code)


@pytest.fixture
def wren(db: None) -> Known:
    return known("Wren")


@pytest.fixture
def tern(db: None) -> Known:
    return known("Tern")


def text_of(response: HttpResponse) -> str:
    return html.unescape(response.content.decode())


def hidden(response: HttpResponse, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found is not None, f"no hidden field {name}"
    return html.unescape(found[1])
