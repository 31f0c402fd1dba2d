"""Danger that is told in pieces: when the talk is read as a whole, and what follows from it.

Here: when it is due, from which chance on it is asked about, and how. Not here: the head that reads
it (`core.language.pieces`), the words (`content/safety`), the level (`assess`).

What is only put together is a guess, however good: it is asked about once, kindly, and the answer
decides. It never raises a level by itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from evenkeel.core.safety.decision import Evidence, Question, SafetyState, Sign
from evenkeel.core.vocabulary import Pathway, Reading, RiskLevel

#: Chosen on talks whose whole batch was left out of the fit (models/reader-en/pieces.json, where
#: the held-out figures are too).
ASK_FROM = 0.85
#: Under this chance of its own the danger is not named, and the question asks for any.
NAMED_FROM = 0.5
#: Every so many messages the last ones are read together, from the next on: it costs as much as two
#: readings.
EVERY = 3
AGAIN_AFTER = 12  # messages after it was asked
NAMED, UNNAMED = "pieces", "pieces.unnamed"  # the rules of its evidence
ANY = "any"
#: Their own first question asks just this.
ASKED_DIRECTLY = frozenset({Pathway.SUICIDE, Pathway.MEDICAL_EMERGENCY})


def reads_together(state: SafetyState) -> bool:
    """Whether the last messages are to be read together with the one that comes now."""
    asked = state.checked_at is not None and state.turn - state.checked_at < AGAIN_AFTER
    known = state.level >= RiskLevel.RAISED or state.about_other or state.pending is not None
    return not (asked or known) and state.turn > 0 and state.turn % EVERY == 0


def from_pieces(
    reading: Reading | None, evidence: Iterable[Evidence], state: SafetyState
) -> list[Evidence]:
    """What the last messages together may be, where nothing said in this one goes before it.

    >>> told = Reading(text="", risk_together={"any": 0.95, "withdrawal": 0.9})
    >>> [one.pathway.value for one in from_pieces(told, (), SafetyState())]
    ['withdrawal']
    """
    if reading is None or reading.risk_together.get(ANY, 0.0) < ASK_FROM:
        return []
    if state.level >= RiskLevel.RAISED or any(one.level > RiskLevel.WATCH for one in evidence):
        return []
    pathway = max(Pathway, key=lambda one: reading.risk_together.get(one, 0.0))
    named = reading.risk_together.get(pathway, 0.0) >= NAMED_FROM
    return [Evidence(NAMED if named else UNNAMED, "", RiskLevel.WATCH, pathway, Sign.PIECES)]


def question_for(pathway: Pathway | None) -> Question:
    """How it is asked about."""
    return Question.DIRECT if pathway in ASKED_DIRECTLY else Question.CHECK


def is_unnamed(evidence: Iterable[Evidence]) -> bool:
    """Whether it is asked without saying which danger."""
    return any(one.rule == UNNAMED for one in evidence)
