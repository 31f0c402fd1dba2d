"""The memory page: proposals, one page by kind, changes, erasing, the switch; all of it sealed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from evenkeel.apps.companion import actions, queries, recalling, remembering
from evenkeel.apps.companion.models import Kept
from evenkeel.apps.companion.payloads import Standing
from evenkeel.apps.people import actions as people
from evenkeel.apps.programs.models import ExerciseRun
from evenkeel.apps.programs.payloads import RunPayload
from evenkeel.core.dialogue.moves import ProposeNote, RememberNote, RememberToolEffect
from evenkeel.core.dialogue.notes import MemoryKind, Note
from tests.factories.members import Known, make_member, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 6, 15, tzinfo=UTC)
ANA = Note(kind=MemoryKind.PERSON, text="Ana", name="Ana", relation="sister")
EXAM = Note(kind=MemoryKind.EVENT, text="your exam", day=date(2026, 3, 10))


@pytest.fixture
def remembers(wren: Known) -> Known:
    people.set_consents(by=wren.member, granted={"memory": True}, now=NOW - timedelta(days=1))
    return wren


def keep(known: Known, *notes: Note, now: datetime = NOW) -> list[Kept]:
    remembering.carry_out(
        by=known.member, keyring=known.keyring, effects=[RememberNote(note=n) for n in notes],
        now=now,
    )  # fmt: skip
    return list(Kept.of(known.member))


def say(known: Known, text: str, now: datetime, **more: object) -> actions.Turned:
    return actions.say(by=known.member, keyring=known.keyring, text=text, now=now, **more)  # type: ignore[arg-type]


def test_a_proposal_is_shown_and_kept_by_a_press(page: Client, remembers: Known) -> None:
    first = page.post("/talk", {"text": "my sister Ana is not speaking to me"}, follow=True)
    assert "Your sister is called Ana" in first.content.decode()
    (row,) = Kept.of(remembers.member)
    assert row.open(remembers.keyring).standing is Standing.PROPOSED
    assert queries.memory_of(remembers.member, remembers.keyring, NOW, fresh=False).kept == ()
    page.post(f"/talk/memory/{row.pk}/answer", {"answer": "yes"})
    memory = queries.memory_of(remembers.member, remembers.keyring, NOW, fresh=False)
    assert [one.note.name for one in memory.kept] == ["Ana"]
    shown = page.get("/talk/memory").content.decode()
    assert "People" in shown
    assert "Your sister is called Ana" in shown


def test_a_no_leaves_a_digest_and_is_not_asked_again(page: Client, remembers: Known) -> None:
    page.post("/talk", {"text": "my sister Ana is not speaking to me"})
    (row,) = Kept.of(remembers.member)
    page.post(f"/talk/memory/{row.pk}/answer", {"answer": "no"}, headers={"HX-Request": "true"})
    row.refresh_from_db()
    payload = row.open(remembers.keyring)
    assert payload.note is None
    assert "Ana" not in payload.model_dump_json()
    page.post("/talk?new", {"text": "my sister Ana rang"})
    assert Kept.of(remembers.member).count() == 1
    assert "Ana" not in page.get("/talk/memory").content.decode()


def test_with_memory_off_nothing_is_proposed_kept_or_used(page: Client, wren: Known) -> None:
    page.post("/talk", {"text": "my sister Ana is not speaking to me"})
    effect = RememberToolEffect(tool="x", title="Walk", before=7, after=4)
    actions.carry_out(by=wren.member, keyring=wren.keyring, effects=[effect], now=NOW)
    assert not Kept.of(wren.member).exists()


def test_switching_off_stops_use_and_keeps_what_is_there(page: Client, remembers: Known) -> None:
    keep(remembers, ANA)
    page.post("/talk/memory/switch", {"on": "0"})
    memory = queries.memory_of(remembers.member, remembers.keyring, NOW, fresh=True)
    assert (memory.on, memory.kept) == (False, ())
    shown = page.get("/talk/memory").content.decode()
    assert "Memory is off" in shown
    assert "Your sister is called Ana" in shown
    page.post("/talk/memory/switch", {"on": "1"})
    assert queries.memory_of(remembers.member, remembers.keyring, NOW, fresh=True).kept


def test_words_and_date_are_changed(page: Client, remembers: Known) -> None:
    (row,) = keep(remembers, EXAM)
    page.post(
        f"/talk/memory/{row.pk}",
        {"text": "My last exam, in the sports hall", "day": "2026-03-12", "revision": "1"},
    )
    (line,) = recalling.page_of(remembers.member, remembers.keyring)["event"]
    assert line.text == "My last exam, in the sports hall"
    assert line.day == date(2026, 3, 12)
    stale = page.post(f"/talk/memory/{row.pk}", {"text": "Older", "revision": "1"})
    assert stale.status_code == 409


def test_only_the_date_changed_keeps_the_sentence(page: Client, remembers: Known) -> None:
    (row,) = keep(remembers, EXAM)
    page.post(
        f"/talk/memory/{row.pk}",
        {"text": "Your exam is on Tuesday 10 March 2026", "day": "2026-03-12", "revision": "1"},
    )
    (line,) = recalling.page_of(remembers.member, remembers.keyring)["event"]
    assert line.text == "Your exam is on Thursday 12 March 2026"


def test_one_and_all_are_erased(page: Client, remembers: Known) -> None:
    rows = keep(remembers, ANA, EXAM)
    page.post(f"/talk/memory/{rows[0].pk}/erase")
    assert Kept.of(remembers.member).count() == 1
    assert page.get("/talk/memory/erase").status_code == 200
    assert Kept.of(remembers.member).count() == 1
    page.post("/talk/memory/erase")
    assert not Kept.of(remembers.member).exists()
    assert "Nothing yet" in page.get("/talk/memory").content.decode()


def test_another_members_memory_is_not_found(client: Client, remembers: Known) -> None:
    (row,) = keep(remembers, ANA)
    make_member("Robin")
    sign_in(client, "Robin")
    for path in ("", "/answer", "/erase"):
        assert client.post(f"/talk/memory/{row.pk}{path}", {"answer": "no"}).status_code == 404
    assert "Ana" not in client.get("/talk/memory").content.decode()


def test_nothing_remembered_lies_readable_in_the_database(remembers: Known) -> None:
    keep(remembers, Note(kind=MemoryKind.NOTE, text="you keep bees in Kirkwall"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM companion_kept")
        stored = str(cursor.fetchall())
    assert "Kirkwall" not in stored
    assert "bees" not in stored


def test_names_remembered_do_not_leave_with_a_text(remembers: Known) -> None:
    keep(remembers, ANA)
    assert "Ana" in queries.names_known(remembers.member, remembers.keyring)


def test_old_proposals_go(remembers: Known) -> None:
    for number in range(remembering.MOST_WAITING + 5):
        note = Note(kind=MemoryKind.GOAL, text=f"read book {number}")
        remembering.carry_out(
            by=remembers.member, keyring=remembers.keyring, effects=[ProposeNote(note=note)],
            now=NOW + timedelta(minutes=number),
        )  # fmt: skip
    assert Kept.of(remembers.member).count() == remembering.MOST_WAITING


@pytest.mark.parametrize(
    ("zone", "at", "asked"),
    [
        # 10 March is over in Auckland while it lasts in London and Honolulu, and the other way.
        ("Pacific/Auckland", datetime(2026, 3, 10, 12, tzinfo=UTC), True),
        ("Europe/London", datetime(2026, 3, 10, 12, tzinfo=UTC), False),
        ("Europe/London", datetime(2026, 3, 11, 0, 30, tzinfo=UTC), True),
        ("Pacific/Honolulu", datetime(2026, 3, 11, 9, 30, tzinfo=UTC), False),
        ("Pacific/Honolulu", datetime(2026, 3, 11, 10, 30, tzinfo=UTC), True),
    ],
)
def test_an_event_is_asked_after_when_its_day_is_over_where_they_are(
    remembers: Known, zone: str, at: datetime, asked: bool
) -> None:
    keep(remembers, EXAM)
    with timezone.override(ZoneInfo(zone)):
        reply = say(remembers, "hi", at).answer.reply
    assert ("you had your exam" in reply.lower()) is asked
    (row,) = Kept.of(remembers.member)
    assert row.open(remembers.keyring).asked_after is asked


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Pacific/Auckland", date(2026, 3, 8)), ("Pacific/Honolulu", date(2026, 3, 7))],
)
def test_tomorrow_is_the_members_own(remembers: Known, zone: str, day: date) -> None:
    with timezone.override(ZoneInfo(zone)):
        say(remembers, "my viva is tomorrow", datetime(2026, 3, 6, 15, tzinfo=UTC))
    (row,) = Kept.of(remembers.member)
    assert row.open(remembers.keyring).note.day == day


def test_the_whole_walk_by_words_alone(remembers: Known) -> None:
    first = say(remembers, "call me Sam", NOW)
    say(remembers, "yes please", NOW + timedelta(minutes=1), conversation=first.conversation)
    later = say(remembers, "hello", NOW + timedelta(days=2))
    assert "Sam" in later.answer.reply


def test_style_is_carried_into_the_next_talk(remembers: Known) -> None:
    keep(remembers, Note(kind=MemoryKind.PREFERENCE, form="brief", text="brief"))
    assert say(remembers, "hello", NOW).answer.state.style.brief


def test_what_an_exercise_did_in_the_player_is_recalled_with_its_day(remembers: Known) -> None:
    tool = next(iter(queries.companion().content.exercises))
    at = NOW - timedelta(days=3)
    ExerciseRun.create_locked(
        by=remembers.member, keyring=remembers.keyring, at=at, now=at,
        payload=RunPayload(exercise=tool, before=7, after=4, zone="UTC"),
    )  # fmt: skip
    memory = actions._with_practice(
        remembers.member, remembers.keyring,
        queries.memory_of(remembers.member, remembers.keyring, NOW, fresh=False),
    )  # fmt: skip
    (effect,) = memory.effects
    assert (effect.tool, effect.before, effect.after, effect.on) == (tool, 7, 4, at.date())
