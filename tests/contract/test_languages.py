"""Every language there is: its folder says its name, keeps in step with English, and compiles."""

from __future__ import annotations

import gettext
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.utils.formats import date_format
from django.utils.translation import gettext as translated
from django.utils.translation import override

from evenkeel.core.content import LANGUAGES
from evenkeel.core.content.languages import (
    CATALOGUE,
    SOURCE,
    Direction,
    interface_languages,
    is_written,
)
from evenkeel.site import catalogues, overlays
from evenkeel.site.validation import LOADERS

OFFERED = interface_languages()
TRANSLATED = sorted(set(OFFERED) - {SOURCE})
RIGHT_TO_LEFT = {"ar", "dv", "fa", "he", "ks", "ku", "ps", "sd", "ug", "ur", "yi"}  # ISO 639
COUNTS = (0, 1, 2, 3, 10, 11, 25, 99, 100, 101, 102, 103, 111, 1000)


def catalogue(locale: str) -> Catalog:
    return catalogues.read(LANGUAGES / locale / CATALOGUE, locale)


def test_there_is_english_and_one_of_each_direction() -> None:
    assert next(iter(OFFERED)) == SOURCE
    assert {one.direction for one in OFFERED.values()} == set(Direction)


@pytest.mark.parametrize("folder", sorted(LANGUAGES.glob("*/LC_MESSAGES")), ids=str)
def test_what_has_a_catalogue_is_offered(folder: Path) -> None:
    assert folder.parent.name in OFFERED, "a language.yaml says its name"


@pytest.mark.parametrize("locale", OFFERED)
def test_it_says_its_name_direction_and_who_read_it(locale: str) -> None:
    found = OFFERED[locale]
    assert found.name.strip()
    assert found.english.strip()
    assert found.rtl is (locale.partition("-")[0] in RIGHT_TO_LEFT)
    assert found.reviewed or found.note, "say who has read it through, or, in it, that nobody has"


@pytest.mark.parametrize("locale", TRANSLATED)
def test_its_catalogue_is_sound(locale: str) -> None:
    found = [one for one in overlays.catalogues_are_sound() if f"/{locale}/" in one]
    assert found == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_its_catalogue_holds_no_dates_names_or_line_numbers(locale: str) -> None:
    text = (LANGUAGES / locale / CATALOGUE).read_text("utf-8")
    for churn in ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Generated-By"):
        assert churn not in text
    assert not [line for line in text.splitlines() if line.startswith("#:") and ".py:" in line]


@pytest.mark.parametrize("locale", TRANSLATED)
def test_refreshing_a_catalogue_keeps_what_is_translated(locale: str, tmp_path: Path) -> None:
    kept = tmp_path / locale / CATALOGUE
    kept.parent.mkdir(parents=True)
    kept.write_bytes((LANGUAGES / locale / CATALOGUE).read_bytes())
    catalogues.update(locale, root=tmp_path)
    once = kept.read_bytes()
    catalogues.update(locale, root=tmp_path)
    assert kept.read_bytes() == once
    after = catalogues.read(kept, locale)
    for message in catalogue(locale):
        again = after.get(message.id, message.context) if message.id else None
        if again is not None:
            assert again.string == message.string


@pytest.mark.parametrize("locale", TRANSLATED)
def test_it_compiles_and_every_count_finds_its_form(locale: str, tmp_path: Path) -> None:
    catalogues.compile_into(tmp_path)
    made = (tmp_path / locale / CATALOGUE).with_suffix(".mo")
    with made.open("rb") as file:
        said = gettext.GNUTranslations(file)
    plurals = [one for one in catalogue(locale) if isinstance(one.id, tuple | list) and one.id]
    for message in [one for one in plurals if all(one.string)][:40]:
        one, many = message.id
        for count in COUNTS:
            assert said.ngettext(one, many, count) in message.string
    stamp = made.stat().st_mtime_ns
    catalogues.compile_into(tmp_path)
    assert made.stat().st_mtime_ns == stamp, "what is current is not made again"


def test_a_weekday_and_a_date_are_written_as_each_language_writes_them() -> None:
    """Django's own formats have no weekday, so how days are written is a message of ours."""
    day, said = date(2026, 11, 21), {"en": "Saturday 21 November", "es": "sábado, 21 de noviembre"}
    for locale, words in said.items():
        with override(locale):
            assert date_format(day, translated("l j F")) == words
    apps = Path(__file__).parents[2] / "src" / "evenkeel" / "apps"
    bare = [p for p in apps.rglob("*.html") if 'date:"l ' in p.read_text("utf-8")]
    assert not bare


@pytest.mark.parametrize("locale", overlays.languages())
def test_its_overlays_are_in_step(locale: str) -> None:
    place = f"languages/{locale}/"
    found = [*overlays.overlays_are_in_step(), *overlays.content_loads_in_every_language(LOADERS)]
    assert [one for one in found if one.startswith(place)] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_danger_is_heard_and_answered_in_every_language_of_the_pages(locale: str) -> None:
    """Nobody is offered pages in a language in which they are then not understood in danger."""
    for part in ("explicit.yaml", "replies.yaml", "grammar.yaml"):
        assert (LANGUAGES / locale / "risk" / part).exists(), part
    assert is_written(locale, "care", "help"), "the crisis page never falls back to English"
    for step in (LANGUAGES.parent / "content" / "safety_plan").glob("*.yaml"):
        assert is_written(locale, "safety_plan", step.stem), step.stem


def test_a_wrong_overlay_is_told_by_its_place() -> None:
    odd = list(overlays._odd({"a": {"b": "{x}"}, "c": "d"}, {"a": {"b": "{y}"}, "e": "f"}, ""))
    assert odd == ["`a.b`: placeholders differ (x, y)", "`e` is not in the original"]
