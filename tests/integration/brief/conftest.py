"""A member with six weeks of everything, and one of every kind of page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.assessments import actions as assessments
from evenkeel.apps.brief import actions, queries
from evenkeel.apps.brief.models import Brief
from evenkeel.apps.checkins import actions as checkins
from evenkeel.apps.checkins.models import CheckIn
from evenkeel.apps.checkins.payloads import CheckInPayload
from evenkeel.apps.companion.models import Conversation, Message
from evenkeel.apps.companion.payloads import ConversationPayload, MessagePayload
from evenkeel.apps.insights import actions as trials
from evenkeel.apps.journal import actions as journal
from evenkeel.apps.journal.models import JournalEntry
from evenkeel.apps.journal.payloads import JournalEntryPayload
from evenkeel.apps.people import actions as people
from evenkeel.apps.programs.enrolment_payloads import Done, EnrolmentPayload
from evenkeel.apps.programs.models import Enrolment, ExerciseRun
from evenkeel.apps.programs.payloads import RunPayload
from evenkeel.apps.safety_plan import actions as plans
from evenkeel.apps.warnings.models import EarlyWarning
from evenkeel.apps.warnings.payloads import Answer, WarningPayload
from evenkeel.core.brief import Line, load_sections
from evenkeel.core.brief.signing import digests
from evenkeel.core.exercises import load_exercises
from evenkeel.core.instruments import load_instruments
from evenkeel.core.programmes import load_programmes
from evenkeel.core.vocabulary import Pathway, PlanStep, RiskLevel
from evenkeel.core.warning import load_texts
from tests.factories.members import Known, make_member, sign_in

DAYS = 28
EVERY = tuple(one.id for one in load_sections())
TALKED = "I stood on the bridge for a while. Then I went home."
WROTE = "Slept badly again. Mara rang at nine.\nI want to keep the garden."
NOTED = "Too much coffee. Shaky hands."


@dataclass
class Lived:
    """A member, their browser, and rows a test may change."""

    known: Known
    page: Client
    now: datetime
    check_ins: list[CheckIn] = field(default_factory=list)
    entry: JournalEntry | None = None
    talk: Conversation | None = None

    @property
    def kept(self) -> dict[str, Any]:
        return {"by": self.known.member, "keyring": self.known.keyring}

    def begin(self, *sections: str, days: int = DAYS) -> Brief:
        today = self.now.date()
        return actions.begin(
            **self.kept, first=today - timedelta(days=days - 1), last=today,
            sections=sections or EVERY, zone="UTC", now=self.now,
        )  # fmt: skip

    def opened(self, row: Brief) -> queries.Opened:
        row.refresh_from_db()
        return queries.opened(
            row, self.known.member, self.known.keyring, now=timezone.now(), locale="en"
        )

    def lines(self, row: Brief, section: str) -> tuple[Line, ...]:
        found = {one.id: one.lines for one in self.opened(row).draft.sections}
        return found[section]

    def sign_all(self, row: Brief) -> None:
        one = self.opened(row)
        actions.sign_off(
            row=row, keyring=self.known.keyring, draft=one.draft, read=digests(one.draft),
            now=timezone.now(),
        )  # fmt: skip

    def ready(self, row: Brief) -> bool:
        return self.opened(row).ready


@pytest.fixture
def known(db: None) -> Known:
    return make_member(now=timezone.now() - timedelta(days=90))


@pytest.fixture
def page(known: Known, client: Client) -> Client:
    sign_in(client)
    return client


@pytest.fixture
def bare(known: Known, page: Client) -> Lived:
    """Nothing written yet."""
    return Lived(known, page, timezone.now().replace(hour=12, minute=0))


@pytest.fixture
def lived(bare: Lived) -> Lived:
    """Check-ins with gaps, notes, a journal, talks, exercises, questionnaires, a sign, a plan."""
    known, now = bare.known, bare.now
    granted = {"insights": True, "early_warning": True}
    people.set_consents(by=known.member, granted=granted, now=now)
    rng = np.random.default_rng(7)
    for ago in range(40, 0, -1):
        if ago % 7 == 3:
            continue
        at = now - timedelta(days=ago)
        numbers = {"mood": float(rng.integers(30, 60)), "anxiety": float(rng.integers(40, 80))}
        draft = checkins.Draft(
            payload=CheckInPayload(numbers=numbers, zone="UTC"), note=NOTED if ago == 5 else "",
            at=at,
        )  # fmt: skip
        bare.check_ins.append(checkins.check_in(**bare.kept, draft=draft, now=at))
    bare.entry = journal.write(
        **bare.kept, payload=JournalEntryPayload(text=WROTE, zone="UTC"),
        at=now - timedelta(days=6), now=now,
    )  # fmt: skip
    bare.talk = talked(bare, TALKED, RiskLevel.HIGH, Pathway.SUICIDE, ago=4)
    exercise = sorted(load_exercises())[0]
    for ago in (3, 8, 12):
        at = now - timedelta(days=ago)
        run = RunPayload(exercise=exercise, feeling="worry", before=7, after=4, zone="UTC")
        ExerciseRun.create_locked(**bare.kept, payload=run, at=at, now=at)
    for ago, value in ((20, 1), (2, 2)):
        answered(bare, value, ago=ago)
    _more(bare, now)
    return bare


def answered(lived: Lived, value: int, *, ago: int, instrument: str = "phq-9") -> None:
    found = load_instruments()[instrument]
    assessments.finish(
        **lived.kept, instrument=found, answers={item.id: value for item in found.scored_items},
        zone="UTC", now=lived.now - timedelta(days=ago),
    )  # fmt: skip


def talked(
    lived: Lived, text: str, level: RiskLevel, pathway: Pathway, *, ago: int
) -> Conversation:
    """One talk: what the member said, and a reply at a level of danger."""
    at = lived.now - timedelta(days=ago)
    talk = Conversation.create_locked(
        **lived.kept, payload=ConversationPayload(title=text[:20]), at=at, now=at
    )
    said = MessagePayload(text=text, by_member=True)
    reply = MessagePayload(
        text="Are you safe now?", by_member=False, order=1, level=int(level), pathway=pathway
    )
    for payload in (said, reply):
        Message.create_locked(**lived.kept, payload=payload, at=at, now=at, conversation=talk)
    return talk


def _more(lived: Lived, now: datetime) -> None:
    """A programme, a trial that is over, an early sign, a safety plan."""
    programme = next(iter(load_programmes().values()))
    began = now.date() - timedelta(days=10)
    Enrolment.create_locked(
        **lived.kept, at=now - timedelta(days=10), now=now,
        payload=EnrolmentPayload(
            programme=programme.id, began=began, zone="UTC",
            done=(Done(session=programme.sessions[0].id, on=began),),
        ),
    )  # fmt: skip
    trial = trials.begin_trial(
        **lived.kept, what="coffee", outcome="mood", pace="quick",
        start=now.date() - timedelta(days=25), now=now,
    )  # fmt: skip
    trials.stop_trial(
        **lived.kept, trial=trial.pk, day=now.date() - timedelta(days=1), now=now
    )  # fmt: skip
    detector, text = next(iter(load_texts().items()))
    sentence = next(iter(text.sentences))
    values = dict.fromkeys(_placeholders(text), 3)
    EarlyWarning.create_locked(
        **lived.kept, at=now, now=now,
        payload=WarningPayload(
            detector=detector, on=now.date() - timedelta(days=3), sentence=sentence,
            values=values, answer=Answer.LIFE,
        ),
    )  # fmt: skip
    plans.save_step(**lived.kept, step=PlanStep.ALONE, lines=("the river path",), now=now)


def _placeholders(text: Any) -> set[str]:
    every = " ".join((*text.sentences.values(), *text.title.values(), text.limits, text.alt))
    return set(re.findall(r"\{(\w+)\}", every))
