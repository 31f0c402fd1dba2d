"""S10: the registry's facts, its age, and which card is shown."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evenkeel.core.content.safety import load_countries, load_retired
from evenkeel.core.safety import Freshness, card_for, freshness
from evenkeel.core.safety.registry import DIRECTORY_NAME, MAX_RESOURCES, Channel, Topic, dialled
from evenkeel.core.vocabulary import Pathway

COUNTRIES = load_countries()
NOW = datetime(2026, 11, 22, tzinfo=UTC)
TABLE = Path(__file__).resolve().parents[5] / "shared" / "data" / "crisis_lines"
EVERY = [(code, pathway) for code in COUNTRIES for pathway in (None, *Pathway)]


def test_there_are_sixty_countries_with_an_emergency_number_and_a_line() -> None:
    assert len(COUNTRIES) >= 60
    for country in COUNTRIES.values():
        assert any(line.number for line in country.emergency)
        assert any(line.topic in {Topic.SUICIDE, Topic.GENERAL} for line in country.lines)
        assert all(line.sources for line in (*country.emergency, *country.lines))
        assert "Nobody dialled it" in country.how_checked


@pytest.mark.parametrize(("code", "pathway"), EVERY)
def test_a_card_holds_its_own_countrys_numbers_only(code: str, pathway: Pathway | None) -> None:
    card = card_for(COUNTRIES, code.lower(), pathway, NOW)
    own = COUNTRIES[code]
    assert card.emergency in own.emergency
    assert 1 <= len(card.resources) <= MAX_RESOURCES
    assert set(card.resources) <= set(own.lines)
    assert card.emergency.channel is Channel.CALL
    if any(line.confidence == "medium" for line in card.resources):
        assert card.show_directory


@pytest.mark.parametrize("unknown", [None, "", "XX", "ZZ", "USA", "🇺🇸", "  "])
def test_an_unknown_country_gets_no_number_at_all(unknown: str | None) -> None:
    card = card_for(COUNTRIES, unknown, Pathway.SUICIDE, NOW)
    assert card.emergency is None
    assert card.numbers == frozenset()
    assert card.directory == DIRECTORY_NAME
    assert card.directory_url.startswith("https://")


def test_retired_numbers_are_nowhere() -> None:
    retired = {(one.country, dialled(one.number)) for one in load_retired()}
    assert len(retired) >= 80
    shown = {
        (country.id, dialled(line.number))
        for country in COUNTRIES.values()
        for line in (*country.emergency, *country.lines)
        if line.number
    }
    assert not shown & retired


def test_nothing_of_low_confidence_and_no_disputed_hours_against_the_table() -> None:
    if not TABLE.exists():
        pytest.skip("the cross-checked table (../shared/data/crisis_lines) is not on this machine")
    rows = list(csv.DictReader((TABLE / "table.csv").read_text("utf-8").splitlines()))
    good = {
        (row["country"], dialled(row["number"].partition(" then ")[0]))
        for row in rows
        if row["confidence"] != "low"
    }
    unsettled = {
        (row["country"], dialled(row["number"]))
        for row in rows
        if "disputed" in row["hours"] or "check" in row["hours"]
    }
    settled = {
        (row["country"], dialled(row["number"])) for row in rows if row["hours"].strip() == "24/7"
    }
    for country in COUNTRIES.values():
        for line in (*country.emergency, *country.lines):
            fact = (country.id, dialled(line.number or ""))
            assert fact in good
            if fact in unsettled - settled:
                assert line.hours is None, (country.id, line.name)


def test_facts_grow_old() -> None:
    country = COUNTRIES["GB"]
    recorded = datetime.combine(country.recorded_on, datetime.min.time(), UTC)
    ages = [
        (180, Freshness.FRESH),
        (181, Freshness.OLD),
        (365, Freshness.OLD),
        (366, Freshness.EXPIRED),
    ]
    for days, expected in ages:
        assert freshness(country, now=recorded + timedelta(days=days)) is expected


def test_now_must_be_aware() -> None:
    with pytest.raises(ValueError, match="aware"):
        card_for(COUNTRIES, "GB", None, datetime(2026, 11, 22))


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, Freshness.FRESH), (180, Freshness.FRESH), (181, Freshness.OLD), (365, Freshness.OLD),
     (366, Freshness.EXPIRED)],
)  # fmt: skip
def test_the_whole_registry_lasts_a_year_and_no_longer(days: int, expected: Freshness) -> None:
    newest = max(one.verified_on or one.recorded_on for one in COUNTRIES.values())
    day = datetime.combine(newest + timedelta(days=days), datetime.min.time(), UTC)
    assert {freshness(one, now=day) for one in COUNTRIES.values()} == {expected}
