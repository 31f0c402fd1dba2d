"""The companion's ear, for words written outside a conversation.

Here: the one place where check-ins and the journal ask about danger in a text. Not here: what is
decided (`core.safety`), and tone (`tone`).
"""

from __future__ import annotations

from collections.abc import Iterator

from evenkeel.apps.companion import queries as companion
from evenkeel.core.safety import RiskDecision
from evenkeel.core.vocabulary import RiskLevel

HEARD_AT_ONCE = 8_000
"""Characters heard in one go. The detector is made for messages and reads the ends of a very long
one; an entry of a megabyte is heard piece by piece, so that its middle counts as much."""

SHARED = 400
"""Characters that two pieces share, so that no sentence falls between them."""


def risk_in(text: str) -> RiskDecision:
    """The gravest decision on any part of one text, without the state of any conversation."""
    gravest: RiskDecision | None = None
    for piece in _pieces(text):
        decision = companion.assess_text(piece)
        if gravest is None or decision.level > gravest.level:
            gravest = decision
        if gravest.level is RiskLevel.IMMINENT:
            break
    return gravest or companion.assess_text("")


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, max(len(text) - SHARED, 1), HEARD_AT_ONCE - SHARED):
        yield text[start : start + HEARD_AT_ONCE]
