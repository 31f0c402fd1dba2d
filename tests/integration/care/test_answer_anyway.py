"""Whoever wrote a message gets no error page (R1); without detection nobody is answered (L5)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from evenkeel.apps.care import answering
from evenkeel.apps.companion import actions, queries
from evenkeel.core.content import ContentError
from tests.factories.members import Known

pytestmark = pytest.mark.django_db

RISK = "i want to kill myself tonight"


class Writes:
    """Refuses to write, as a full or read-only disk does."""

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            raise OperationalError("attempt to write a readonly database")
        return execute(sql, params, many, context)


class Everything:
    """No database at all."""

    def __call__(self, *rest: Any) -> Any:
        raise OperationalError("unable to open database file")


@pytest.fixture
def quiet(page: Client) -> Client:
    page.raise_request_exception = False
    return page


@pytest.mark.parametrize("fault", [Writes(), Everything()])
@pytest.mark.parametrize("partial", [False, True])
def test_a_risk_turn_is_answered_without_a_database(
    quiet: Client, fault: Any, partial: bool
) -> None:
    headers = {"HX-Request": "true"} if partial else {}
    with connection.execute_wrapper(fault):
        answer = quiet.post("/talk", {"text": RISK}, headers=headers)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "could not be saved" in text
    reply = text.split("bubble--companion")[1].lower()
    assert "emergency" in reply or "call" in reply, "the contract of its level still holds"
    assert "Traceback" not in text
    assert partial or RISK in text, "the words are there to send again"


def test_with_the_member_readable_their_own_lines_are_named(quiet: Client) -> None:
    with connection.execute_wrapper(Writes()):
        text = quiet.post("/talk", {"text": RISK}).content.decode()
    assert "116 123" in text
    assert 'href="sms:85258"' in text


def test_danger_from_before_is_remembered(quiet: Client, wren: Known) -> None:
    where = quiet.post("/talk", {"text": RISK})["Location"].split("#")[0]
    with connection.execute_wrapper(Writes()):
        text = quiet.post(where, {"text": "ok"}).content.decode()
    assert "/help/GB" in text
    assert "could not be saved" in text


def test_a_bug_in_keeping_a_turn_is_answered_too(
    quiet: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "_keep_turn", lambda *rest: 1 / 0)
    text = quiet.post("/talk", {"text": RISK}).content.decode()
    assert "could not be saved" in text


def test_a_companion_that_breaks_leaves_the_safety_room(
    quiet: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        safety = queries.companion().safety

        def reply(self, *args: Any, **kwargs: Any) -> Any:
            raise RuntimeError

    monkeypatch.setattr(queries, "companion", Broken)
    text = quiet.post("/talk", {"text": RISK}).content.decode()
    assert "could not be saved" in text
    assert "findahelpline" in text or "116 123" in text


def test_with_nothing_left_it_says_so_and_points_to_people(
    quiet: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone:
        @property
        def safety(self) -> Any:
            raise RuntimeError

        def reply(self, *args: Any, **kwargs: Any) -> Any:
            raise RuntimeError

    monkeypatch.setattr(queries, "companion", Gone)
    monkeypatch.setattr(answering, "_own_room", lambda: 1 / 0)
    text = quiet.post("/talk", {"text": RISK}).content.decode()
    assert "a person can" in text
    assert "/help" in text


def test_sending_again_keeps_it_once(quiet: Client, wren: Known) -> None:
    once = "8d7c0d7e-6d2c-4a55-9d2e-2f1b9f0f3a10"
    with connection.execute_wrapper(Writes()):
        text = quiet.post("/talk", {"text": RISK, "once": once}).content.decode()
    assert once in text
    quiet.post("/talk", {"text": RISK, "once": once})
    quiet.post("/talk", {"text": RISK, "once": once})
    from evenkeel.apps.companion.models import Message  # noqa: PLC0415

    mine = [row for row in Message.of(wren.member) if row.open(wren.keyring).by_member]
    assert len(mine) == 1


@pytest.mark.parametrize("broken", [ContentError("no rules"), OSError("no file")])
def test_without_detection_nobody_talks(
    quiet: Client, monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    def fail() -> Any:
        raise broken

    monkeypatch.setattr(queries, "companion", fail)
    for answer in (quiet.get("/talk"), quiet.post("/talk", {"text": RISK})):
        assert answer.status_code == 503
        assert "Talk is closed for now" in answer.content.decode()
        assert "/help" in answer.content.decode()
    said = quiet.post("/talk", {"text": RISK}).content.decode()
    assert RISK in said
    assert "116 123" in said, "rules and registry alone still answer danger"
    assert "bubble--companion" not in quiet.post("/talk", {"text": "hello"}).content.decode()
    assert quiet.get("/help/GB").status_code == 200
