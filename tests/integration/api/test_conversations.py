"""Talking over the API is the same walk as on the page: reply, level, lines, notice, storage."""

from __future__ import annotations

import pytest
from django.utils import timezone

from evenkeel.apps.people import actions as people


def say(call, text, conversation=None):
    path = f"/conversations/{conversation}/turns" if conversation else "/conversations"
    answer = call.post(path, {"text": text})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_talk_begins_goes_on_is_read_and_deleted(call):
    first = say(call, "my boss moved the deadline again, the night before")
    assert first["reply"]
    assert first["level"] == "none"
    assert first["resources"] == []
    second = say(call, "i just stood there", first["conversation"])
    assert second["conversation"] == first["conversation"]
    whole = call.get(f"/conversations/{first['conversation']}").json()
    assert [message["by_member"] for message in whole["messages"]] == [True, False, True, False]
    assert whole["messages"][1]["text"] == first["reply"]
    assert whole["title"].startswith("my boss moved")
    assert call.get("/conversations").json()["total"] == 1
    assert call("DELETE", f"/conversations/{first['conversation']}").status_code == 204
    assert call.get("/conversations").json() == {"total": 0, "items": []}


def test_a_person_in_danger_gets_live_lines_of_their_country(call):
    turn = say(call, "i want to kill myself tonight")
    assert turn["level"] in {"high", "imminent"}
    assert turn["pathway"] == "suicide"
    assert turn["evidence"]
    assert 1 <= len(turn["resources"]) <= 3
    assert all(line["number"] or line["url"] for line in turn["resources"])


def test_the_notice_comes_first_and_not_each_time(call):
    first = say(call, "hello")
    assert "program" in first["notice"]
    assert say(call, "still here", first["conversation"])["notice"] is None


def test_without_consent_the_companion_is_off_but_danger_is_never_cut_off(call, wren):
    risky = say(call, "i want to end my life")["conversation"]
    people.set_consents(by=wren.member, granted={"companion": False}, now=timezone.now())
    refused = call.post("/conversations", {"text": "hello"})
    assert refused.status_code == 403
    assert "switched" in refused.json()["error"]
    assert say(call, "i have the pills here", risky)["resources"]


@pytest.mark.parametrize("text", ["\u202eevil", "\ud83d\udc9a", "x" * 20_000, "\0help\0"])
def test_strange_messages_are_answered(call, text):
    assert say(call, text)["reply"]
