"""Thinking traps (cognitive distortions) in a message, with the words that show them.

Here: the lexicon's phrases joined with the model's head. Not here: what to do about one (content).
Source of the classes: Burns 1980, Feeling Good; Bollen et al. 2021, PNAS 118(30) e2102061118.
"""

from __future__ import annotations

from collections.abc import Sequence

from evenkeel.core.language.clauses import holding, likeliest
from evenkeel.core.language.lexicon import Found
from evenkeel.core.language.passages import Joined
from evenkeel.core.language.phrases import span_of
from evenkeel.core.language.tokens import Token
from evenkeel.core.vocabulary import Span, ThinkingTrap

# How much a phrase speaks for its trap beside the model's probability.
PHRASE = 0.35
# From this confidence on a trap is reported: the best on our held-in lines; everyday posts are
# among what the head was trained on as none.
THRESHOLD = 0.25
MOST_TRAPS = 3
NONE = "none"


def read_traps(
    tokens: Sequence[Token],
    found: Found,
    clauses: Sequence[Span],
    joined: Joined,
) -> tuple[ThinkingTrap, ...]:
    """Traps over the threshold, the likeliest first, each with the clause that shows it."""
    probabilities = joined.heads.get("traps", {})
    shown = likeliest(clauses, joined.spans.get("trap_span", ()))
    spans: dict[str, tuple[int, int]] = {}
    for match in found.of("traps"):
        start, end = span_of(match, tokens)
        known = spans.get(match.label, (start, end))
        spans[match.label] = (min(start, known[0]), max(end, known[1]))
    traps = []
    for name in {*spans, *probabilities} - {NONE}:
        confidence = probabilities.get(name, 0.0) + (PHRASE if name in spans else 0.0)
        if confidence >= THRESHOLD:
            span = _clause(clauses, spans.get(name)) or shown
            traps.append(ThinkingTrap(name, round(min(confidence, 0.99), 3), span))
    return tuple(sorted(traps, key=lambda t: -t.confidence)[:MOST_TRAPS])


def _clause(clauses: Sequence[Span], place: tuple[int, int] | None) -> Span | None:
    if place is None:
        return clauses[0] if len(clauses) == 1 else None
    return holding(clauses, *place)
