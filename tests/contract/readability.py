"""How hard a text is to read, for the contract tests of what members read."""

from __future__ import annotations

from evenkeel.core.content.readability import grade, syllables

__all__ = ["grade", "syllables"]
