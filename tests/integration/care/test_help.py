"""The crisis page (R2): public, no script, no cookie, no query, under 30 kB."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from evenkeel.apps.care import opening, queries, showing, views
from evenkeel.apps.care.showing import registry
from evenkeel.apps.care.words import help_words

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
        assert (b"people keep a directory here" in client.get(f"/help/{code}").content) == shaky


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


def at(monkeypatch: pytest.MonkeyPatch, code: str, moment: datetime) -> str:
    monkeypatch.setattr(views, "_moment", lambda: moment)
    return html.unescape(Client().get(f"/help/{code}").content.decode())


def row(page: str, name: str) -> str:
    return next(one for one in page.split("<li") if f">{name}<" in one)


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("14:59", "Closed now, opens today at 3 pm (London time)"),
        ("15:00", "Open now, until 8 pm (London time)"),
        ("19:59", "Open now, until 8 pm (London time)"),
        ("20:00", "Closed now, opens tomorrow at 3 pm (London time)"),
    ],
)
def test_open_now_and_closed_now_are_computed_at_both_edges(
    monkeypatch: pytest.MonkeyPatch, clock: str, said: str
) -> None:
    hour, minute = map(int, clock.split(":"))
    page = at(monkeypatch, "GB", datetime(2026, 11, 23, hour, minute, tzinfo=UTC))
    line = next(one for one in registry()["GB"].lines if one.opening == ("mon-fri 15:00-20:00",))
    assert said in row(page, line.name)
    assert "Monday to Friday, 3 pm to 8 pm" in row(page, line.name)


def test_the_clock_is_the_lines_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """In July London is an hour ahead of UTC: at 14:30 UTC it is half past three there."""
    page = at(monkeypatch, "GB", datetime(2026, 7, 20, 14, 30, tzinfo=UTC))
    assert "Open now, until 8 pm (London time)" in page
    assert '"Now" is Monday 20 July, 14:30 UTC' in page


def test_what_cannot_be_known_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2026, 11, 23, 12, tzinfo=UTC)
    for code, country in registry().items():
        page = at(monkeypatch, code, moment)
        for line in country.lines:
            if line.number and not line.always_open and (not line.opening or line.zone == "local"):
                way = opening.now_in_words(line, help_words().hours, now=moment)
                assert way == "", (code, line.name)
        unknown = any(not x.hours and (x.number or x.url) for x in country.lines)
        assert ("hours not confirmed" in page) is unknown, code


def test_a_closed_line_stands_after_one_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2026, 11, 23, 4, tzinfo=UTC)
    for country in registry().values():
        made = showing.help_for(country, help_words(), now=moment)
        first = [one for one in made.ways[:1] if one.closed]
        rest = [one for one in made.ways[1:] if "day and night" in one.now]
        general = {x.name for x in country.lines if x.topic in showing.FIRST_TOPICS}
        assert not first or not [one for one in rest if one.name in general], country.id


def test_each_shaky_row_is_marked_and_no_low_one_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    for country in registry().values():
        assert {line.confidence for line in country.lines} <= {"high", "medium"}
        page = showing.help_for(country, help_words(), now=datetime(2026, 11, 23, tzinfo=UTC))
        shaky = sum(x.confidence != "high" and bool(x.number or x.url) for x in country.lines)
        assert sum(not way.sure for way in page.ways) == shaky


def test_there_are_sixty_countries() -> None:
    assert len(registry()) >= 60


def test_a_page_is_made_anew_every_few_minutes() -> None:
    now = datetime(2026, 11, 23, 14, 59, 59, tzinfo=UTC)
    assert opening.floored(now, minutes=views.MADE_EVERY) == datetime(
        2026, 11, 23, 14, 55, tzinfo=UTC
    )
    assert views.KEPT_SECONDS <= views.MADE_EVERY * 60
