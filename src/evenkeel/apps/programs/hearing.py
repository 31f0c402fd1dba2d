"""Whether words written on a page of this area call for a person.

Here: one check over what was typed. Not here: the assessment itself (`core.safety`).
"""

from __future__ import annotations

from collections.abc import Iterable

from evenkeel.apps.checkins import queries as checkins
from evenkeel.core.safety import RiskDecision


def heard_in(texts: Iterable[str]) -> RiskDecision | None:
    """The decision over these words; None when nothing was written."""
    text = "\n".join(filter(None, texts))
    return checkins.risk_in(text) if text else None
