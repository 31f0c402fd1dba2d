"""Lessons on the page, with scripts off: read, heard, done, checked, printed, kept sealed."""

from __future__ import annotations

import html

import pytest
from django.test import Client

from evenkeel.apps.programs import enrolments
from evenkeel.apps.programs.models import LessonNote, LessonRun
from evenkeel.core.lessons import Lesson, load_lessons
from tests.factories.members import Known

ALL = load_lessons()
ONE = next(one for one in ALL.values() if one.adult.do.write)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_every_lesson_has_its_three_forms_its_sheet_and_its_two_audiences(her: Client) -> None:
    for lesson in ALL.values():
        assert all(part in text_of(her, f"/lessons/{lesson.id}") for part in lesson.adult.read)
        heard = text_of(her, f"/lessons/{lesson.id}?form=listen")
        assert heard.count("data-say") == len(lesson.adult.heard)
        done = text_of(her, f"/lessons/{lesson.id}?form=do")
        assert all(step in done for step in lesson.adult.do.steps)
        sheet = text_of(her, f"/lessons/{lesson.id}/sheet")
        assert all(line in sheet for line in lesson.adult.keep)
        assert lesson.adult.check.choices[0].reply not in sheet
        young = text_of(her, f"/lessons/{lesson.id}?for=young")
        assert lesson.young.read[0] in young
        assert lesson.young.read[0] in text_of(her, f"/lessons/{lesson.id}")  # remembered
        text_of(her, f"/lessons/{lesson.id}?for=adult")


@pytest.mark.parametrize("lesson", [ONE], ids=[ONE.id])
def test_each_answer_to_the_check_is_met(lesson: Lesson, her: Client, wren: Known) -> None:
    for at, choice in enumerate(lesson.adult.check.choices):
        page = her.post(f"/lessons/{lesson.id}", {"check": str(at)})
        assert choice.reply in html.unescape(page.content.decode())
    runs = enrolments.lesson_runs(wren.member, wren.keyring)
    assert sorted(bool(one.right) for _id, _at, one in runs) == [False, False, True]


def test_lines_are_kept_sealed_and_an_empty_form_keeps_nothing(her: Client, wren: Known) -> None:
    her.post(f"/lessons/{ONE.id}", {"check": ""})
    assert not LessonRun.of(wren.member).exists()
    her.post(f"/lessons/{ONE.id}?form=do", {"line_0": "line-canary"})
    note = LessonNote.of(wren.member).get()
    assert b"canary" not in bytes(note.sealed)
    assert enrolments.lesson_lines(wren.member, wren.keyring, note.pk) == {
        ONE.adult.do.write[0]: "line-canary"
    }


def test_words_that_call_for_a_person_show_one(her: Client) -> None:
    page = her.post(
        f"/lessons/{ONE.id}?form=do", {"check": "0", "line_0": "I want to kill myself"}
    ).content.decode()
    assert "/help" in page
    assert "notice--risk" in page


def test_found_by_need_and_by_words(her: Client) -> None:
    need = ONE.needs[0]
    found = text_of(her, f"/lessons?need={need.value}")
    assert ONE.title in found
    others = [one for one in ALL.values() if need not in one.needs]
    assert not any(f"/lessons/{one.id}" in found for one in others)
    assert ONE.title in text_of(her, f"/lessons?q={ONE.title}")
    assert "Nothing with these words" in text_of(her, "/lessons?q=xyzzy")


def test_the_words_alone_are_public_and_hold_no_member(client: Client, db: None) -> None:
    for address in (f"/lessons/{ONE.id}/offline", f"/lessons/{ONE.id}/offline?for=young"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "csrfmiddlewaretoken" not in answer.content.decode()
        assert not answer.cookies
    assert client.get("/lessons/none/offline").status_code == 404
    assert client.get("/exercises/none/offline").status_code == 404
    assert client.get(f"/lessons/{ONE.id}").status_code == 302
