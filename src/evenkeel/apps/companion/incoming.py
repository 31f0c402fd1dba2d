"""What a member sent, made safe to read, keep and show; or a kind sentence on why it cannot be.

Here: length, emptiness, characters that break storage or the page. Not here: what it means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_CHARACTERS = 20_000
"""About 3,500 words: more than anybody can answer in one turn."""
BOX_KEEPS = 200_000
"""Longer texts are not sent back into the box: the page would be as heavy as the message."""
MOSTLY_UNREADABLE = 0.2
"""Share of replacement characters from which a text was not sent as UTF-8."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_DIRECTION_OVERRIDES = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Received:
    """`problem` is empty when `text` can be answered; `kept` goes back into the box."""

    text: str
    problem: str = ""
    kept: str = ""


def receive(raw: str) -> Received:
    """Clean a message: control characters and direction overrides go, line ends become `\\n`."""
    if len(raw) > MOST_CHARACTERS:
        return Received("", _too_long(len(raw)), raw if len(raw) <= BOX_KEEPS else "")
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    text = _DIRECTION_OVERRIDES.sub("", _CONTROLS.sub("", text)).strip()
    if not text:
        return Received("", _nothing(raw))
    if text.count("\ufffd") > MOSTLY_UNREADABLE * len(text):
        problem = _(
            "Those characters did not arrive in a form I can read. Please type the message again, "
            "or paste it as plain text."
        )
        return Received("", problem, text)
    return Received(text)


def _too_long(length: int) -> str:
    problem = ngettext(
        "That message has %(length)s character, more than I can take in at once.",
        "That message has %(length)s characters, more than I can take in at once.",
        length,
    ) % {"length": f"{length:,}"}
    limit = _("Up to %(most)s fit. Could you send the part that matters most first?") % {
        "most": f"{MOST_CHARACTERS:,}"
    }
    kept = "" if length <= BOX_KEEPS else " " + _("Go back one page to find your text again.")
    return f"{problem} {limit}{kept}"


def _nothing(raw: str) -> str:
    if raw.strip():
        return _("Nothing readable arrived: only control characters. Please type it again.")
    return _("Nothing was in the box yet.")
