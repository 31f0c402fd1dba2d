"""A text without its accents, as patterns and stems of some languages are written.

Here: that one change. Not here: what safety compares (`core.safety.normalise` has its own).
"""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """The text without accents; its length may change.

    >>> folded("¿Qué pasó, mamá?")
    '?Que paso, mama?'
    """
    plain = unicodedata.normalize("NFKD", text.replace("¿", "?").replace("¡", "!"))
    return "".join(c for c in plain if not unicodedata.combining(c))
