"""What the operations do, and that it is the same as what the pages do."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from evenkeel.apps.api import status
from evenkeel.apps.assessments import queries as assessments
from evenkeel.apps.checkins import actions as checkins
from evenkeel.apps.checkins import queries as checkin_queries
from evenkeel.apps.journal.models import JournalEntry
from tests.factories.members import NOW


def test_a_check_in_is_made_read_changed_and_deleted(call):
    made = call.post(
        "/check-ins",
        {"numbers": {"mood": 62.5}, "note": "slept well", "zone": "Europe/Berlin"},
    )
    assert made.status_code == 201
    first = made.json()
    assert (first["numbers"], first["note"], first["revision"]) == ({"mood": 62.5}, "slept well", 1)
    changed = call(
        "PUT", f"/check-ins/{first['id']}", {"numbers": {"mood": 40}, "revision": 1}
    ).json()
    assert (changed["numbers"], changed["note"], changed["revision"]) == ({"mood": 40.0}, "", 2)
    assert datetime.fromisoformat(changed["at"]) == datetime.fromisoformat(first["at"])
    assert call("DELETE", f"/check-ins/{first['id']}").status_code == 204
    assert call.get(f"/check-ins/{first['id']}").status_code == 404


def test_two_programs_that_change_the_same_do_not_overwrite_each_other(call):
    for path, body in (
        ("/check-ins", {"numbers": {"mood": 1}}),
        ("/journal", {"text": "first"}),
    ):
        made = call.post(path, body).json()
        change = {**body, "revision": 1}
        assert call("PUT", f"{path}/{made['id']}", change).status_code == 200
        late = call("PUT", f"{path}/{made['id']}", change)
        assert late.status_code == 409
        assert "Nothing was changed" in late.json()["error"]


def test_a_note_needs_its_own_scope(calling):
    notes = calling("checkins:read", "checkins:write", "checkins:notes")
    numbers = calling("checkins:read", "checkins:write")
    made = notes.post("/check-ins", {"numbers": {"mood": 5}, "note": "words"}).json()
    assert numbers.get(f"/check-ins/{made['id']}").json()["note"] is None
    assert numbers.get("/check-ins").json()["items"][0]["note"] is None
    assert numbers.post("/check-ins", {"numbers": {"mood": 5}, "note": "x"}).status_code == 403
    body = {"numbers": {"mood": 6}, "revision": 1}
    assert numbers("PUT", f"/check-ins/{made['id']}", body).status_code == 403
    assert numbers("DELETE", f"/check-ins/{made['id']}").status_code == 403
    assert notes.get(f"/check-ins/{made['id']}").json()["note"] == "words"
    plain = numbers.post("/check-ins", {"numbers": {"mood": 5}}).json()
    assert plain["note"] is None
    assert numbers("DELETE", f"/check-ins/{plain['id']}").status_code == 204


def test_check_ins_are_listed_by_day(call):
    days = [datetime(2026, 3, day, 23, 30, tzinfo=UTC) for day in (1, 2, 3)]
    for at in days:
        call.post("/check-ins", {"numbers": {"mood": 5}, "at": at.isoformat()})
    one_day = call.get("/check-ins?since=2026-03-02&until=2026-03-02").json()
    assert [item["at"][:10] for item in one_day["items"]] == ["2026-03-02"]
    newest = call.get("/check-ins?limit=1").json()
    assert (newest["total"], newest["items"][0]["at"][:10]) == (3, "2026-03-03")
    second = call.get("/check-ins?limit=1&offset=1").json()
    assert second["items"][0]["at"][:10] == "2026-03-02"
    exact = call.get("/check-ins?since=2026-03-02T23:30:00Z").json()
    assert exact["total"] == 2


def test_an_own_metric_has_the_range_of_its_kind(call, wren):
    payload = checkin_queries.OwnMetricPayload(name="rested", kind="scale")
    row = checkins.add_metric(by=wren.member, keyring=wren.keyring, payload=payload, now=NOW)
    name = f"own:{row.pk}"
    assert call.post("/check-ins", {"numbers": {name: 70}}).status_code == 201
    assert call.post("/check-ins", {"numbers": {name: 170}}).status_code == 422


def test_what_is_offered_can_be_sent_back(call, calling, wren):
    payload = checkin_queries.OwnMetricPayload(name="cups of coffee", kind="number", unit="cups")
    checkins.add_metric(by=wren.member, keyring=wren.keyring, payload=payload, now=NOW)
    checkins.add_words(
        by=wren.member, keyring=wren.keyring, kind="trigger", names=["the landlord"], now=NOW
    )
    offered = call.get("/check-ins/offered").json()
    assert "cups of coffee" in {metric["label"] for metric in offered["metrics"]}
    assert "the landlord" in {word["label"] for word in offered["triggers"]}
    body = {
        "numbers": {metric["id"]: 1 for metric in offered["metrics"]},
        **{
            name: [word["id"] for word in offered[name]][-3:]
            for name in ("emotions", "triggers", "activities")
        },
    }
    assert call.post("/check-ins", body).status_code == 201
    numbers_only = calling("checkins:read").get("/check-ins/offered").content.decode()
    assert "mood" in numbers_only
    assert "coffee" not in numbers_only
    assert "landlord" not in numbers_only


def test_a_journal_entry_is_written_read_changed_and_deleted(call):
    made = call.post("/journal", {"text": "A long day.", "title": "Tuesday"}).json()
    assert made["title"] == "Tuesday"
    changed = call("PUT", f"/journal/{made['id']}", {"text": "A longer day.", "revision": 1}).json()
    assert (changed["text"], changed["revision"]) == ("A longer day.", 2)
    assert call.get("/journal").json()["total"] == 1
    assert call("DELETE", f"/journal/{made['id']}").status_code == 204
    assert call.get("/journal").json()["total"] == 0


def test_every_questionnaire_can_be_answered_from_its_own_list(call):
    listed = call.get("/questionnaires").json()["items"]
    assert {one["id"] for one in listed} == set(assessments.instruments())
    for one in listed:
        answers = {item["id"]: item["options"][0]["value"] for item in one["items"]}
        scored = call.post(f"/questionnaires/{one['id']}", {"answers": answers})
        assert scored.status_code == 201, (one["id"], scored.content)
        body = scored.json()
        assert body["missing"] == []
        kept = call.get(f"/questionnaires/results/{body['id']}").json()
        assert kept["answers"] == answers
    assert call.get("/questionnaires/results").json()["total"] == len(listed)
    first = listed[0]["id"]
    assert call.get(f"/questionnaires/results?instrument={first}").json()["total"] == 1


def test_a_safety_item_points_to_help_now(call):
    for found in assessments.instruments().values():
        for item in found.items:
            options = [option.value for option in found.options_of(item)]
            body = call.post(f"/questionnaires/{found.id}", {"answers": {item.id: max(options)}})
            flag = body.json().get("safety") if body.status_code == 201 else None
            if flag is not None:
                assert flag["help_at"] == "/help"
                assert flag["item"] == item.id
                return
    pytest.fail("no questionnaire has a safety item")


def test_exercises_can_be_chosen_by_need(call):
    everything = call.get("/exercises").json()["items"]
    assert everything
    assert all(one["how"] for one in everything)
    need = everything[0]["needs"][0]
    some = call.get(f"/exercises?need={need}").json()["items"]
    assert 0 < len(some) <= len(everything)
    assert all(need in one["needs"] for one in some)
    assert call.get("/exercises?need=nothing").json()["items"] == []


def test_the_export_is_the_whole_archive(call):
    call.post("/journal", {"text": "to take along"})
    answer = call.get("/export")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert b"to take along" in archive.read("records/journal.journalentry.json")


def test_status_says_what_runs_and_nothing_about_anybody(call, db):
    answer = call.get("/status").json()
    assert answer["ok"] is True
    assert answer["database"] is True
    now = datetime.fromisoformat(answer["now"])
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)
    assert "member" not in str(answer)


def test_status_without_a_database_says_so(db, client, monkeypatch):
    class Gone:
        def cursor(self):
            raise OperationalError

    monkeypatch.setattr(status, "connection", Gone())
    answer = client.get("/api/v1/status")
    assert answer.status_code == 503
    assert answer.json()["ok"] is False


def test_an_entry_changed_in_the_database_is_a_problem_and_no_crash(call, wren):
    made = call.post("/journal", {"text": "whole"}).json()
    row = JournalEntry.objects.get(pk=made["id"])
    JournalEntry.objects.filter(pk=row.pk).update(sealed=bytes(row.sealed)[:-1] + b"x")
    answer = call.get(f"/journal/{made['id']}")
    assert answer.status_code == 409
    assert "does not open" in answer.json()["error"]
