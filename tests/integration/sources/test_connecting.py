"""Connecting a maker: what is said, what is asked for, what cannot be forged, what is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from evenkeel.apps.body.queries import held
from evenkeel.apps.people.queries import has_consent
from evenkeel.apps.sources import queries
from evenkeel.apps.sources.models import Connection, ConnectionKey, SealedTokens, Sync
from evenkeel.apps.sources.syncing import CONSENT
from evenkeel.sources.discovery import manifests
from tests.contract.sources.maker import Maker
from tests.factories.members import Known, make_member, sign_in
from tests.integration.sources.conftest import NOW, Clock, come_back, connect, leave, query_of

Hosted = Callable[[str], Maker]


def test_off_by_default(page: Client, known: Known) -> None:
    shown = page.get("/body/makers").content.decode()
    assert "No maker can be asked from here" in shown
    assert page.get("/body/makers/oura/connect").status_code == 404
    assert not has_consent(known.member, CONSENT)


def test_it_says_where_what_goes_before_anything_leaves(page: Client, hosted: Hosted) -> None:
    maker = hosted("oura")
    shown = page.get("/body/makers/oura/connect").content.decode()
    assert "Oura sees that this server asks for your data" in shown
    assert "Nothing you write or measure here is sent to it" in shown
    assert "http://testserver/body/makers/oura/back" in shown
    assert maker.questions == []


def test_without_agreeing_nobody_leaves(page: Client, hosted: Hosted) -> None:
    hosted("oura")
    answer = page.post("/body/makers/oura/connect", {"signals": ["steps"]})
    assert answer.status_code == 422
    assert "Without it nothing is asked" in answer.content.decode()


@pytest.mark.parametrize("id", list(manifests()))
def test_the_whole_way_with_every_maker(
    id: str, page: Client, known: Known, hosted: Hosted
) -> None:
    hosted(id)
    shown = connect(page, id).content.decode()
    assert "Last fetched on" in shown
    assert "new values." in shown
    names = {
        name
        for one in held(known.member, known.keyring, on=NOW.date())
        for name, _count in one.sources
    }
    assert names == {manifests()[id].name}
    assert has_consent(known.member, CONSENT)


def test_pkce_and_state_are_sent(page: Client, hosted: Hosted) -> None:
    hosted("fitbit")
    told = query_of(leave(page, "fitbit"))
    assert told["code_challenge_method"] == "S256"
    assert len(told["state"]) >= 32
    assert told["redirect_uri"] == "http://testserver/body/makers/fitbit/back"
    assert "sleep" in told["scope"].split()


def test_a_forged_state_connects_nothing(page: Client, hosted: Hosted) -> None:
    hosted("oura")
    leave(page, "oura")
    answer = page.get("/body/makers/oura/back?code=code-0&state=guessed", follow=True)
    assert "This link does not fit" in answer.content.decode()
    assert not Connection.objects.exists()


def test_a_code_from_nowhere_connects_nothing(page: Client, hosted: Hosted) -> None:
    maker = hosted("oura")
    page.get("/body/makers/oura/back?code=stolen&state=x")
    assert maker.given == 0
    assert not Connection.objects.exists()


def test_a_state_works_once(page: Client, hosted: Hosted) -> None:
    hosted("oura")
    address = leave(page, "oura")
    come_back(page, address)
    Connection.objects.all().delete()
    come_back(page, address)
    assert not Connection.objects.exists()


def test_after_fifteen_minutes_it_is_begun_again(
    page: Client, hosted: Hosted, clock: Clock
) -> None:
    hosted("oura")
    address = leave(page, "oura")
    clock.now += timedelta(minutes=14)
    page.get("/body/makers")  # still here: the session stays unlocked
    clock.now += timedelta(minutes=2)
    assert "it took too long" in come_back(page, address).content.decode()


def test_a_no_at_the_maker_is_a_no(page: Client, hosted: Hosted) -> None:
    hosted("oura")
    leave(page, "oura")
    answer = page.get("/body/makers/oura/back?error=access_denied", follow=True)
    assert "Oura was not connected" in answer.content.decode()
    assert not Connection.objects.exists()


def test_only_what_was_agreed_to_is_kept(page: Client, known: Known, hosted: Hosted) -> None:
    hosted("oura")
    connect(page, "oura", signals=["steps"])
    kept = held(known.member, known.keyring, on=NOW.date())
    assert [one.id for one in kept] == ["steps"]


def test_tokens_are_nowhere_in_plain_and_in_no_export(
    page: Client, known: Known, hosted: Hosted
) -> None:
    maker = hosted("oura")
    connect(page, "oura")
    token = maker.tokens[0].encode()
    row = SealedTokens.objects.get()
    assert token not in bytes(row.sealed)
    assert not isinstance(row, Connection)
    for model in (Connection, ConnectionKey, Sync):
        for one in model.objects.all():
            assert token not in bytes(one.sealed)
            assert token.decode() not in one.open(known.keyring).model_dump_json()


def test_a_second_permission_takes_the_place_of_the_first(
    page: Client, known: Known, hosted: Hosted
) -> None:
    hosted("oura")
    connect(page, "oura")
    connect(page, "oura", signals=["steps"])
    found = list(queries.connections(known.member, known.keyring))
    assert len(found) == 1
    assert found[0][1].signals == ("steps",)
    assert SealedTokens.objects.count() == 1


def test_another_member_sees_nothing_of_it(page: Client, hosted: Hosted) -> None:
    hosted("oura")
    connect(page, "oura")
    make_member("Robin", now=NOW)
    other = Client()
    sign_in(other, "Robin")
    for path in ("sync", "disconnect", "progress"):
        method = other.get if path == "progress" else other.post
        assert method(f"/body/makers/oura/{path}").status_code == 404
    assert "Not connected" in other.get("/body/makers").content.decode()


def test_signed_out_nothing_is_shown(client: Client, db: None) -> None:
    for path in ("", "/oura", "/oura/connect", "/oura/back?code=a&state=b"):
        assert client.get(f"/body/makers{path}").status_code == 302
