"""The safety room as the companion uses it: a protocol, and the packaged room behind it.

Here: joining `core.safety` with its content and registry. Not here: any decision about danger.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from evenkeel.core.safety.decision import RiskDecision, SafetyState
from evenkeel.core.safety.registry import CrisisCard
from evenkeel.core.vocabulary import Reading


class SafetyRoom(Protocol):
    """What a turn needs of `core.safety`."""

    def assess(
        self, text: str, *, state: SafetyState, reading: Reading | None, now: datetime
    ) -> RiskDecision: ...

    def risk_reply(
        self,
        decision: RiskDecision,
        *,
        reading: Reading,
        country: str | None,
        now: datetime,
        rng: random.Random,
        recent: Sequence[str],
    ) -> str: ...

    def guard(
        self,
        draft: str,
        *,
        decision: RiskDecision,
        country: str | None,
        now: datetime,
        text: str,
        recent: Sequence[str],
    ) -> str: ...

    def card(
        self, decision: RiskDecision, country: str | None, now: datetime
    ) -> CrisisCard: ...


def load_safety() -> SafetyRoom:
    """The packaged safety room. Raises when its rules or the registry are missing."""
    raise NotImplementedError
