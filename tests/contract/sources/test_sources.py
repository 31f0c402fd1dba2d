"""Every live source against a fake of its API, over real HTTP on this machine.

Each source discovered in `evenkeel.sources` has a fake of the same name here; a source without one
fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import httpx
import pytest

from evenkeel.core.sensing.blocks import merged
from evenkeel.core.sensing.signals import signals
from evenkeel.core.vocabulary import ObservationBatch
from evenkeel.importers.contract import Choices
from evenkeel.importers.discovery import importer
from evenkeel.importers.discovery import manifests as importers
from evenkeel.importers.running import run
from evenkeel.sources import oauth
from evenkeel.sources.contract import (
    Failed,
    Gone,
    Revoked,
    Tokens,
    TooBusy,
    Unexpected,
    Window,
)
from evenkeel.sources.discovery import manifests
from evenkeel.sources.documents import observations
from evenkeel.sources.speaking import LONGEST_WAIT, Speaker
from tests.contract.importers.fixtures import contents, packed, source_of
from tests.contract.sources.maker import Fault, Maker, running

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
WINDOW = Window(since=date(2026, 3, 3), until=date(2026, 3, 5), now=NOW, zone=ZONE)
REDIRECT = "http://localhost:8420/body/makers/x/back"
VERIFIER = "v" * 64

every = pytest.mark.parametrize("id", list(manifests()))


def those(holds: Callable[[str], object]) -> pytest.MarkDecorator:
    """Only the makers of whom something holds."""
    return pytest.mark.parametrize("id", [id for id in list(manifests()) if holds(id)])


@pytest.fixture
def maker(id: str) -> Iterator[Maker]:
    with running(id) as found:
        yield found


class Clock:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = NOW, list[float]()

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


def permit(maker: Maker, *, verifier: str = VERIFIER) -> Tokens:
    """The whole way of a permission: there, back with a code, and tokens for it."""
    live = maker.live
    address = oauth.authorise_address(
        live.manifest, maker.client, redirect=REDIRECT, state="s" * 32, verifier=VERIFIER
    )
    back = httpx.get(address, trust_env=False).headers["Location"]
    told = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    assert told["state"] == "s" * 32
    tokens = oauth.exchange(
        live.manifest,
        maker.client,
        code=told["code"],
        redirect=REDIRECT,
        verifier=verifier,
        now=NOW,
    )
    connected = getattr(live.reading, "connected", None)
    if connected:
        with Speaker(live, maker.client, tokens, keep=print, clock=lambda: NOW) as ask:
            connected(ask, "evenkeel-test")
    return tokens


def fetch(
    maker: Maker, tokens: Tokens, *, clock: Clock | None = None, kept: list[Tokens] | None = None
) -> tuple[dict[str, list[ObservationBatch]], Speaker]:
    """Everything of the window, by signal."""
    clock = clock or Clock()
    found: dict[str, list[ObservationBatch]] = {}
    with Speaker(
        maker.live,
        maker.client,
        tokens,
        keep=(kept if kept is not None else []).append,
        clock=clock,
        sleep=clock.sleep,
    ) as ask:
        for item in observations(maker.live, ask, WINDOW, zone=ZONE):
            if isinstance(item, ObservationBatch) and len(item):
                found.setdefault(item.signal, []).append(item)
        return found, ask


def fake_of(id: str) -> Any:
    return import_module(f"tests.contract.sources.{id}")


def export_of(id: str) -> Any:
    """The importer's own fixture of the same days."""
    path = fake_of(id).EXPORT
    return source_of(packed(path) if path.is_dir() else contents(path), path.name)


@every
def test_a_manifest_is_whole(id: str) -> None:
    one = manifests()[id]
    assert one.importer in importers()
    assert set(one.signals) <= set(importers()[one.importer].signals)
    assert set(one.signals) <= set(signals())
    for address in filter(None, (one.authorise, one.token, one.api, one.revoke)):
        assert address.startswith("https://")
    assert one.learns.endswith(".")
    assert one.again_days <= one.history_days
    assert (one.ends is None) == (one.instead == "")


@every
def test_permission_and_the_first_sync(id: str, maker: Maker) -> None:
    found, ask = fetch(maker, permit(maker))
    assert set(found) >= fake_of(id).EXPECTED
    assert set(found) <= set(manifests()[id].signals)
    assert ask.requests == len(maker.questions) - maker.data.get("registered", 0)
    name = manifests()[id].name
    assert {s for parts in found.values() for one in parts for s in one.sources} == {name}


@those(lambda id: manifests()[id].pkce)  # elsewhere the secret and the state protect the code
def test_pkce_holds_where_the_maker_documents_it(id: str, maker: Maker) -> None:
    with pytest.raises(Revoked):
        permit(maker, verifier="w" * 64)


@those(lambda id: fake_of(id).PAGED)
def test_pages_go_on_until_the_last(id: str, maker: Maker) -> None:
    part = fake_of(id).PAGED
    maker.page = 1
    small, _ask = fetch(maker, permit(maker))
    assert len([one for one in maker.asked(part) if one.path == part]) > 1
    maker.page = 1000
    large, _ask = fetch(maker, permit(maker))
    assert {k: len(merged(v)) for k, v in small.items()} == {
        k: len(merged(v)) for k, v in large.items()
    }


@every
def test_the_same_answer_twice_is_one(id: str, maker: Maker) -> None:
    tokens = permit(maker)
    first, _ask = fetch(maker, tokens)
    again, _ask = fetch(maker, tokens)
    for signal, parts in first.items():
        assert len(merged([*parts, *again[signal]])) == len(merged(parts))


@every
def test_a_synced_day_and_an_exported_one_are_the_same(id: str, maker: Maker) -> None:
    """For every signal that both hold of the same hours, the export adds nothing to a sync."""
    found, _ask = fetch(maker, permit(maker))
    exported: dict[str, list[ObservationBatch]] = {}
    for item in run(importer(id), export_of(id), Choices(zone=ZONE)):
        if isinstance(item, ObservationBatch) and len(item):
            exported.setdefault(item.signal, []).append(item)
    both = set(found) & set(exported)
    assert both
    for signal in both:
        ours, theirs = merged(found[signal]), merged(exported[signal])
        shared = len(ours) + len(theirs) - len(merged([ours, theirs]))
        assert shared > 0, signal


@those(lambda id: id != "polar")  # whose tokens last for years and are not renewed
def test_an_expired_token_is_renewed_and_kept_before_it_is_used(id: str, maker: Maker) -> None:
    tokens, clock, kept = permit(maker), Clock(), list[Tokens]()
    clock.now += timedelta(hours=1)
    before = len(maker.questions)
    fetch(maker, tokens, clock=clock, kept=kept)
    assert len(kept) == 1
    assert kept[0].access == maker.tokens[0]
    assert kept[0].refresh == maker.refresh[0] != tokens.refresh
    assert len(maker.questions) > before


@those(lambda id: id != "polar")
def test_a_token_that_ends_early_is_renewed_once(id: str, maker: Maker) -> None:
    tokens, kept = permit(maker), list[Tokens]()
    maker.forget()
    found, _ask = fetch(maker, tokens, kept=kept)
    assert found
    assert len(kept) == 1


@every
def test_a_permission_that_was_ended_is_told_apart(id: str, maker: Maker) -> None:
    tokens = permit(maker)
    maker.closed = True
    with pytest.raises(Revoked):
        fetch(maker, tokens)


@every
def test_too_many_requests_waits_as_long_as_it_is_told(id: str, maker: Maker) -> None:
    tokens, clock = permit(maker), Clock()
    maker.faults = [Fault(429, {"Retry-After": "7"})]
    found, _ask = fetch(maker, tokens, clock=clock)
    assert found
    assert clock.slept == [7.0]


@every
def test_a_long_wait_is_left_for_later(id: str, maker: Maker) -> None:
    tokens, clock = permit(maker), Clock()
    maker.faults = [Fault(429, {"Retry-After": str(int(LONGEST_WAIT) + 1)})]
    with pytest.raises(TooBusy) as told:
        fetch(maker, tokens, clock=clock)
    assert told.value.until == NOW + timedelta(seconds=LONGEST_WAIT + 1)
    assert clock.slept == []


@every
def test_faults_of_the_server_are_tried_again_with_growing_pauses(id: str, maker: Maker) -> None:
    tokens, clock = permit(maker), Clock()
    maker.faults = [Fault(502), Fault(503)]
    found, _ask = fetch(maker, tokens, clock=clock)
    assert found
    assert len(clock.slept) == 2
    assert clock.slept[1] > clock.slept[0] > 0


@every
def test_faults_without_end_end(id: str, maker: Maker) -> None:
    tokens = permit(maker)
    maker.faults = [Fault(500) for _ in range(50)]
    with pytest.raises(Failed) as told:
        fetch(maker, tokens)
    assert told.value.outcome == "unreachable"
    assert len(maker.faults) > 40


@every
@pytest.mark.parametrize(
    "fault",
    [
        Fault(200, body=b"<html>maintenance</html>"),
        Fault(302, {"Location": "http://127.0.0.1:9/elsewhere"}),
        Fault(418),
    ],
    ids=["not-json", "redirect", "teapot"],
)
def test_an_answer_nobody_foresaw(id: str, maker: Maker, fault: Fault) -> None:
    tokens = permit(maker)
    maker.faults = [fault]
    with pytest.raises(Unexpected):
        fetch(maker, tokens)


@every
def test_an_interface_that_was_shut_down(id: str, maker: Maker) -> None:
    tokens = permit(maker)
    maker.faults = [Fault(410)]
    with pytest.raises(Gone):
        fetch(maker, tokens)


@every
def test_nobody_there(id: str, maker: Maker) -> None:
    tokens = permit(maker)
    live, client, clock = maker.live, maker.client, Clock()
    assert maker.server is not None
    maker.server.shutdown()
    maker.server.server_close()
    with (
        Speaker(live, client, tokens, keep=print, clock=clock, sleep=clock.sleep) as ask,
        pytest.raises(Failed),
    ):
        list(observations(live, ask, WINDOW, zone=ZONE))
    assert len(clock.slept) == 3


@those(lambda id: fake_of(id).OPTIONAL)
def test_a_part_that_was_not_allowed_is_left_out_and_said(id: str, maker: Maker) -> None:
    part = fake_of(id).OPTIONAL
    inner = maker.answer

    def refuse(one: Maker, question: Any) -> Any:
        return Fault(403) if question.path.startswith(part) else inner(one, question)

    tokens = permit(maker)
    maker.answer = refuse
    found, ask = fetch(maker, tokens)
    assert found
    assert any(path.startswith(part) for path in ask.not_allowed)


@every
def test_clocks_that_differ_are_noticed_and_do_no_harm(id: str, maker: Maker) -> None:
    tokens = permit(maker)
    maker.date = "Thu, 05 Mar 2026 08:20:00 GMT"
    found, ask = fetch(maker, tokens)
    assert found
    assert ask.skew == timedelta(minutes=40)


@every
def test_nothing_private_is_in_an_error(id: str, maker: Maker) -> None:
    tokens = permit(maker)
    maker.faults = [Fault(418, body=b'{"secret": "my night"}')]
    with pytest.raises(Failed) as told:
        fetch(maker, tokens)
    assert "night" not in str(told.value)
    assert tokens.access not in str(told.value)
    assert told.value.__cause__ is None
