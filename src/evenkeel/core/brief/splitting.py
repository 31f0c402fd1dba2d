"""A text cut into lines that can be picked one by one.

Here: where one line ends and the next begins. Not here: which are picked.
"""

from __future__ import annotations

import re

LONGEST = 280
"""Characters of one picked line: four printed lines. A longer sentence is cut between words."""
_ENDS = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"'”’)]))\s+|(?<=[。？！])")


def lines_of(text: str) -> tuple[str, ...]:
    """The sentences of a text, in order, each once; a line break ends a sentence too.

    >>> lines_of("Slept badly. Again!\\nMara rang  at nine")
    ('Slept badly.', 'Again!', 'Mara rang at nine')
    >>> lines_of(" \\n ")
    ()
    """
    found: list[str] = []
    for row in text.split("\n"):
        for piece in _ENDS.split(row):
            found.extend(_cut(" ".join(piece.split())))
    return tuple(dict.fromkeys(line for line in found if line))


def _cut(sentence: str) -> list[str]:
    parts = []
    while len(sentence) > LONGEST:
        at = sentence.rfind(" ", 1, LONGEST + 1)
        at = at if at > 0 else LONGEST
        parts.append(sentence[:at].strip())
        sentence = sentence[at:].strip()
    return [*parts, sentence]
