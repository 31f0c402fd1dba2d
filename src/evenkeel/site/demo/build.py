"""Fills an empty installation with the invented member of `make demo`, through the real actions.

Here: from the planted weeks (`days`) and texts (`texts.yaml`) to records. Nothing else in the
product calls this, and it writes to the demo's own data folder only.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from evenkeel.apps.assessments import actions as assessments
from evenkeel.apps.checkins import actions as checkins
from evenkeel.apps.checkins.payloads import OWN, CheckInPayload, OwnMetricPayload
from evenkeel.apps.companion import actions as companion
from evenkeel.apps.journal import actions as journal
from evenkeel.apps.journal.payloads import JournalEntryPayload, Kind
from evenkeel.apps.people import actions as people
from evenkeel.apps.people.models import Member
from evenkeel.apps.programs import actions as programs
from evenkeel.apps.programs.payloads import RunPayload
from evenkeel.core.dialogue import ScheduleFollowUp
from evenkeel.core.exercises import load_exercises
from evenkeel.core.insights import MetricKind
from evenkeel.core.instruments import load_instruments
from evenkeel.core.vault import Keyring
from evenkeel.site.demo.days import TUESDAY, WEEKS, Moment, moments

NICKNAME = "demo"
PASSPHRASE = "lantern under the slow bridge"  # noqa: S105 (of invented data, printed at start)
SEED = 20260101
ASSESSED_EVERY = timedelta(days=14)
RUNS = 34
ITEM_SPREAD = 0.8


@dataclass(frozen=True, slots=True)
class Writer:
    """The invented member with open keys."""

    by: Member
    keyring: Keyring
    rng: random.Random
    texts: dict[str, Any]
    now: datetime


@transaction.atomic
def build(*, now: datetime) -> Member:
    """Make the member and their sixteen weeks up to `now`."""
    first = now - timedelta(days=WEEKS * 7)
    begun = people.begin_member(
        nickname=NICKNAME, passphrase=PASSPHRASE, country="", locale="en", now=first
    )
    people.note_recovery_checked(by=begun.member, now=first)
    people.note_ai_notice(by=begun.member, now=first)
    people.set_consents(
        by=begun.member, granted={"companion": True, "insights": True, "memory": True}, now=first
    )
    texts = yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"))
    keyring = Keyring(begun.member.pk, begun.root)
    writer = Writer(begun.member, keyring, random.Random(SEED), texts, now)
    zone = timezone.get_current_timezone()
    weeks = moments(last_day=now.astimezone(zone).date(), zone=zone, rng=writer.rng)
    # Today is left to whoever tries the demo.
    weeks = [moment for moment in weeks if moment.at.date() < now.astimezone(zone).date()]
    _check_ins(writer, weeks)
    _journal(writer, first)
    _runs(writer, weeks)
    _questionnaires(writer, weeks, first)
    _talks(writer, first)
    return begun.member


def _check_ins(writer: Writer, weeks: list[Moment]) -> None:
    about = writer.texts["metric"]
    payload = OwnMetricPayload(name=about["name"], kind=MetricKind.NUMBER, unit=about["unit"])
    sleep = checkins.add_metric(
        by=writer.by, keyring=writer.keyring, payload=payload, now=weeks[0].at
    )
    for moment in weeks:
        draft = checkins.Draft(
            payload=_tapped(writer, moment, f"{OWN}{sleep.pk}"),
            note=_note(writer, moment),
            at=moment.at,
        )
        checkins.check_in(by=writer.by, keyring=writer.keyring, draft=draft, now=moment.at)


def _tapped(writer: Writer, moment: Moment, sleep: str) -> CheckInPayload:
    rng, words = writer.rng, writer.texts["good" if moment.mood >= 5.5 else "hard"]
    numbers = {
        name: round(getattr(moment, name) * 10, 0)
        for name in ("mood", "energy", "anxiety", "stress")
        if name == "mood" or rng.random() > 0.12
    }
    if moment.sleep_hours is not None:
        numbers[sleep] = moment.sleep_hours
    activities = rng.sample(words["activities"], k=rng.randint(0, 2))
    triggers = rng.sample(words["triggers"], k=rng.randint(0, 1))
    if moment.evening and moment.at.weekday() == TUESDAY:
        triggers = writer.texts["meeting"][:1]
    return CheckInPayload(
        numbers=numbers,
        emotions=tuple(rng.sample(words["emotions"], k=rng.randint(1, 2))),
        triggers=tuple(triggers),
        activities=(*([writer.texts["walk"]] if moment.walked else []), *activities),
    )


def _note(writer: Writer, moment: Moment) -> str:
    if writer.rng.random() > 0.18:
        return ""
    notes = writer.texts["notes"]["good" if moment.mood >= 5.5 else "hard"]
    return str(writer.rng.choice(notes))


def _journal(writer: Writer, first: datetime) -> None:
    for entry in writer.texts["journal"]:
        at = _evening_of(first, entry["day"])
        payload = JournalEntryPayload(kind=Kind(entry["kind"]), text=entry["text"].strip())
        journal.write(by=writer.by, keyring=writer.keyring, payload=payload, at=at, now=at)


def _runs(writer: Writer, weeks: list[Moment]) -> None:
    """The first few exercises for tension and low mood, with a modest effect and some noise."""
    fitting = [
        one.id for one in load_exercises().values() if {"anxiety", "low_mood"} & {*one.needs}
    ]
    tried = fitting[:5]
    for moment in sorted(writer.rng.sample(weeks, k=RUNS), key=lambda one: one.at):
        chosen = writer.rng.choice(tried)
        before = min(10, max(2, round(moment.anxiety + writer.rng.gauss(1.5, 1))))
        drop = 1 + tried.index(chosen) % 3
        after = min(10, max(0, round(before - writer.rng.gauss(drop, 1))))
        payload = RunPayload(exercise=chosen, feeling="", before=before, after=after)
        draft = programs.RunDraft(payload=payload)
        programs.keep_run(by=writer.by, keyring=writer.keyring, draft=draft, now=moment.at)


def _questionnaires(writer: Writer, weeks: list[Moment], first: datetime) -> None:
    """The routine questionnaires every two weeks, answered as the days around them were."""
    routine = [one for one in load_instruments().values() if one.routine]
    at = first + timedelta(days=2)
    while at < writer.now:
        near = [m.mood for m in weeks if at - ASSESSED_EVERY < m.at <= at] or [6.0]
        low_share = 1 - sum(near) / len(near) / 10
        for instrument in routine:
            worse = instrument.direction == "higher_is_worse"
            answers = {
                item.id: _answer(
                    [option.value for option in instrument.options_of(item)],
                    low_share if worse else 1 - low_share,
                    writer.rng,
                )
                for item in instrument.items
            }
            assessments.finish(
                by=writer.by, keyring=writer.keyring, instrument=instrument, answers=answers,
                zone="UTC", now=at,
            )  # fmt: skip
        at += ASSESSED_EVERY


def _answer(values: list[int], share: float, rng: random.Random) -> int:
    place = round(share * (len(values) - 1) + rng.gauss(0, ITEM_SPREAD))
    return sorted(values)[min(len(values) - 1, max(0, place))]


def _talks(writer: Writer, first: datetime) -> None:
    for talk in writer.texts["talks"]:
        at, conversation = _evening_of(first, talk["day"]), None
        for text in talk["turns"]:
            turned = companion.say(
                by=writer.by, keyring=writer.keyring, text=text, now=at, conversation=conversation
            )
            conversation, at = turned.conversation, at + timedelta(minutes=2)
    zone = timezone.get_current_timezone()
    planned = ScheduleFollowUp(text=writer.texts["planned"], day=writer.now.astimezone(zone).date())
    companion.carry_out(
        by=writer.by, keyring=writer.keyring, effects=(planned,), now=writer.now - timedelta(days=1)
    )


def _evening_of(first: datetime, day: int) -> datetime:
    zone = timezone.get_current_timezone()
    return datetime.combine((first + timedelta(days=day)).date(), time(21, 15), tzinfo=zone)
