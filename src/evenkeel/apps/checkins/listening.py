"""The companion's ear, for words written outside a conversation.

Here: the one place where check-ins and the journal ask about danger in a text. Not here: what is
decided (`core.safety`), and tone (`tone`).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def companion() -> Any:
    """The companion's queries, found when first needed: its app also asks ours."""
    return import_module("evenkeel.apps.companion.queries")


def risk_in(text: str) -> Any:
    """The risk decision on one text by itself, without the state of any conversation."""
    return companion().assess_text(text)
