"""The check-in's pages: every answer optional, nothing lost, nobody else's."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.checkins import actions, queries
from evenkeel.apps.checkins.models import CheckIn, CheckInNote, OwnMetric, OwnWord
from evenkeel.apps.checkins.payloads import OwnMetricPayload
from evenkeel.core.insights import MetricKind
from tests.factories.members import Known, make_member, sign_in


def only(known: Known) -> queries.Moment:
    row = CheckIn.objects.get(member=known.member)
    return queries.opened(row, known.keyring)


def test_a_missing_answer_is_missing(page: Client, known: Known) -> None:
    response = page.post("/check-in", {"mood": "0", "energy": "", "anxiety": "37.5"})
    assert response.status_code == 302
    assert only(known).payload.numbers == {"mood": 0.0, "anxiety": 37.5}


def test_two_taps_from_today(page: Client, known: Known) -> None:
    response = page.post("/check-in/quick", {"mood": "25", "energy": "32"})
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert only(known).payload.numbers == {"mood": 25.0, "energy": 32.0}


def test_quick_without_an_answer_opens_the_whole_form(page: Client) -> None:
    response = page.post("/check-in/quick", {})
    assert response.status_code == 422
    assert b"One answer is enough." in response.content


def test_an_empty_check_in_is_not_kept(page: Client) -> None:
    response = page.post("/check-in", {"mood": ""})
    assert response.status_code == 422
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("wrong", ["101", "-1", "nan", "inf", "ten", "1e999"])
def test_a_wrong_number_is_said_and_the_rest_kept(page: Client, wrong: str) -> None:
    response = page.post("/check-in", {"mood": wrong, "note": "kept words"})
    assert response.status_code == 422
    assert b"kept words" in response.content
    assert not CheckIn.objects.exists()


def test_words_and_own_words(page: Client, known: Known) -> None:
    page.post(
        "/check-in",
        {
            "emotions": ["tired", "worried"],
            "triggers": ["deadline"],
            "new_triggers": "the 73 bus, The 73 Bus, \u202enoise\u202c",
            "new_activities": "choir",
        },
    )
    held = only(known).payload
    assert held.emotions == ("tired", "worried")
    assert held.triggers[0] == "deadline"
    assert len(held.triggers) == 3
    names = {p.name for _r, p in queries.own_words(known.member, known.keyring)}
    assert names == {"the 73 bus", "noise", "choir"}
    page.post("/check-in", {"new_triggers": "the 73 bus"})
    assert OwnWord.objects.count() == 3


def test_an_unknown_word_is_refused(page: Client) -> None:
    assert page.post("/check-in", {"emotions": ["nonsense"]}).status_code == 422


def test_several_a_day_and_back_dated_on_the_members_clock(page: Client, known: Known) -> None:
    page.cookies["zone"] = "Asia/Tokyo"
    response = page.post("/check-in", {"mood": "40", "at": "2026-01-05T08:30"})
    assert response.status_code == 302
    moment = only(known)
    assert moment.at.isoformat() == "2026-01-05T08:30:00+09:00"
    assert moment.payload.zone_source == "browser"
    page.post("/check-in", {"mood": "50", "at": "2026-01-05T21:30"})
    days = queries.days_with_entries(
        known.member, moment.at - timedelta(days=1), zone=queries.zone_from("Asia/Tokyo")
    )
    assert {day.isoformat() for day in days} == {"2026-01-05"}


def test_without_a_zone_the_servers_is_used_and_said(page: Client, known: Known) -> None:
    assert b"this server" in page.get("/check-in").content
    page.cookies["zone"] = "Moon/Crater"
    page.post("/check-in", {"mood": "40"})
    assert only(known).payload.zone_source == "server"


def test_the_future_is_refused_kindly_and_kept_in_the_form(page: Client) -> None:
    soon = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    response = page.post("/check-in", {"mood": "40", "at": soon})
    assert response.status_code == 422
    assert b"still to come" in response.content
    assert soon.encode() in response.content
    assert b'value="40"' in response.content


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00", "9999-12-31T23:59", "yesterday", "2026-02-30T10:00"]
)
def test_impossible_times_are_answered(page: Client, at: str) -> None:
    page.cookies["zone"] = "Pacific/Kiritimati"
    assert page.post("/check-in", {"mood": "40", "at": at}).status_code == 422


def test_edit_keeps_the_time_to_the_second(page: Client, known: Known) -> None:
    page.post("/check-in", {"mood": "40", "note": "first"})
    before = only(known)
    address = f"/check-ins/{before.id}/edit"
    shown_at = page.get(address).context["form"]["at"].value()
    assert isinstance(shown_at, datetime)
    data = {"mood": "45", "note": "", "at": f"{shown_at:%Y-%m-%dT%H:%M}", "revision": "1"}
    assert page.post(address, data).status_code == 302
    after = only(known)
    assert after.at == before.at
    assert after.payload.numbers == {"mood": 45.0}
    assert not CheckInNote.objects.exists()


def test_two_tabs_see_both_versions(page: Client, known: Known) -> None:
    page.post("/check-in", {"mood": "40", "note": "first words"})
    address = f"/check-ins/{only(known).id}/edit"
    assert page.post(address, {"mood": "50", "note": "tab one", "revision": "1"}).status_code == 302
    response = page.post(address, {"mood": "60", "note": "tab two", "revision": "1"})
    assert response.status_code == 409
    assert b"tab one" in response.content
    assert b"tab two" in response.content
    assert only(known).payload.numbers == {"mood": 50.0}
    again = {"mood": "60", "note": "tab two", "revision": "2"}
    assert b'name="revision" value="2"' in response.content
    assert page.post(address, again).status_code == 302
    assert only(known).payload.numbers == {"mood": 60.0}


def test_delete_asks_then_takes_the_note_too(page: Client, known: Known) -> None:
    page.post("/check-in", {"mood": "40", "note": "words"})
    address = f"/check-ins/{only(known).id}/delete"
    assert page.get(address).status_code == 200
    assert CheckIn.objects.exists()
    assert page.post(address).status_code == 302
    assert not CheckIn.objects.exists()
    assert not CheckInNote.objects.exists()


def test_nul_and_huge_notes(page: Client, known: Known) -> None:
    assert page.post("/check-in", {"note": "a\x00b"}).status_code == 302
    assert (
        queries.notes(known.member, known.keyring, since=None, zone=queries.zone_from(""))[0][1]
        == "ab"
    )
    response = page.post("/check-in", {"note": "word " * 5000})
    assert response.status_code == 422
    assert b"longer than a check-in holds" in response.content
    assert response.content.count(b"word word") > 1000


def test_own_metrics_of_each_kind(page: Client, known: Known) -> None:
    for data in (
        {"name": "Coffee", "kind": "number", "unit": "cups", "total": "on"},
        {"name": "Outside", "kind": "yes_no"},
        {"name": "Pain", "kind": "scale", "low_word": "none"},
    ):
        assert page.post("/check-in/own", data).status_code == 302
    assert page.post("/check-in/own", {"name": "COFFEE", "kind": "number"}).status_code == 422
    ids = {p.name: f"own:{row.pk}" for row, p in queries.own_metrics(known.member, known.keyring)}
    answer = {ids["Coffee"]: "3", ids["Outside"]: "0", ids["Pain"]: ""}
    assert page.post("/check-in", answer).status_code == 302
    assert only(known).payload.numbers == {ids["Coffee"]: 3.0, ids["Outside"]: 0.0}
    metrics = queries.metrics(known.member, known.keyring)
    assert metrics[ids["Outside"]].kind is MetricKind.YES_NO
    assert metrics[ids["Coffee"]].total


def test_a_metric_is_renamed_archived_and_brought_back(page: Client, known: Known) -> None:
    page.post("/check-in/own", {"name": "Tea", "kind": "number"})
    row = OwnMetric.objects.get()
    address = f"/check-in/own/metrics/{row.pk}"
    assert page.post(address, {"name": "Green tea", "revision": "1"}).status_code == 302
    assert b"Green tea" in page.get("/check-in").content
    page.post(address, {"archive": "1"})
    assert b"Green tea" not in page.get("/check-in").content
    page.post(address, {"archive": "0"})
    assert b"Green tea" in page.get("/check-in").content
    page.post(address, {"name": "Stale", "revision": "1"})
    assert row.__class__.objects.get().open(known.keyring).name == "Green tea"


def test_400_metrics_and_no_more(page: Client, known: Known) -> None:

    now = timezone.now()
    for n in range(actions.MOST_OWN):
        actions.add_metric(
            by=known.member,
            keyring=known.keyring,
            payload=OwnMetricPayload(name=f"m{n}", kind=MetricKind.NUMBER),
            now=now,
        )
    assert page.get("/check-in").status_code == 200
    response = page.post("/check-in/own", {"name": "one more", "kind": "number"})
    assert response.status_code == 422
    names = [f"own:{row.pk}" for row in OwnMetric.objects.all()]
    assert page.post("/check-in", dict.fromkeys(names, "1")).status_code == 302
    assert len(only(known).payload.numbers) == actions.MOST_OWN


def test_scales_carry_their_words(page: Client) -> None:
    form = page.get("/check-in").context["form"]
    for _scale, _field, words in form.scale_fields():
        assert json.loads(words)[0][0] == 0


def test_nobody_else_gets_in(page: Client, known: Known) -> None:
    page.post("/check-in", {"mood": "40", "note": "mine"})
    mine = only(known).id
    page.post("/check-in/own", {"name": "Tea", "kind": "number"})
    page.post("/check-in", {"new_triggers": "bus"})
    addresses = [
        f"/check-ins/{mine}",
        f"/check-ins/{mine}/edit",
        f"/check-ins/{mine}/delete",
        f"/check-in/own/metrics/{OwnMetric.objects.get().pk}",
        f"/check-in/own/words/{OwnWord.objects.get().pk}",
    ]
    make_member("Robin")
    other = Client()
    for address in (*addresses, "/check-in", "/check-ins", "/check-in/own"):
        assert other.get(address).status_code == 302, address
    sign_in(other, "Robin")
    for address in addresses:
        assert other.get(address).status_code == 404, address
        assert other.post(address, {"mood": "1", "name": "x"}).status_code in (404, 405), address
    assert other.post(f"/check-ins/{mine}/tone").status_code == 404
    assert page.get(f"/check-ins/{uuid4()}").status_code == 404
    assert CheckIn.objects.filter(pk=mine).exists()


def test_words_that_sound_serious_show_a_way_to_people(page: Client, known: Known) -> None:
    page.post("/check-in", {"note": "I want to kill myself"})
    response = page.get(f"/check-ins/{only(known).id}")
    assert b"Help now" in response.content
    assert b"sounds serious" in response.content


def test_tone_only_on_request(page: Client, known: Known) -> None:
    page.post("/check-in", {"note": "I am so worried about tomorrow"})
    address = f"/check-ins/{only(known).id}"
    assert b"A program guessed" not in page.get(address).content
    assert b"A program guessed" in page.post(f"{address}/tone").content


def test_the_list_opens_one_page_at_a_time(page: Client, known: Known) -> None:
    for n in range(35):
        page.post("/check-in", {"mood": str(n)})
    assert len(page.get("/check-ins").context["rows"]) == 30
    assert len(page.get("/check-ins?page=2").context["rows"]) == 5
    assert page.get("/check-ins?page=zzz").status_code == 200
