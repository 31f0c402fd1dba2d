"""The language of the pages: suggested by the browser, chosen on a page, a member's own after."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from evenkeel.core.content.languages import interface_languages
from tests.factories.members import Known, make_member, sign_in

OTHERS = sorted(set(interface_languages()) - {"en"})
PUBLIC = ["/welcome", "/begin", "/log-in", "/recover", "/help", "/language", "/trust", "/offline"]
OWN = [
    "plan:today", "companion:talk", "checkins:new", "journal:list", "programs:exercises",
    "insights:overview", "safety_plan:plan", "care:people", "people:consents", "people:security",
    "privacy:overview", "assessments:list", "body:overview", "warnings:overview",
    "nudges:overview", "programs:lessons", "sources:overview", "language",
]  # fmt: skip


@pytest.fixture
def wren(client: Client, db: None) -> Known:
    known = make_member("Wren")
    sign_in(client)
    return known


def head(locale: str) -> str:
    return f'<html lang="{locale}"' + (' dir="rtl"' if interface_languages()[locale].rtl else "")


@pytest.mark.parametrize("locale", OTHERS)
@pytest.mark.parametrize("page", PUBLIC)
@pytest.mark.django_db
def test_the_browsers_wish_is_the_first_suggestion(client: Client, locale: str, page: str) -> None:
    shown = client.get(page, headers={"accept-language": f"{locale}-XX,{locale};q=0.9,en;q=0.5"})
    assert shown.status_code == 200
    assert head(locale) in shown.content.decode()


@pytest.mark.parametrize("locale", OTHERS)
@pytest.mark.django_db
def test_a_strangers_choice_wins_over_the_browser(client: Client, locale: str) -> None:
    went = client.post("/language", {"language": locale, "next": "/welcome"})
    assert went.headers["Location"] == "/welcome"
    for page in ("/welcome", "/begin", "/help"):
        shown = client.get(page, headers={"accept-language": "en"})
        assert head(locale) in shown.content.decode(), page


@pytest.mark.parametrize("locale", OTHERS)
def test_a_members_own_choice_wins_over_all_and_keeps_the_session(
    client: Client, wren: Known, locale: str
) -> None:
    before = {name: client.cookies[name].value for name in client.cookies}
    client.post("/language", {"language": locale, "next": "/"})
    wren.member.refresh_from_db()
    assert wren.member.locale == locale
    assert {name: client.cookies[name].value for name in before} == before
    client.cookies["language"] = "en"
    for page in OWN:
        shown = client.get(reverse(page), headers={"accept-language": "en"})
        assert shown.status_code == 200, page
        assert head(locale) in shown.content.decode(), page


@pytest.mark.django_db
def test_every_language_stands_on_the_page_in_itself(client: Client) -> None:
    shown = client.get("/language").content.decode()
    for one in interface_languages().values():
        assert f'value="{one.id}" lang="{one.id}" dir="{one.direction}"' in shown
        assert one.reviewed or one.note in shown


@pytest.mark.django_db
def test_nonsense_is_refused_kindly_and_leads_nowhere_else(client: Client) -> None:
    assert client.post("/language", {"language": "tlh"}).status_code == 422
    went = client.post("/language", {"language": "ar", "next": "https://example.org/"})
    assert went.headers["Location"] == "/"


@pytest.mark.parametrize("locale", OTHERS)
def test_the_crisis_page_is_anybodys_in_each_language(client: Client, locale: str) -> None:
    """No database: the page depends on its address and the browser's wish alone."""
    shown = client.get(f"/help/GB?language={locale}")
    text = shown.content.decode()
    assert head(locale) in text
    assert "116 123" in text
    assert "tel:116123" in text
    assert not shown.cookies
    assert "Cookie" not in shown.headers["Vary"]
    chosen = client.get(f"/help?country=GB&language={locale}")
    assert chosen.headers["Location"] == f"/help/GB?language={locale}"


def test_a_kept_choice_makes_the_crisis_page_private(client: Client) -> None:
    client.cookies["language"] = "ar"
    shown = client.get("/help")
    assert head("ar") in shown.content.decode()
    assert "private" in shown.headers["Cache-Control"]
    assert "public" not in shown.headers["Cache-Control"]
