"""What a member typed, made safe to keep and to show without changing what it says.

Here: characters that break storage or the page. Not here: meaning, spelling or length of words.
"""

from __future__ import annotations

import re
import unicodedata

MOST_BYTES = 1_000_000
"""The longest text one record holds, in bytes of UTF-8: some 150,000 words."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_DIRECTIONS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def cleaned(text: str) -> str:
    """A text of several lines: control characters and lone surrogates go, line ends become `\\n`.

    Marks that turn the direction of writing stay: they are part of Arabic, Hebrew and Persian
    text, and pages show every text in its own paragraph with `dir="auto"`, which they cannot leave.

    >>> cleaned("a\\x00b\\r\\nc")
    'ab\\nc'
    """
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """A name or a title: as `cleaned`, on one line, composed, and without direction overrides.

    >>> one_line("  coffee\\u202e\\n cups ")
    'coffee cups'
    """
    plain = _DIRECTIONS.sub("", cleaned(text))
    return " ".join(unicodedata.normalize("NFC", plain).split())


def too_long(text: str) -> bool:
    """Whether `text` is longer than one record holds."""
    return len(text.encode("utf-8", "ignore")) > MOST_BYTES
