"""Words that stay in English on a page of another language say so: for ears, and for direction."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils.translation import override

from evenkeel.core.content.languages import interface_languages, is_written
from evenkeel.core.exercises import load_exercises

OTHERS = sorted(set(interface_languages()) - {"en"})


def shown(source: str, locale: str, **context: object) -> str:
    with override(locale):
        return Template("{% load spoken %}" + source).render(Context(context))


@pytest.mark.parametrize("locale", OTHERS)
def test_a_name_without_a_translation_is_marked_inside_its_sentence(locale: str) -> None:
    without = [
        one.title
        for one in load_exercises(locale).values()
        if not is_written(locale, "exercises", one.id)
    ]
    for title in without:
        page = shown("{{ said|named }}", locale, said=f"«{title}»: 7, 3 & <b>")
        assert '«<span lang="en" dir="ltr">' in page
        assert "3 &amp; &lt;b&gt;" in page


@pytest.mark.parametrize("locale", OTHERS)
def test_a_name_with_a_translation_is_left_alone(locale: str) -> None:
    for one in load_exercises(locale).values():
        if is_written(locale, "exercises", one.id):
            assert "lang=" not in shown("{{ said|named }}", locale, said=one.title)


def test_nothing_is_marked_in_english() -> None:
    for one in load_exercises().values():
        assert "lang=" not in shown("{{ said|named }}", "en", said=one.title)
    assert shown("{{ said|in_english }}", "en", said="a & b") == "a &amp; b"


@pytest.mark.parametrize("locale", OTHERS)
def test_what_is_only_english_is_marked_whole(locale: str) -> None:
    page = shown("{{ said|in_english }}", locale, said="a & b")
    assert page == '<span lang="en" dir="ltr">a &amp; b</span>'


def test_numbers_keep_their_own_way_of_being_written() -> None:
    assert shown("{{ said|named }}", "es", said=3.5) == "3,5"
