"""A member with a maker on this machine; syncs run at once, in the request's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.http import HttpResponse
from django.test import Client

from evenkeel.apps.sources import background, middleware
from evenkeel.apps.sources.models import SealedTokens
from evenkeel.apps.sources.syncing import Turn
from tests.contract.sources.maker import CLIENT, SECRET, Maker, running
from tests.factories.members import Known, make_member, sign_in

NOW = datetime.fromisoformat("2026-03-05T09:00:00+00:00")
ZONE = "Europe/Berlin"


class Clock:
    """The time of a test: a hundredth of a second a look, and more when told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=10)
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr("django.utils.timezone.now", found)
    return found


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    def start(turn: Turn) -> None:
        turn.clock = clock
        turn.sleep = lambda _seconds: None
        try:
            turn.run()
        except Exception:
            SealedTokens.objects.filter(pk=turn.id).update(busy_until=None)
            raise

    monkeypatch.setattr(background, "start", start)
    monkeypatch.setattr(middleware, "LOOK_EVERY", 0.0)


@pytest.fixture
def known(db: None, clock: Clock) -> Known:
    return make_member(now=clock.now)


@pytest.fixture
def page(known: Known, client: Client) -> Client:
    sign_in(client)
    client.cookies["zone"] = ZONE
    return client


@pytest.fixture
def hosted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Maker]]:
    """Registers this installation with a fake maker."""
    opened = []
    clients: dict[str, tuple[str, str, str]] = {}
    monkeypatch.setattr("django.conf.settings.SOURCE_CLIENTS", clients, raising=False)

    def register(id: str) -> Maker:
        context = running(id)
        maker = context.__enter__()
        opened.append(context)
        clients[id] = (CLIENT, SECRET, maker.address)
        return maker

    yield register
    for context in opened:
        context.__exit__(None, None, None)


def leave(client: Client, name: str, **fields: object) -> str:
    """Agree on the page; the address at the maker."""
    given = {"agree": "on", "signals": signals_of(client, name), **fields}
    answer = client.post(f"/body/makers/{name}/connect", given)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.context["address"])


def signals_of(client: Client, name: str) -> list[str]:
    form = client.get(f"/body/makers/{name}/connect").context["form"]
    return [id for id, _name in form.fields["signals"].choices]


def come_back(client: Client, address: str) -> HttpResponse:
    """Say yes at the maker and follow its redirect."""
    back = urlsplit(httpx.get(address, trust_env=False).headers["Location"])
    return client.get(f"{back.path}?{back.query}", follow=True)


def connect(client: Client, name: str, **fields: object) -> HttpResponse:
    """The whole way; the page of the connection, after its first sync."""
    return come_back(client, leave(client, name, **fields))


def query_of(address: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
