"""Entries close in meaning: found in session, sealed, gone with their entry; never needed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from evenkeel.apps.companion import actions as companion
from evenkeel.apps.companion import queries as companion_queries
from evenkeel.apps.journal import actions, near, queries
from evenkeel.apps.journal.models import EntryIndex, JournalEntry
from evenkeel.apps.journal.payloads import JournalEntryPayload
from evenkeel.apps.people import actions as people
from evenkeel.core.language.model import ModelError
from tests.factories.members import Known, make_member, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 20, 15, tzinfo=UTC)
SLEEP = "Awake at three again, counting the hours until the alarm."
LINES = (
    SLEEP,
    "Couldn't sleep, lay there till four with my mind going round and round.",
    "Walked along the canal, saw two herons, felt lighter than in weeks.",
    "The rent went up and I have forty pounds until Friday.",
)


@pytest.fixture
def wren(db: None) -> Known:
    known = make_member("Wren")
    granted = {"companion": True, "memory": True}
    people.set_consents(by=known.member, granted=granted, now=NOW - timedelta(days=30))
    return known


def write(known: Known, *lines: str, days: int = 17) -> list[JournalEntry]:
    at = NOW - timedelta(days=days)
    return [
        actions.write(
            by=known.member, keyring=known.keyring, payload=JournalEntryPayload(text=line), at=at,
            now=at,
        )
        for line in lines
    ]  # fmt: skip


def like(known: Known, row: JournalEntry) -> list[str]:
    entry = queries.opened(row, known.keyring)
    found = queries.like(entry, known.member, known.keyring, now=NOW)
    return [one.payload.text for one in found]


def test_the_close_one_is_found_and_the_others_are_not(wren: Known) -> None:
    rows = write(wren, *LINES)
    assert like(wren, rows[0]) == [LINES[1]]


def test_the_page_shows_it(client: Client, wren: Known) -> None:
    rows = write(wren, *LINES)
    sign_in(client)
    assert "Entries like this one" in client.get(f"/journal/{rows[0].pk}").content.decode()
    page = client.get(f"/journal/{rows[0].pk}/like").content.decode()
    assert "mind going round" in page
    assert "herons" not in page


def test_a_changed_entry_is_read_anew_and_a_deleted_one_is_gone_at_once(wren: Known) -> None:
    rows = write(wren, *LINES)
    like(wren, rows[0])
    actions.rewrite(
        row=rows[1], by=wren.member, keyring=wren.keyring, at=NOW, expected_revision=1, now=NOW,
        payload=JournalEntryPayload(text="Pasta and a film with Tom."),
    )  # fmt: skip
    assert str(rows[1].pk) not in near.index_of(wren.member, wren.keyring).ids
    assert like(wren, rows[0]) == []
    gone = str(rows[2].pk)
    actions.delete(row=rows[2], by=wren.member, keyring=wren.keyring)
    assert gone not in near.index_of(wren.member, wren.keyring).ids


def test_the_index_is_sealed(wren: Known) -> None:
    rows = write(wren, *LINES)
    like(wren, rows[0])
    (row,) = EntryIndex.of(wren.member)
    plain = near.index_of(wren.member, wren.keyring).packed()
    assert plain[:64] not in bytes(row.sealed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM journal_entryindex")
        assert str(rows[0].pk) not in str(cursor.fetchall())


def test_another_members_entries_are_never_close(wren: Known) -> None:
    other = make_member("Robin")
    write(other, LINES[1])
    rows = write(wren, SLEEP)
    assert like(wren, rows[0]) == []


def test_without_the_reader_there_is_none_and_nothing_breaks(
    wren: Known, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    def missing() -> None:
        raise ModelError("it is missing")

    monkeypatch.setattr(companion_queries, "reader", missing)
    rows = write(wren, *LINES)
    queries.keep_near(wren.member, wren.keyring, now=NOW)
    assert like(wren, rows[0]) == []
    sign_in(client)
    assert client.get(f"/journal/{rows[0].pk}/like").status_code == 200


def test_talk_says_on_which_day_and_only_once(wren: Known) -> None:
    rows = write(wren, *LINES)
    near.brought_up_to_date(wren.member, wren.keyring, now=NOW)
    first = companion.say(
        by=wren.member, keyring=wren.keyring, now=NOW,
        text="awake at three again last night, counting the hours until the alarm",
    )  # fmt: skip
    said = first.replied.open(wren.keyring)
    assert said.near is not None
    assert said.near.entry == rows[0].pk
    assert said.near.day == (NOW - timedelta(days=17)).date()
    second = companion.say(
        by=wren.member, keyring=wren.keyring, now=NOW + timedelta(minutes=1),
        text="awake at three again last night, counting the hours until the alarm rings",
        conversation=first.conversation,
    )  # fmt: skip
    assert second.replied.open(wren.keyring).near is None


def test_never_in_danger_nor_with_memory_off(wren: Known) -> None:
    write(wren, "I want to kill myself, I can't go on with this pain any more.")
    near.brought_up_to_date(wren.member, wren.keyring, now=NOW)
    text = "i want to kill myself, i can't go on with this pain any more"
    turned = companion.say(by=wren.member, keyring=wren.keyring, now=NOW, text=text)
    assert turned.replied.open(wren.keyring).near is None
    people.set_consents(by=wren.member, granted={"memory": False}, now=NOW)
    write(wren, SLEEP)
    near.brought_up_to_date(wren.member, wren.keyring, now=NOW)
    later = companion.say(
        by=wren.member, keyring=wren.keyring, now=NOW + timedelta(days=3), text=SLEEP
    )
    assert later.replied.open(wren.keyring).near is None
