"""Who is in danger, how much, and what every reply must then hold. Deterministic; no model inside.

    >>> from datetime import UTC, datetime
    >>> from evenkeel.core.safety import assess
    >>> now = datetime(2026, 11, 21, tzinfo=UTC)
    >>> decision = assess("everyone would be better off without me", now=now)
    >>> decision.level.name, decision.question.value
    ('WATCH', 'direct')

The walk: `assess` (a message and the state so far -> level, evidence, elements, new state),
`risk_reply` (the authored words for it), `guard` (check any draft). `card_for` chooses the crisis
lines. The words and numbers are data; `evenkeel.core.content.safety` reads them.
"""

from evenkeel.core.safety.assess import assess, begin_risk_turn
from evenkeel.core.safety.context import only_guessed
from evenkeel.core.safety.decision import (
    Answer,
    Element,
    Evidence,
    Offer,
    Question,
    RiskDecision,
    SafetyState,
    Sign,
    Stance,
)
from evenkeel.core.safety.guard import Guarded, Verdict, check, guard, plain_decision
from evenkeel.core.safety.heard import SETTLED
from evenkeel.core.safety.hours import Open, OpenState, open_state, opens_in_words
from evenkeel.core.safety.lines import line_in_words
from evenkeel.core.safety.packaged import english_rules
from evenkeel.core.safety.phrases import Boundaries, Phrases, PhraseSet, Recognition
from evenkeel.core.safety.pieces import reads_together
from evenkeel.core.safety.registry import (
    Channel,
    CrisisCard,
    CrisisCountry,
    CrisisLine,
    Freshness,
    Topic,
    card_for,
    freshness,
)
from evenkeel.core.safety.reply import risk_reply
from evenkeel.core.safety.rules import RiskRules, RuleFile

__all__ = [
    "SETTLED",
    "Answer",
    "Boundaries",
    "Channel",
    "CrisisCard",
    "CrisisCountry",
    "CrisisLine",
    "Element",
    "Evidence",
    "Freshness",
    "Guarded",
    "Offer",
    "Open",
    "OpenState",
    "PhraseSet",
    "Phrases",
    "Question",
    "Recognition",
    "RiskDecision",
    "RiskRules",
    "RuleFile",
    "SafetyState",
    "Sign",
    "Stance",
    "Topic",
    "Verdict",
    "assess",
    "begin_risk_turn",
    "card_for",
    "check",
    "english_rules",
    "freshness",
    "guard",
    "line_in_words",
    "only_guessed",
    "open_state",
    "opens_in_words",
    "plain_decision",
    "reads_together",
    "risk_reply",
]
