"""Among words from right to left a number keeps its order of digits: "116 123", not "123 116"."""

from __future__ import annotations

import unicodedata

import pytest
from django.test import Client
from django.utils import translation

from evenkeel.apps.care.showing import isolated
from evenkeel.apps.care.templatetags.care import number, term
from evenkeel.core.content.safety import load_countries
from evenkeel.core.safety.abroad import _line
from tests.factories.members import Known


def test_a_risk_turn_isolates_its_numbers_and_names_services(page: Client, wren: Known) -> None:
    wren.member.locale = "ar"
    wren.member.save()
    page.post("/talk", {"text": "أريد أن أموت"})
    shown = page.get("/talk", follow=True).content.decode()
    assert "\u2066116 123\u2069" in shown
    assert 'href="tel:116123"' in shown
    assert "خدمات الطوارئ" in shown


def test_english_stays_as_it_was() -> None:
    with translation.override("en"):
        assert (isolated("116 123"), number("999"), term("Ambulance")) == (
            "116 123", "999", "Ambulance",
        )  # fmt: skip


def test_every_line_of_the_registry_begins_from_the_left_in_a_reply() -> None:
    for country in load_countries().values():
        for line in country.lines:
            if line.number or line.url:
                assert unicodedata.bidirectional(_line(line)[0]) == "L", (country.id, line.name)


@pytest.mark.parametrize("country", ["GB", "LB", "US"])
def test_the_crisis_page_and_the_sheet_isolate_theirs(
    page: Client, wren: Known, country: str
) -> None:
    wren.member.locale, wren.member.country = "ar", country
    wren.member.save()
    assert "\u2066" in page.get(f"/help/{country}?language=ar").content.decode()
    assert "\u2066" in page.get("/safety-plan/sheet").content.decode()
