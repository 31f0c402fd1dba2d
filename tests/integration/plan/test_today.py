"""Today, through the browser's door: what it suggests, what it says is missing, "not now"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.checkins import actions as checkins
from evenkeel.apps.checkins.payloads import CheckInPayload
from evenkeel.apps.plan.horizon import sky
from evenkeel.apps.plan.showing import greeting
from tests.factories.members import Known, make_member, sign_in

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)
QUERIES = 14
"""A few more than the page needs now; it must not grow with the years of check-ins."""


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Known:
    known = make_member(now=NOON - timedelta(days=40))
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    return known


@pytest.fixture
def visitor(known: Known, client: Client) -> Client:
    client.cookies["zone"] = "Europe/London"
    sign_in(client)
    return client


def check_in(known: Known, *, ago: timedelta, **numbers: float) -> None:
    at = NOON - ago
    payload = CheckInPayload(numbers=numbers or {"mood": 60}, zone="Europe/London")
    draft = checkins.Draft(payload=payload, note="", at=at)
    checkins.check_in(by=known.member, keyring=known.keyring, draft=draft, now=at)


def today(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_visitor_is_welcomed(client: Client) -> None:
    assert client.get("/")["Location"] == "/welcome"


def test_a_new_member_is_asked_how_they_are(visitor: Client) -> None:
    page = today(visitor)
    assert "Good afternoon, <bdi>Wren</bdi>" in page
    assert "One word is enough" in page


def test_two_taps_are_a_check_in(visitor: Client) -> None:
    answer = visitor.post("/check-in/quick", {"mood": "60", "energy": "52"}, follow=True)
    page = " ".join(answer.content.decode().split())
    assert "Checked in." in page
    assert "And now?" in page


def test_one_tap_is_enough(visitor: Client) -> None:
    assert visitor.post("/check-in/quick", {"mood": "60"})["Location"] == "/"


def test_high_anxiety_is_answered_with_an_exercise_and_its_reason(
    visitor: Client, known: Known
) -> None:
    check_in(known, ago=timedelta(hours=1), mood=30, anxiety=85)
    page = today(visitor)
    assert "You marked anxiety high in your last check-in." in page
    assert 'href="/exercises/' in page


def test_not_now_holds_for_the_day_only(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "One word is enough" in today(visitor)
    assert visitor.post("/not-now", {"kind": "check_in"})["Location"] == "/"
    assert "One word is enough" not in today(visitor)
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(days=1))
    assert visitor.post("/unlock", {"passphrase": "x"}).status_code < 500  # the session went idle


def test_an_unknown_kind_puts_nothing_off(visitor: Client) -> None:
    visitor.post("/not-now", {"kind": "<script>"})
    assert "<script>" not in today(visitor)
    assert "One word is enough" in today(visitor)


def test_missing_days_are_counted_and_said(visitor: Client, known: Known) -> None:
    for days in (7, 6, 4, 1):
        check_in(known, ago=timedelta(days=days))
    page = today(visitor)
    assert "No check-in on 3 of the last 7 days." in page
    assert page.count("days__day--held") == 4


def test_a_return_after_days_is_not_reproached(visitor: Client, known: Known) -> None:
    check_in(known, ago=timedelta(days=9))
    assert "The last one was 9 days ago. No need to fill in the days between." in today(visitor)


def test_three_years_of_check_ins_do_not_make_it_slower(
    visitor: Client, known: Known, django_assert_max_num_queries: Any
) -> None:
    for days in range(1, 60):
        check_in(known, ago=timedelta(days=days))
    with django_assert_max_num_queries(QUERIES):
        today(visitor)


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (4, "Still up"),
        (5, "Good morning"),
        (12, "Good afternoon"),
        (18, "Good evening"),
        (23, "Still up"),
    ],
)
def test_the_greeting_follows_the_members_clock(hour: int, words: str) -> None:
    assert greeting(NOON.replace(hour=hour), known=True) == words


def test_no_time_of_day_is_claimed_when_the_clock_is_unknown() -> None:
    assert greeting(NOON, known=False) == "Hello"


@pytest.mark.parametrize("hour", range(24))
def test_the_light_stays_in_the_picture(hour: int) -> None:
    light = sky(NOON.replace(hour=hour))
    assert 0 <= light.x <= 320
    assert 0 <= light.y <= 66
    assert light.night == (hour < 6 or hour >= 21)
