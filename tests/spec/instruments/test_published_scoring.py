"""What the publications say, typed from them here: cut-offs and ranges, not read from our files."""

from __future__ import annotations

import pytest

from evenkeel.core.instruments import load_instruments, score

ITEMS_AND_RANGE = {
    "phq-9": (9, 0, 27),  # Kroenke 2001
    "phq-2": (2, 0, 6),  # Kroenke 2003
    "phq-4": (4, 0, 12),  # Kroenke 2009
    "phq-15": (15, 0, 30),  # Kroenke 2002
    "gad-7": (7, 0, 21),  # Spitzer 2006
    "gad-2": (2, 0, 6),  # Kroenke 2007
    "who-5": (5, 0, 100),  # Topp 2015
    "k6": (6, 0, 24),  # Kessler 2003
    "swls": (5, 5, 35),  # Diener 1985
    "audit-c": (3, 0, 12),  # Bush 1998
    "pc-ptsd-5": (5, 0, 5),  # Prins 2016
    "dass-21": (21, 0, 63),  # Lovibond 1995, before doubling
}

CUTS = {
    "phq-9": (5, 10, 15, 20),
    "phq-2": (3,),
    "phq-4": (3, 6, 9),
    "phq-15": (5, 10, 15),
    "gad-7": (5, 10, 15),
    "gad-2": (3,),
    "k6": (5, 13),
    "swls": (10, 15, 20, 21, 26, 31),
    "audit-c": (3, 4, 8),
    "pc-ptsd-5": (3, 4),
}

DASS_CUTS = {
    "low_mood": (10, 14, 21, 28),
    "anxiety": (8, 10, 15, 20),
    "stress": (15, 19, 26, 34),
}
DASS_ITEMS = {  # the scoring template of the manual
    "low_mood": (3, 5, 10, 13, 16, 17, 21),
    "anxiety": (2, 4, 7, 9, 15, 19, 20),
    "stress": (1, 6, 8, 11, 12, 14, 18),
}


def test_every_questionnaire_checked_here_is_still_there() -> None:
    assert set(ITEMS_AND_RANGE) <= set(load_instruments())


@pytest.mark.parametrize(("name", "expected"), ITEMS_AND_RANGE.items())
def test_number_of_items_and_range(name: str, expected: tuple[int, int, int]) -> None:
    instrument = load_instruments()[name]
    assert (len(instrument.scored_items), *instrument.range) == expected


@pytest.mark.parametrize(("name", "cuts"), CUTS.items())
def test_cut_offs(name: str, cuts: tuple[int, ...]) -> None:
    bands = load_instruments()[name].bands
    assert tuple(band.low for band in bands[1:]) == cuts


def test_well_being_is_low_at_fifty_and_very_low_at_twenty_eight() -> None:
    who = load_instruments()["who-5"]

    def names(raw: int) -> str | None:
        answers = [raw // 5 + (place < raw % 5) for place in range(5)]
        return score(who, answers).band

    assert [names(raw) for raw in (7, 8, 12, 13)] == ["very low", "low", "low", "fair to good"]


@pytest.mark.parametrize("part", DASS_CUTS)
def test_dass_parts_items_and_labels(part: str) -> None:
    dass = load_instruments()["dass-21"]
    assert dass.subscales[part].items == tuple(f"q{number}" for number in DASS_ITEMS[part])
    assert tuple(band.low for band in dass.subscales[part].bands[1:]) == DASS_CUTS[part]
    assert [band.name for band in dass.subscales[part].bands] == [
        "normal",
        "mild",
        "moderate",
        "severe",
        "extremely severe",
    ]


@pytest.mark.parametrize("answer", [1, 2, 3])
def test_any_positive_answer_to_the_ninth_question_is_a_flag(answer: int) -> None:
    assert score("phq-9", [0] * 8 + [answer, 0]).safety_flag
    assert not score("phq-9", [3] * 8 + [0, 0]).safety_flag


def test_screens_are_the_first_questions_of_their_longer_forms() -> None:
    found = load_instruments()
    for short, long in (("phq-2", "phq-9"), ("gad-2", "gad-7")):
        texts = [item.text for item in found[short].items]
        assert texts == [item.text for item in found[long].items[:2]]


def test_who_never_drinks_scores_nothing() -> None:
    assert score("audit-c", [0, 4, 4]).total == 0


def test_without_a_terrible_event_the_screen_is_negative() -> None:
    assert score("pc-ptsd-5", [0, 1, 1, 1, 1, 1]).total == 0


def test_reliable_change_as_in_talking_therapies() -> None:
    found = load_instruments()
    changes = {name: one.change.points for name, one in found.items() if one.change}
    assert changes == {"phq-9": 6, "gad-7": 4, "who-5": 10}
