"""The letter tells as help only what eased; a calendar reaches insights without its titles."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from evenkeel.apps.checkins import actions as checkin_actions
from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.checkins.payloads import CheckInPayload
from evenkeel.apps.insights import gathering, letters
from evenkeel.apps.nudges.models import Calendar
from evenkeel.apps.nudges.payloads import Busy, CalendarPayload
from evenkeel.apps.programs import actions as programs
from evenkeel.apps.programs.payloads import RunPayload
from evenkeel.core.insights import state
from evenkeel.core.insights.searched import searched
from tests.factories.members import Known

ZONE = checkins.zone_from("Europe/Berlin")


def tried(known: Known, exercise: str, before: int, after: int, at: datetime) -> None:
    payload = RunPayload(exercise=exercise, before=before, after=after)
    programs.keep_run(
        by=known.member, keyring=known.keyring, draft=programs.RunDraft(payload=payload), now=at
    )


def test_a_try_without_a_change_is_not_told_as_help(known: Known) -> None:
    now = timezone.now().replace(hour=11)  # at midnight the tries would be of two days
    tried(known, "slow-six", 8, 4, now - timedelta(minutes=20))
    tried(known, "body-scan", 6, 6, now - timedelta(minutes=10))
    tried(known, "name-it", 5, 7, now - timedelta(minutes=5))
    today = ZONE.today(now)
    live = CalendarPayload()  # nothing in it: a letter does not need one
    Calendar.create_locked(by=known.member, keyring=known.keyring, payload=live, at=now, now=now)
    written = letters.letter(
        known.member, known.keyring, zone=ZONE, now=now,
        monday=today - timedelta(days=today.weekday()),
    )  # fmt: skip
    told = [line for _, lines in written.parts for line in lines if " before, " in line]
    assert len(told) == 1
    assert "8 before, 4 after" in told[0]


def test_busy_times_that_are_over_are_looked_at_and_nothing_else(known: Known) -> None:
    now = timezone.now()

    def busy(days: int, word: str = "") -> Busy:
        return Busy(begins=now + timedelta(days=days), ends=now + timedelta(days=days, hours=1),
                    word=word)  # fmt: skip

    kept = CalendarPayload(words=("review",), been=(busy(-5, "review"),), busy=(busy(-1), busy(3)))
    first = checkins.first_day(known.member, zone=ZONE)
    assert first is None
    Calendar.create_locked(by=known.member, keyring=known.keyring, payload=kept, at=now, now=now)
    view = gathering.gather(known.member, known.keyring, zone=ZONE, now=now)
    assert view.events == ()  # before the first check-in there is nothing to hold them against
    since = now - timedelta(days=30)
    found = gathering._events(known.member, known.keyring, zone=ZONE, since=since, now=now)
    assert [one.word for one in found] == ["review", ""]
    assert all(one.ends <= now for one in found)


def test_days_with_people_are_a_level_and_no_factor(known: Known) -> None:
    now = timezone.now()
    for n in range(60):
        payload = CheckInPayload(
            numbers={"mood": 50.0 + n % 7}, activities=("friends",) if n % 2 else ("walk",)
        )
        draft = checkin_actions.Draft(payload=payload, note="", at=now - timedelta(days=n))
        checkin_actions.check_in(by=known.member, keyring=known.keyring, draft=draft, now=now)
    view = gathering.gather(known.member, known.keyring, zone=ZONE, now=now)
    assert {"side:people", "side:movement"} <= set(view.around)
    found = {name: state.find(view, name) for name in state.subjects(view)}
    people = found["side:people"]
    assert people is not None
    assert 2 < float(people.values["now"]) < 5
    assert people.interval is not None
    assert not any(name.startswith("side:") for name in searched(view).factors)
