"""Talk in a language it is not open in: danger is answered in it, the rest says kindly why not."""

from __future__ import annotations

import pytest
from django.test import Client

from evenkeel.apps.companion.models import Message
from evenkeel.core.content.opening import talks_in
from tests.factories.members import Known


@pytest.fixture
def layla(wren: Known) -> Known:
    wren.member.locale = "ar"
    wren.member.save()
    return wren


def said(known: Known) -> list[str]:
    return [row.open(known.keyring).text for row in Message.of(known.member).order_by("at")]


def test_the_page_says_so_and_offers_what_works(page: Client, layla: Known) -> None:
    assert not talks_in("ar")
    shown = page.get("/talk").content.decode()
    assert '<html lang="ar" dir="rtl"' in shown
    for way in ("/check-in", "/journal", "/exercises", "/help"):
        assert f'href="{way}' in shown, way


def test_everyday_words_are_not_answered_in_english_and_stay_in_the_box(
    page: Client, layla: Known
) -> None:
    words = "تشاجرت مع مديري اليوم"
    shown = page.post("/talk", {"text": words})
    assert shown.status_code == 422
    assert words in shown.content.decode()
    assert said(layla) == []


@pytest.mark.parametrize("words", ["أريد أن أموت", "نفسي أنام وما أصحى"])
def test_danger_is_answered_in_the_language(page: Client, layla: Known, words: str) -> None:
    assert page.post("/talk", {"text": words}).status_code == 302
    reply = next(text for text in said(layla) if text != words)
    assert sum("\u0600" <= letter <= "\u06ff" for letter in reply) > len(reply) / 2
    # and what follows in that talk is answered too, however short
    here = page.get("/talk", follow=True).redirect_chain[-1][0]
    assert page.post(here, {"text": "لا"}).status_code == 302


def test_plain_english_is_answered_as_anybodys(page: Client, layla: Known) -> None:
    assert page.post("/talk", {"text": "i had a bad day at work today"}).status_code == 302
    here = page.get("/talk", follow=True).redirect_chain[-1][0]
    assert page.post(here, {"text": "no idea"}).status_code == 302
    assert len(said(layla)) == 4


def test_english_is_as_before(page: Client, wren: Known) -> None:
    assert "notice" in page.get("/talk").content.decode()
    assert page.post("/talk", {"text": "تشاجرت مع مديري اليوم"}).status_code == 302
