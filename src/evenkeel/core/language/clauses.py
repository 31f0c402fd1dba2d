"""Splits a message into clauses: the smallest stretches that can be said back on their own.

Here: where one clause ends, by punctuation and joining words. Not here: turning a clause round for
a reply (`reflect.py`), what a clause is about (`triggers.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evenkeel.core.vocabulary import Span

# A clause longer than this is no longer something one can say back.
LONGEST_CLAUSE_WORDS = 22
# A joining word splits only if both sides hold a subject and something said of it.
SHORTEST_CLAUSE_WORDS = 3

_HARD = re.compile(r"[.!?;\n…]+[\"')\]]*|(?:\s[-–—]+\s)|—")
_SUBJECT = (
    r"(?:i|i['’]?m|i['’]?ve|i['’]?ll|i['’]?d|im|ive|he|she|they|we|you|it|that|this|there|everyone"
    r"|everybody|nobody|no one|someone|people|my|our|his|her|their|the|he['’]?s|she['’]?s|it['’]?s"
    r"|they['’]?re|we['’]?re|you['’]?re|that['’]?s|there['’]?s|what|nothing|everything)"
)
_PRONOUN = (
    r"(?:i|i['’]?m|i['’]?ve|i['’]?ll|im|ive|he|she|they|we|you|it|he['’]?s|she['’]?s|it['’]?s|they['’]?re"
    r"|we['’]?re|everyone|everybody|nobody|no one|someone|there['’]?s)"
)
_JOIN = re.compile(
    rf"(?:,\s*|\s+)(?:(?:and then|and now|and so|and|but|because|bc|cuz|cos|although|though"
    rf"|even though)\s+(?={_SUBJECT}\b)|(?:so|then|while|when|until|since|plus|yet|or)\s+"
    rf"(?={_PRONOUN}\b))",
    re.IGNORECASE,
)
_COMMA = re.compile(rf",\s*(?={_PRONOUN}\b)", re.IGNORECASE)
_EDGE = ' \t\r\n,;:.!?…"“”*-–—()[]'
_LEAD = re.compile(r"(?:and|but|so|then|because|bc|cuz|cos|like|well|um+|uh+|ok|okay)\s+", re.I)


def split(text: str) -> tuple[Span, ...]:
    """The clauses of `text` in order, trimmed of punctuation and joining words.

    >>> [c.text for c in split("My boss yelled at me and I just stood there. Ugh.")]
    ['My boss yelled at me', 'I just stood there', 'Ugh']
    """
    clauses: list[Span] = []
    for start, end in _between(text, 0, len(text), _HARD):
        clauses.extend(_joined(text, start, end))
    return tuple(clauses)


def _joined(text: str, start: int, end: int) -> list[Span]:
    cuts = sorted(
        {(m.start(), m.end()) for m in _JOIN.finditer(text, start, end)}
        | {(m.start(), m.end()) for m in _COMMA.finditer(text, start, end)}
    )
    pieces: list[Span] = []
    begin = start
    for cut_start, cut_end in cuts:
        if cut_start < begin:
            continue
        long_enough = (
            len(text[begin:cut_start].split()) >= SHORTEST_CLAUSE_WORDS
            and len(text[cut_end:end].split()) >= SHORTEST_CLAUSE_WORDS - 1
        )
        if long_enough:
            pieces += _trim(text, begin, cut_start)
            begin = cut_end
    return pieces + _trim(text, begin, end)


def _between(text: str, start: int, end: int, cut: re.Pattern[str]) -> list[tuple[int, int]]:
    pieces, begin = [], start
    for match in cut.finditer(text, start, end):
        pieces.append((begin, match.start()))
        begin = match.end()
    return [*pieces, (begin, end)]


def _trim(text: str, start: int, end: int) -> list[Span]:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    lead = _LEAD.match(text, start, end)
    if lead and lead.end() < end:
        start = lead.end()
    return [Span(start, end, text[start:end])] if any(map(str.isalnum, text[start:end])) else []


def holding(clauses: Sequence[Span], start: int, end: int) -> Span | None:
    """The clause that holds the stretch from `start`, or None."""
    return next((c for c in clauses if c.start <= start and end <= c.end), None) or next(
        (c for c in clauses if c.start <= start < c.end), None
    )


def likeliest(
    clauses: Sequence[Span], chances: Sequence[tuple[int, int, float]], *, least: float = 0.35
) -> Span | None:
    """The clause whose words most likely belong to a span, or None if none is likely.

    `chances`: stretches of the text with the probability that they belong. `least`: the mean
    probability a clause needs.

    >>> first, second = split("I dropped a cup and I always ruin everything")
    >>> likeliest((first, second), [(2, 9, 0.1), (22, 28, 0.9), (29, 33, 0.8)]) == second
    True
    """
    means = []
    for clause in clauses:
        inside = [p for start, end, p in chances if clause.start <= start and end <= clause.end]
        means.append(sum(inside) / len(inside) if inside else 0.0)
    best = max(range(len(means)), key=lambda at: means[at], default=-1)
    return clauses[best] if best >= 0 and means[best] >= least else None
