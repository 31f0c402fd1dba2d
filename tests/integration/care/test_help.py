"""The crisis page (R2): public, no script, no cookie, no query, under 30 kB."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from evenkeel.apps.care import queries
from evenkeel.apps.care.showing import registry

LIMIT_BYTES = 30_000
CODES = sorted(registry())


@pytest.fixture
def client() -> Client:
    """A stranger, with the database closed: any query fails the test (no `db` fixture)."""
    return Client()


def weight(page: bytes) -> int:
    named = re.findall(rb'href="/static/([^"]+)"', page)
    assert named
    return len(page) + sum(len(Path(str(finders.find(n.decode()))).read_bytes()) for n in named)


@pytest.mark.parametrize("address", ["/help", *(f"/help/{code}" for code in CODES)])
def test_it_answers_anybody_lightly(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "public" in answer.headers["Cache-Control"]
    assert b"<script" not in answer.content
    assert weight(answer.content) < LIMIT_BYTES


@pytest.mark.parametrize("code", CODES)
def test_it_prints_this_countrys_numbers_and_no_others(client: Client, code: str) -> None:
    page = client.get(f"/help/{code}").content.decode()
    own = registry()[code]
    dialled = {re.sub(r"[^\d+]", "", to) for to in re.findall(r'href="(?:tel|sms):([^"?]+)', page)}
    lines = [line for line in (*own.emergency, *own.lines) if line.number]
    numbers = {re.sub(r"[^\d+]", "", (x.number or "").rpartition(" to ")[2]) for x in lines}
    assert dialled == numbers
    assert f'href="tel:{re.sub(r"[^0-9+]", "", own.emergency[0].number or "")}"' in page


def test_a_shaky_number_stands_beside_a_directory(client: Client) -> None:
    for code, country in registry().items():
        shaky = any(line.confidence != "high" for line in country.lines)
        assert (b"kept by people" in client.get(f"/help/{code}").content) == shaky


def test_without_a_country_there_is_no_number_of_another(client: Client) -> None:
    for address in ("/help", "/help/ZZ"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert b"tel:" not in answer.content
        assert b"findahelpline.com" in answer.content


def test_a_country_is_chosen_by_form_and_in_any_case(client: Client) -> None:
    code = CODES[0]
    assert client.get("/help", {"country": code.lower()}).headers["Location"] == f"/help/{code}"
    assert client.get(f"/help/{code.lower()}").content == client.get(f"/help/{code}").content


@pytest.mark.parametrize("chosen", ["", "ZZ", "<script>", "A" * 5000])
def test_a_strange_choice_shows_the_page(client: Client, chosen: str) -> None:
    answer = client.get("/help", {"country": chosen})
    assert answer.status_code == 200
    assert b"<script>" not in answer.content


def test_it_answers_with_a_stale_session_and_no_database(
    client: Client,
) -> None:
    """A signed-in browser whose server lost its database still gets its numbers (no `db` here)."""
    client.cookies["session"] = "x" * 32
    client.cookies["half-key"] = "x" * 43
    assert client.get(f"/help/{CODES[0]}").status_code == 200


def test_other_areas_get_the_members_own_page() -> None:
    assert queries.help_address(CODES[0]) == f"/help/{CODES[0]}"
    assert queries.help_address("ZZ") == queries.help_address(None) == "/help"
    assert len(queries.countries()) >= 20
