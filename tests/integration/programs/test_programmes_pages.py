"""Programmes on the page, with scripts off: screened, worked through, left, nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.body import queries as body
from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.programs import enrolling, enrolments, prescriptions, queries
from evenkeel.apps.programs.enrolment_payloads import WindowSet
from evenkeel.apps.programs.models import DiaryDay, Enrolment, EnrolmentNote
from evenkeel.core.programmes import DiaryKind, IfYes, Programme, load_programmes
from tests.factories.members import Known

ALL = load_programmes()
SLEEP = next(p for p in ALL.values() if p.diary and p.diary.kind is DiaryKind.SLEEP)
LADDER = next(p for p in ALL.values() if p.ladder)
PLAIN = next(p for p in ALL.values() if not p.diary and not p.ladder)
START = datetime(2026, 3, 2, 18, tzinfo=UTC)


def begin(client: Client, programme: Programme, **yes: str) -> int:
    data = {f"ask_{one.id}": yes.get(one.id, "no") for one in programme.screen}
    if yes.get("spoken"):
        data["spoken"] = "on"
    return client.post(f"/programmes/{programme.id}", data).status_code


def at(days: float) -> mock._patch[object]:
    return mock.patch.object(timezone, "now", return_value=START + timedelta(days=days))


def work_through(client: Client, programme: Programme, index: int, **given: str) -> int:
    data = {"weekly": "5", "plan": "Tomorrow after lunch", "how": "done", **given}
    session = programme.sessions[index].id
    return client.post(f"/programmes/{programme.id}/sessions/{session}", data).status_code


@pytest.mark.parametrize("programme", ALL.values(), ids=ALL.keys())
def test_every_programme_says_what_it_is_and_asks_before_it_begins(
    programme: Programme, her: Client, wren: Known
) -> None:
    text = her.get(f"/programmes/{programme.id}").content.decode()
    assert all(f'name="ask_{one.id}"' in text for one in programme.screen)
    assert her.post(f"/programmes/{programme.id}", {}).status_code == 400
    assert not Enrolment.of(wren.member).exists()
    assert begin(her, programme) == 302
    assert Enrolment.of(wren.member).count() == 1
    first = programme.sessions[0]
    page = her.get(f"/programmes/{programme.id}/sessions/{first.id}").content.decode()
    assert first.practice.text[:20].replace("'", "&#x27;") in page
    assert "/sheet" in page


@pytest.mark.parametrize("programme", ALL.values(), ids=ALL.keys())
def test_a_yes_that_stops_stops_and_one_that_asks_first_asks(
    programme: Programme, her: Client, wren: Known
) -> None:
    for one in programme.screen:
        if one.if_yes is IfYes.STOP:
            assert begin(her, programme, **{one.id: "yes", "spoken": "on"}) == 400
        if one.if_yes is IfYes.ASK_FIRST:
            assert begin(her, programme, **{one.id: "yes"}) == 400
    assert not Enrolment.of(wren.member).exists()
    ask = next(one for one in programme.screen if one.if_yes is IfYes.ASK_FIRST)
    assert begin(her, programme, **{ask.id: "yes", "spoken": "on"}) == 302


def test_a_session_is_kept_sealed_and_the_next_opens_after_some_days(
    her: Client, wren: Known
) -> None:
    with at(0):
        begin(her, PLAIN)
        assert work_through(her, PLAIN, 0, plan="plan-canary", weekly="7") == 302
    row, note = Enrolment.of(wren.member).get(), EnrolmentNote.of(wren.member).get()
    assert b"canary" not in bytes(row.sealed) + bytes(note.sealed)
    with at(1):
        page = her.get(f"/programmes/{PLAIN.id}").content.decode()
        assert "plan-canary" in page
        second = f"/programmes/{PLAIN.id}/sessions/{PLAIN.sessions[1].id}"
        assert "opens on" in her.get(second).content.decode()
        assert work_through(her, PLAIN, 1) == 200  # closed: shown, not kept
    with at(5):
        assert "plan-canary" in her.get(second).content.decode()
        assert work_through(her, PLAIN, 1) == 302
        way = enrolments.way(wren.member, wren.keyring, PLAIN, now=timezone.now())
    assert way
    assert [one.session for one in way.payload.done] == [s.id for s in PLAIN.sessions[:2]]
    assert way.payload.done[0].weekly == 7


def test_kept_for_later_is_not_done(her: Client, wren: Known) -> None:
    begin(her, PLAIN)
    work_through(her, PLAIN, 0, how="later", plan="half of it")
    page = her.get(f"/programmes/{PLAIN.id}/sessions/{PLAIN.sessions[0].id}").content.decode()
    assert "half of it" in page
    way = enrolments.way(wren.member, wren.keyring, PLAIN, now=timezone.now())
    assert way
    assert not way.payload.done


def test_to_the_end_with_a_report_and_no_lost_streak(her: Client, wren: Known) -> None:
    for index in range(len(PLAIN.sessions)):
        with at(7 * index):
            if index == 0:
                begin(her, PLAIN)
            assert work_through(her, PLAIN, index) == 302
    with at(7 * len(PLAIN.sessions)):
        page = her.get(f"/programmes/{PLAIN.id}").content.decode()
        report = her.get(f"/programmes/{PLAIN.id}/report").content.decode()
    assert PLAIN.closing[:30].replace("'", "&#x27;") in page
    assert "streak" not in page.lower()
    assert f"{len(PLAIN.sessions)} of {len(PLAIN.sessions)}" in report


def test_practice_is_ticked_and_the_tick_taken_away(her: Client, wren: Known) -> None:
    with at(0):
        begin(her, PLAIN)
        work_through(her, PLAIN, 0)
    with at(1):
        her.post(f"/programmes/{PLAIN.id}/practice", {"done": "yes"})
        assert "Done today" in her.get(f"/programmes/{PLAIN.id}").content.decode()
        her.post(f"/programmes/{PLAIN.id}/practice", {"done": "no"})
        way = enrolments.way(wren.member, wren.keyring, PLAIN, now=timezone.now())
    assert way
    assert not way.progress.practised


def night(client: Client, **given: str) -> int:
    data = {
        "lights_out": "23:00", "got_up": "07:00", "to_fall_asleep": "60",
        "awake_between": "60", "awake_at_end": "0", **given,
    }  # fmt: skip
    return client.post(f"/programmes/{SLEEP.id}/diary", data).status_code


def test_the_sleep_window_follows_the_diary(her: Client, wren: Known) -> None:
    with at(0):
        begin(her, SLEEP)
        assert work_through(her, SLEEP, 0) == 302
    for day in range(1, 6):
        with at(day):
            assert night(her) == 302
    with at(6):
        page = her.get(f"/programmes/{SLEEP.id}").content.decode()
        assert "6 h 00" in page  # 8 h in bed, 2 h awake
        her.post(f"/programmes/{SLEEP.id}/window", {"get_up": "06:30"})
        page = her.get(f"/programmes/{SLEEP.id}").content.decode()
        assert "00:30 to 06:30" in page
    for day in range(7, 13):
        with at(day):
            night(her, lights_out="00:30", got_up="06:30", to_fall_asleep="10", awake_between="5")
    with at(12):
        assert "stands for a week" in her.get(f"/programmes/{SLEEP.id}").content.decode()
    with at(13):
        page = her.get(f"/programmes/{SLEEP.id}").content.decode()
        assert "6 h 15" in page
        her.post(f"/programmes/{SLEEP.id}/window", {"get_up": "06:30"})
        way = enrolments.way(wren.member, wren.keyring, SLEEP, now=timezone.now())
    assert way
    assert [one.minutes for one in way.payload.windows] == [360, 375]
    assert DiaryDay.of(wren.member).count() == 11


def test_a_night_of_the_diary_stands_beside_what_a_watch_tells(her: Client, wren: Known) -> None:
    with at(0):
        begin(her, SLEEP)
        today = timezone.localtime().date()
        night(her)
        night(her, to_fall_asleep="30")  # written anew: 8 h in bed, 90 min awake
        table = body.day_table(wren.member, wren.keyring, today, today)
    assert table.columns["diary_sleep_minutes"][0] == 390


def test_a_night_with_more_awake_than_in_bed_is_asked_about(her: Client, wren: Known) -> None:
    begin(her, SLEEP)
    assert night(her, awake_between="500") == 400
    assert not DiaryDay.of(wren.member).exists()


def test_a_day_is_noted_once_and_written_over(her: Client, wren: Known) -> None:
    begin(her, SLEEP)
    night(her)
    night(her, to_fall_asleep="5")
    row = DiaryDay.of(wren.member).get()
    assert row.open(wren.keyring).values["to_fall_asleep"] == 5


def test_the_ladder_grows_is_climbed_and_is_sealed(her: Client, wren: Known) -> None:
    begin(her, LADDER)
    address = f"/programmes/{LADDER.id}/ladder"
    assert her.post(address, {"do": "add", "text": "", "fear": "4"}).status_code == 400
    her.post(address, {"do": "add", "text": "rung-canary two", "fear": "6"})
    her.post(address, {"do": "add", "text": "rung one", "fear": "3"})
    way = enrolments.way(wren.member, wren.keyring, LADDER, now=timezone.now())
    assert way
    assert [rung.fear for rung in way.words.ladder] == [3, 6]
    first = way.words.ladder[0].id
    tried = {"do": "try", "rung": first, "expected": "6", "felt": "2", "learnt": "nobody looked"}
    her.post(address, tried)
    page = her.get(address).content.decode()
    assert "nobody looked" in page
    assert "expected 6" in page
    her.post(address, {"do": "remove", "rung": first})
    assert "nobody looked" not in her.get(address).content.decode()
    assert b"canary" not in bytes(EnrolmentNote.of(wren.member).get().sealed)


def test_words_that_call_for_a_person_lead_to_help(her: Client) -> None:
    begin(her, PLAIN)
    session = PLAIN.sessions[0].id
    answer = her.post(
        f"/programmes/{PLAIN.id}/sessions/{session}",
        {"plan": "I am going to kill myself tonight", "how": "done"},
    )
    assert answer.status_code == 302
    assert "/help" in answer.headers["Location"]


def test_left_and_begun_again_and_deleted_with_its_diary(her: Client, wren: Known) -> None:
    begin(her, SLEEP)
    night(her)
    her.post(f"/programmes/{SLEEP.id}/leave", {"how": "leave", "because": "too_long"})
    assert Enrolment.of(wren.member).get().open(wren.keyring).because == "too_long"
    assert 'name="ask_' in her.get(f"/programmes/{SLEEP.id}").content.decode()
    with at(9000):  # a later start, so that it is the latest row
        begin(her, SLEEP)
        her.post(f"/programmes/{SLEEP.id}/leave", {"how": "delete"})
    assert Enrolment.of(wren.member).count() == 1


@pytest.mark.parametrize("page", ["diary", "ladder", "report", "leave"])
def test_a_strangers_programme_is_nowhere(page: str, her: Client, stranger: Client) -> None:
    begin(her, SLEEP)
    begin(her, LADDER)
    for programme in (SLEEP, LADDER):
        assert stranger.get(f"/programmes/{programme.id}/{page}").status_code == 404


def test_a_locked_programme_opens_once_with_its_code_and_keeps_its_dose(
    her: Client, stranger: Client, wren: Known
) -> None:
    (code,) = prescriptions.make_codes(programme=PLAIN.id, count=1, now=START)
    with at(1):
        assert "opens with a code" in her.get(f"/programmes/{PLAIN.id}").content.decode()
        assert begin(her, PLAIN) == 200
        assert not Enrolment.of(wren.member).exists()
        her.post("/programmes/open-with-a-code", {"code": "WRNG-WRNG-WRNG"})
        assert begin(her, PLAIN) == 200
        her.post("/programmes/open-with-a-code", {"code": code.lower().replace("-", " ")})
        assert begin(her, PLAIN) == 302
        stranger.post("/programmes/open-with-a-code", {"code": code})
        assert begin(stranger, PLAIN) == 200
        assert work_through(her, PLAIN, 0) == 302
    with at(6.5):
        assert work_through(her, PLAIN, 1) == 200  # five and a half days: the dose holds
    with at(8.5):
        assert work_through(her, PLAIN, 1) == 302
        assert "By prescription" in her.get(f"/programmes/{PLAIN.id}/report").content.decode()


def test_an_old_code_and_an_unlocked_programme(her: Client, wren: Known) -> None:
    (code,) = prescriptions.make_codes(programme=PLAIN.id, count=1, now=START)
    late = START + prescriptions.LASTS + timedelta(days=1)
    assert prescriptions.redeem(by=wren.member, code=code, now=late) is None
    prescriptions.unlock(programme=PLAIN.id)
    assert prescriptions.redeem(by=wren.member, code=code, now=START) is None
    assert begin(her, PLAIN) == 302


def test_two_tabs_do_not_overwrite_each_other(her: Client, wren: Known) -> None:
    begin(her, PLAIN)
    way = enrolments.way(wren.member, wren.keyring, PLAIN, now=timezone.now())
    assert way
    now = timezone.now()
    window = WindowSet(on=way.today, minutes=360, get_up=time(6))
    enrolling.set_window(way=way, keyring=wren.keyring, window=window, now=now)
    stale = enrolments.opened(way.row, PLAIN, wren.member, wren.keyring, now=now)
    assert stale.payload.windows
    assert checkins.Zone


def test_what_is_due_today_is_told_to_other_areas(her: Client, wren: Known) -> None:
    with at(0):
        begin(her, PLAIN)
        due = queries.programmes_due(wren.member, wren.keyring, now=timezone.now())
        assert [(one.programme, one.kind) for one in due] == [(PLAIN.id, "session")]
        assert her.get(due[0].address).status_code == 200
        work_through(her, PLAIN, 0)
    with at(1):
        (due_now,) = queries.programmes_due(wren.member, wren.keyring, now=timezone.now())
        assert due_now.kind == "practice"
        her.post(f"/programmes/{PLAIN.id}/practice", {"done": "yes"})
        assert not queries.programmes_due(wren.member, wren.keyring, now=timezone.now())
    with at(2):
        her.post(f"/programmes/{PLAIN.id}/practice", {"done": "yes"})
        (due_now,) = queries.programmes_due(wren.member, wren.keyring, now=timezone.now())
        assert due_now.kind == "recall"
        answer = {"check": "0"}
        her.post(due_now.address, answer)
        assert not queries.programmes_due(wren.member, wren.keyring, now=timezone.now())
