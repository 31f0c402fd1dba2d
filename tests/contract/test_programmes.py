"""Every programme that is found: four to eight sessions, screened, measured, and all there."""

from __future__ import annotations

import re

import pytest

from evenkeel.core.exercises import load_exercises
from evenkeel.core.flows import load_flows
from evenkeel.core.instruments import load_instruments
from evenkeel.core.lessons import load_lessons
from evenkeel.core.programmes import DiaryKind, IfYes, Programme, load_programmes
from evenkeel.site.library import READS_AT_TWELVE, Piece, problems, what_is_named_is_there

ALL = load_programmes()
EACH = pytest.mark.parametrize("programme", ALL.values(), ids=ALL.keys())
RESERVED_IDS = {"open-with-a-code"}
DANGER = "danger"


def test_there_are_at_least_eight() -> None:
    assert len(ALL) >= 8


@EACH
def test_its_id_is_an_address(programme: Programme) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", programme.id)
    assert programme.id not in RESERVED_IDS


@EACH
def test_it_takes_four_to_eight_weeks(programme: Programme) -> None:
    assert 4 <= programme.weeks <= 8


@EACH
def test_its_words_are_fit(programme: Programme) -> None:
    texts = programme.texts
    piece = Piece(programme.id, texts, READS_AT_TWELVE, programme.evidence, may_name_treatment=True)
    assert not list(problems(piece))


@EACH
def test_everything_it_names_is_there(programme: Programme) -> None:
    assert programme.outcome.instrument in load_instruments()
    for session in programme.sessions:
        assert session.lesson in load_lessons()
        assert session.practice.exercise is None or session.practice.exercise in load_exercises()
        assert session.practice.flow is None or session.practice.flow in load_flows()
    assert not list(what_is_named_is_there())


@EACH
def test_no_idea_comes_twice(programme: Programme) -> None:
    lessons = [session.lesson for session in programme.sessions]
    assert len(lessons) == len(set(lessons))


@EACH
def test_thoughts_of_dying_are_asked_about_and_lead_to_a_person(programme: Programme) -> None:
    danger = next(one for one in programme.screen if one.id == DANGER)
    assert danger.if_yes in (IfYes.STOP, IfYes.ASK_FIRST)
    assert "ending your life" in danger.ask
    assert "person" in danger.says
    assert "Help now" in danger.says


@EACH
def test_it_changes_no_medicine(programme: Programme) -> None:
    for text in programme.texts:
        assert not re.search(
            r"\b(?:stop|reduce|lower|increase) (?:your |the )?(?:pills|medic|tablets)", text, re.I
        )


def test_restricting_sleep_is_kept_from_those_it_could_harm() -> None:
    """The exclusions of the manuals: bipolar, seizures, parasomnia stop; others ask first."""
    sleep = next(p for p in ALL.values() if p.diary and p.diary.kind is DiaryKind.SLEEP)
    by_id = {one.id: one.if_yes for one in sleep.screen}
    assert {by_id[name] for name in ("bipolar", "seizures", "parasomnia")} == {IfYes.STOP}
    assert {by_id[name] for name in ("pregnant", "drowsy_work", "apnoea")} == {IfYes.ASK_FIRST}
    notes = " ".join(note for session in sleep.sessions for note in session.notes)
    assert "drive" in notes
    assert "five and a half hours" in notes


def test_cutting_down_on_alcohol_stops_before_withdrawal() -> None:
    drink = next(p for p in ALL.values() if p.outcome.instrument.startswith("audit"))
    stops = [one for one in drink.screen if one.if_yes is IfYes.STOP]
    said = " ".join(one.says for one in stops)
    assert any("shake" in one.ask for one in stops)
    assert "doctor" in said
    assert "emergency number" in said
