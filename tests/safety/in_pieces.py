"""Talks in which danger is told in pieces, as the running companion hears them.

Here: playing the talks of `languages/en/risk/pieces`. Not here: their labels, the figures
(`measures`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from evenkeel.core.language import MESSAGES, load_reader
from evenkeel.core.language.utterances import ToldInPieces, load_pieces
from evenkeel.core.safety import Question, RiskDecision, SafetyState, assess, reads_together
from evenkeel.core.safety.pieces import EVERY
from evenkeel.core.vocabulary import Pathway, RiskLevel

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BETWEEN = timedelta(seconds=40)
ASKING = (Question.DIRECT, Question.CHECK)
LATER = EVERY - 1
"""The last messages are read together at every third one."""


def heard(said: Sequence[str]) -> Iterator[RiskDecision]:
    """The decision on each message."""
    reader, state, told = load_reader(), SafetyState(), ()
    for at, text in enumerate(said):
        reading = reader.read(text, "en")
        if told and reads_together(state):
            reading = replace(reading, risk_together=reader.together((*told, text)))
        decision = assess(text, state=state, reading=reading, now=NOW + at * BETWEEN)
        state, told = decision.state, (*told, text)[1 - MESSAGES :]
        yield decision


@dataclass(frozen=True, slots=True)
class Played:
    """One talk: the message (from 1) at which it first asked or alarmed, about which danger; the
    worst level."""

    talk: ToldInPieces
    asked: int | None
    about: Pathway | None
    worst: RiskLevel

    @property
    def in_time(self) -> bool:
        """Asked at the message from which somebody careful would, or at one of the next two."""
        due = self.talk.ask
        return due is not None and self.asked is not None and self.asked <= due + LATER


@cache
def played(*, held_out: bool) -> tuple[Played, ...]:
    """Every talk of the batches that are held out, or of the others."""
    talks = [
        talk
        for batch in load_pieces().values()
        if batch.held_out is held_out
        for talk in batch.talks
    ]
    return tuple(_played(talk) for talk in talks)


def _played(talk: ToldInPieces) -> Played:
    decisions = list(heard(talk.each()))
    asked = (
        (at, one.pathway)
        for at, one in enumerate(decisions, 1)
        if one.question in ASKING or one.level >= RiskLevel.RAISED
    )
    return Played(talk, *next(asked, (None, None)), max(one.level for one in decisions))
