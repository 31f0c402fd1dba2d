"""The safety room as the companion uses it: a protocol, and the packaged room behind it.

Here: joining `core.safety` with its words, rules and registry, loaded once. Not here: any decision
about danger.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Protocol

from evenkeel.core.content.safety import Safety
from evenkeel.core.content.safety import load_safety as load_contents
from evenkeel.core.safety import (
    CrisisCard,
    Guarded,
    RiskDecision,
    SafetyState,
    assess,
    card_for,
    guard,
    risk_reply,
)
from evenkeel.core.vocabulary import Reading

SEED_BITS = 32
CARDS_KEPT = 64


class SafetyRoom(Protocol):
    """What a turn needs of `core.safety`."""

    def assess(
        self, text: str, *, state: SafetyState, reading: Reading | None, now: datetime
    ) -> RiskDecision:
        """The level of the conversation after one more message."""

    def card(self, decision: RiskDecision, country: str | None, now: datetime) -> CrisisCard:
        """The crisis lines of the member's own country for this kind of danger."""

    def reply(
        self,
        decision: RiskDecision,
        card: CrisisCard,
        *,
        recent: Sequence[str],
        now: datetime,
        rng: random.Random,
    ) -> str:
        """The authored risk turn."""

    def guard(
        self,
        draft: str,
        decision: RiskDecision,
        card: CrisisCard,
        *,
        recent: Sequence[str],
        now: datetime,
        rng: random.Random,
    ) -> Guarded:
        """Check any draft; what comes back may be shown."""


class PackagedSafety:
    """`core.safety` with one language's rules and words."""

    def __init__(self, safety: Safety) -> None:
        self.safety = safety
        # What is open and what is closed changes by the minute; between, the card is the same.
        self._card = lru_cache(maxsize=CARDS_KEPT)(partial(card_for, safety.countries))

    def assess(
        self, text: str, *, state: SafetyState, reading: Reading | None, now: datetime
    ) -> RiskDecision:
        return assess(text, state=state, reading=reading, now=now, rules=self.safety.rules)

    def card(self, decision: RiskDecision, country: str | None, now: datetime) -> CrisisCard:
        return self._card(country, decision.pathway, now.replace(second=0, microsecond=0))

    def reply(
        self,
        decision: RiskDecision,
        card: CrisisCard,
        *,
        recent: Sequence[str],
        now: datetime,
        rng: random.Random,
    ) -> str:
        return risk_reply(
            decision, card=card, phrases=self.safety.phrases, recent=recent, now=now,
            seed=rng.getrandbits(SEED_BITS),
        )  # fmt: skip

    def guard(
        self,
        draft: str,
        decision: RiskDecision,
        card: CrisisCard,
        *,
        recent: Sequence[str],
        now: datetime,
        rng: random.Random,
    ) -> Guarded:
        return guard(
            draft, decision=decision, card=card, phrases=self.safety.phrases, recent=recent,
            now=now, seed=rng.getrandbits(SEED_BITS),
        )  # fmt: skip


def load_safety(locale: str = "en") -> SafetyRoom:
    """The packaged safety room. Raises when its rules, words or registry are missing."""
    return PackagedSafety(load_contents(locale=locale))
