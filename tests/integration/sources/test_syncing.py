"""Syncing: days that were half over, refreshing, faults in the log, going quiet, leaving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from evenkeel.apps.body import actions as body
from evenkeel.apps.body import store
from evenkeel.apps.body.models import ImportRun
from evenkeel.apps.body.queries import day_table, held
from evenkeel.apps.people.actions import set_consents
from evenkeel.apps.people.queries import has_consent
from evenkeel.apps.sources import actions, background, queries
from evenkeel.apps.sources.models import Connection, ConnectionKey, SealedTokens, Sync
from evenkeel.apps.sources.payloads import State
from evenkeel.apps.sources.syncing import CONSENT, EVERY
from evenkeel.core.vault import DataClass, Keyring
from evenkeel.core.vocabulary import ObservationBatch
from evenkeel.importers.contract import Choices
from evenkeel.importers.discovery import FOLDER, importer
from evenkeel.importers.running import run
from tests.contract.importers.fixtures import contents, source_of
from tests.contract.sources.maker import Fault, Maker
from tests.factories.members import Known, sign_in
from tests.integration.sources.conftest import NOW, Clock, connect

Hosted = Callable[[str], Maker]


def values(known: Known, signal: str) -> ObservationBatch:
    entries = store.index_of(known.member, known.keyring)
    months = {one.month for one in entries.values()}
    found = store.load(known.member, known.keyring, entries, signals={signal}, months=months)
    return found[signal]


def total(known: Known) -> int:
    return sum(one.rows for one in held(known.member, known.keyring, on=NOW.date()))


def last_line(known: Known, source: str = "oura"):  # type: ignore[no-untyped-def]
    return queries.log_of(known.member, known.keyring, source)[0][1]


def test_asking_again_adds_nothing(page: Client, known: Known, hosted: Hosted) -> None:
    hosted("oura")
    connect(page, "oura")
    before = total(known)
    answer = page.post("/body/makers/oura/sync", follow=True)
    assert total(known) == before
    assert "Nothing new." in answer.content.decode()


def test_a_day_that_was_half_over_is_replaced_not_added(
    page: Client, known: Known, hosted: Hosted
) -> None:
    maker = hosted("oura")
    maker.data["steps"] = 4000
    connect(page, "oura")
    assert values(known, "steps").value.tolist() == [4000]
    maker.data["steps"] = 8123
    answer = page.post("/body/makers/oura/sync", follow=True)
    assert values(known, "steps").value.tolist() == [8123]
    assert "1 was revised" in answer.content.decode()


def test_a_sync_and_an_export_of_the_same_days_are_one(
    page: Client, known: Known, hosted: Hosted
) -> None:
    hosted("oura")
    connect(page, "oura")
    before = total(known)
    path = FOLDER / "oura" / "fixtures" / "oura_account.json"
    zone = ZoneInfo("Europe/Berlin")
    kept = store.Store(known.member, known.keyring, NOW)
    for item in run(importer("oura"), source_of(contents(path), path.name), Choices(zone=zone)):
        if isinstance(item, ObservationBatch) and len(item):
            kept.add(item)
    kept.flush()
    assert total(known) == before


def test_it_asks_again_about_the_last_days_only(page: Client, hosted: Hosted, clock: Clock) -> None:
    maker = hosted("oura")
    connect(page, "oura")
    maker.questions.clear()
    page.post("/body/makers/oura/sync")
    first = maker.asked("daily_activity")[0].params
    assert first["start_date"] == str(NOW.date() - timedelta(days=4 + 1))


def test_by_itself_when_its_time_has_come_and_the_member_is_here(
    page: Client, known: Known, hosted: Hosted, clock: Clock
) -> None:
    maker = hosted("oura")
    connect(page, "oura")
    maker.questions.clear()
    page.get("/body")
    assert maker.questions == []
    for _quarter in range(15):
        clock.now += EVERY / 14
        page.get("/style")
    assert maker.questions
    assert Sync.objects.count() == 2


def test_a_maker_never_costs_a_page(
    page: Client, hosted: Hosted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_about: object) -> int:
        raise RuntimeError("anything")

    hosted("oura")
    monkeypatch.setattr(actions, "sync_due", broken)
    assert page.get("/body").status_code == 200


def test_locked_nothing_can_be_asked(
    page: Client, known: Known, hosted: Hosted, clock: Clock
) -> None:
    maker = hosted("oura")
    connect(page, "oura")
    maker.questions.clear()
    page.post("/lock")
    clock.now += timedelta(days=1)
    page.get("/body")
    page.get("/unlock")
    assert maker.questions == []


def test_the_thread_gets_no_key_of_class_c(
    page: Client, known: Known, hosted: Hosted, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = []
    hosted("oura")
    connect(page, "oura")
    monkeypatch.setattr(background, "start", turns.append)
    page.post("/body/makers/oura/sync")
    ring: Keyring = turns[0].keyring
    assert ring.classes == {DataClass.D}
    assert ring.is_limited


def test_two_windows_do_not_ask_at_once(
    page: Client, known: Known, hosted: Hosted, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    """A refresh token that is used twice is lost at a maker that gives a new one each time."""
    turns = []
    hosted("oura")
    connect(page, "oura")
    monkeypatch.setattr(background, "start", turns.append)
    page.post("/body/makers/oura/sync")
    page.post("/body/makers/oura/sync")
    assert len(turns) == 1
    shown = page.get("/body/makers/oura").content.decode()
    assert "The maker is being asked" in shown
    clock.now += actions.LEASE + timedelta(seconds=1)
    page.post("/body/makers/oura/sync")
    assert len(turns) == 2


def test_rotated_tokens_are_kept(page: Client, known: Known, hosted: Hosted, clock: Clock) -> None:
    maker = hosted("whoop")
    connect(page, "whoop")
    before = bytes(SealedTokens.objects.get().sealed)
    for _turn in range(3):
        maker.forget()
        page.post("/body/makers/whoop/sync")
        assert last_line(known, "whoop").outcome == "ok"
    assert bytes(SealedTokens.objects.get().sealed) != before
    assert maker.given == 4


@pytest.mark.parametrize(
    ("fault", "outcome", "sentence"),
    [
        (Fault(429, {"Retry-After": "3600"}), "busy", "The maker asked to wait"),
        (Fault(200, body=b"<p>hello"), "unexpected", "not what the maker documents"),
        (Fault(410), "gone", "shut this way of asking down"),
    ],
    ids=["busy", "unexpected", "gone"],
)
def test_a_fault_is_a_line_in_the_log(
    page: Client, known: Known, hosted: Hosted, fault: Fault, outcome: str, sentence: str
) -> None:
    maker = hosted("oura")
    connect(page, "oura")
    before = total(known)
    maker.faults = [fault]
    answer = page.post("/body/makers/oura/sync", follow=True)
    assert last_line(known).outcome == outcome
    assert sentence in answer.content.decode()
    assert total(known) == before
    assert SealedTokens.objects.get().busy_until is None


def test_a_busy_maker_is_left_alone_as_long_as_it_asked(
    page: Client, known: Known, hosted: Hosted
) -> None:
    maker = hosted("oura")
    connect(page, "oura")
    maker.faults = [Fault(429, {"Retry-After": "7200"})]
    page.post("/body/makers/oura/sync")
    wait = SealedTokens.objects.get().next_at - NOW
    assert timedelta(seconds=7200) <= wait < timedelta(seconds=7260)


def test_a_permission_ended_at_the_maker_is_said_and_not_asked_again(
    page: Client, known: Known, hosted: Hosted, clock: Clock
) -> None:
    maker = hosted("oura")
    connect(page, "oura")
    maker.closed = True
    answer = page.post("/body/makers/oura/sync", follow=True)
    assert "The permission has ended. Connect again" in answer.content.decode()
    assert queries.connection_of(known.member, known.keyring, "oura")[1].state is State.REVOKED
    maker.questions.clear()
    for _quarter in range(15):
        clock.now += EVERY / 14
        page.get("/style")
    assert maker.questions == []
    maker.closed = False
    assert "Last fetched" in connect(page, "oura").content.decode()


def test_a_source_that_stopped_is_noticed_after_48_hours(
    page: Client, known: Known, hosted: Hosted, clock: Clock
) -> None:
    hosted("oura")
    connect(page, "oura", signals=["sleep_stage"])
    newest = queries.connection_of(known.member, known.keyring, "oura")[1].newest["sleep_stage"]
    last = NOW.fromtimestamp(newest / 1000, NOW.tzinfo)
    just = queries.quiet(known.member, known.keyring, now=last + timedelta(hours=48))
    assert [one for one in just if one.group == "sleep"] == []
    after = queries.quiet(known.member, known.keyring, now=last + timedelta(hours=48, seconds=1))
    assert [one.group for one in after if one.group == "sleep"] == ["sleep"]
    clock.now = last + timedelta(days=3, hours=1)
    again = Client()
    sign_in(again)
    shown = again.get("/body/makers").content.decode()
    assert "No sleep data from Oura for 3 days; the trend is paused." in shown


def test_one_sentence_for_what_stopped_at_once(
    page: Client, known: Known, hosted: Hosted, clock: Clock
) -> None:
    hosted("oura")
    connect(page, "oura")
    told = queries.quiet_sentences(known.member, known.keyring, now=NOW + timedelta(days=9))
    assert "No sleep, heart and movement data from Oura" in " ".join(told) or len(told) > 1
    assert len(told) <= 2
    assert all("the trend is paused" in one for one in told)


def test_withdrawing_consent_elsewhere_stops_it_and_deletes_the_tokens(
    page: Client, known: Known, hosted: Hosted, clock: Clock
) -> None:
    maker = hosted("oura")
    connect(page, "oura")
    maker.questions.clear()
    set_consents(by=known.member, granted={CONSENT: False}, now=clock())
    SealedTokens.objects.update(next_at=NOW)
    page.post("/body/makers/oura/sync")
    page.get("/style")
    assert maker.questions == []
    assert not SealedTokens.objects.exists()
    assert not ConnectionKey.objects.exists()
    assert "Connect again" in page.get("/body/makers/oura").content.decode()


def test_disconnecting_deletes_the_tokens_and_keeps_the_data(
    page: Client, known: Known, hosted: Hosted
) -> None:
    maker = hosted("oura")
    connect(page, "oura")
    before = total(known)
    answer = page.post("/body/makers/oura/disconnect", {"fetched": "keep"}, follow=True)
    assert "Oura is disconnected, here and there" in answer.content.decode()
    assert maker.revoked == ["access-1"]
    assert not SealedTokens.objects.exists()
    assert not Connection.objects.exists()
    assert total(known) == before > 0
    assert not has_consent(known.member, CONSENT)


def test_disconnecting_may_delete_what_was_fetched(
    page: Client, known: Known, hosted: Hosted
) -> None:
    hosted("oura")
    connect(page, "oura")
    page.post("/body/makers/oura/disconnect", {"fetched": "delete"})
    assert total(known) == 0
    assert not Sync.objects.exists()


def test_deleting_one_source_leaves_the_others(page: Client, known: Known, hosted: Hosted) -> None:
    hosted("oura")
    hosted("polar")
    connect(page, "oura")
    connect(page, "polar")
    page.post("/body/makers/oura/disconnect", {"fetched": "delete"})
    names = {
        name
        for one in held(known.member, known.keyring, on=NOW.date())
        for name, _count in one.sources
    }
    assert names == {"Polar"}


@pytest.mark.parametrize(("id", "gone"), [("whoop", "user/access"), ("polar", "users/475")])
def test_makers_without_token_revocation_are_told_their_own_way(
    id: str, gone: str, page: Client, hosted: Hosted
) -> None:
    maker = hosted(id)
    connect(page, id)
    page.post(f"/body/makers/{id}/disconnect", {"fetched": "keep"})
    assert maker.revoked == [gone]


def test_where_the_maker_has_no_such_way_the_member_is_told(page: Client, hosted: Hosted) -> None:
    hosted("withings")
    connect(page, "withings")
    answer = page.post("/body/makers/withings/disconnect", {"fetched": "keep"}, follow=True)
    assert "To end it there too" in answer.content.decode()


def test_a_signal_that_is_off_is_not_kept(page: Client, known: Known, hosted: Hosted) -> None:
    hosted("oura")
    body.switch(by=known.member, keyring=known.keyring, signal="steps", on=False, now=NOW)
    connect(page, "oura")
    assert "steps" not in {one.id for one in held(known.member, known.keyring, on=NOW.date())}


def test_nothing_while_a_file_is_read(page: Client, known: Known, hosted: Hosted) -> None:
    maker = hosted("oura")
    connect(page, "oura")
    maker.questions.clear()
    ImportRun.objects.create(member=known.member, state="storing", started_at=NOW, touched_at=NOW)
    answer = page.post("/body/makers/oura/sync", follow=True)
    assert maker.questions == []
    assert "a file is being read" in answer.content.decode()


def test_daily_numbers_follow(page: Client, known: Known, hosted: Hosted) -> None:
    hosted("oura")
    connect(page, "oura")
    day = NOW.date() - timedelta(days=1)
    table = day_table(known.member, known.keyring, day, day)
    assert table.columns["steps"] == (8123.0,)


def test_nothing_of_it_is_logged(
    page: Client, known: Known, hosted: Hosted, caplog: pytest.LogCaptureFixture
) -> None:
    maker = hosted("oura")
    connect(page, "oura")
    maker.faults = [Fault(500) for _ in range(9)]
    page.post("/body/makers/oura/sync")
    assert maker.tokens[0] not in caplog.text
    assert "Wren" not in caplog.text
