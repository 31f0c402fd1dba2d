"""What set a feeling off, with the member's clause that names it.

Here: named triggers from the lexicon, supported by the stressor head. Not here: the lexicon itself,
how a reply says the clause back (`reflect.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evenkeel.core.language.clauses import holding
from evenkeel.core.language.lexicon import Found
from evenkeel.core.language.phrases import span_of
from evenkeel.core.language.tokens import Token
from evenkeel.core.vocabulary import Span, Trigger

# Confidence of a trigger that is named: so much for the word, the rest from the stressor head.
NAMED, FROM_MODEL = 0.55, 0.4
# A trigger nobody named is only reported when the stressor head is this sure.
MODEL_ALONE = 0.75
MOST_TRIGGERS = 4
# The trigger a stressor stands for when no word names one.
PLAIN_TRIGGER = {
    "Work": "work",
    "School": "study",
    "Financial Problem": "money",
    "Family Issues": "family",
    "Everyday Decision Making": "decisions",
    "Health, Fatigue, or Physical Pain": "health",
}


def read_triggers(
    tokens: Sequence[Token],
    found: Found,
    clauses: Sequence[Span],
    sad_of: Mapping[str, str],
    stressors: Mapping[str, float],
) -> tuple[Trigger, ...]:
    """Triggers, the likeliest first. `sad_of`: the stressor that supports each trigger."""
    feeling_starts = [tokens[match.first].start for match in found.of("feelings")]
    named: dict[str, list[tuple[int, int]]] = {}
    for match in found.of("triggers"):
        named.setdefault(match.label, []).append(span_of(match, tokens))
    triggers = []
    for name, places in named.items():
        support = stressors.get(sad_of[name], 0.0)
        several = 0.05 if len(places) > 1 else 0.0
        confidence = min(0.99, NAMED + FROM_MODEL * support + several)
        clause = _clause(clauses, places, feeling_starts)
        triggers.append(Trigger(name, round(confidence, 3), clause))
    if not triggers and stressors:
        best, p = max(stressors.items(), key=lambda pair: pair[1])
        if p >= MODEL_ALONE and best in PLAIN_TRIGGER:
            triggers.append(Trigger(PLAIN_TRIGGER[best], round(p, 3), None))
    return tuple(sorted(triggers, key=lambda t: -t.confidence)[:MOST_TRIGGERS])


def _clause(
    clauses: Sequence[Span], places: Sequence[tuple[int, int]], feeling_starts: Sequence[int]
) -> Span | None:
    """The clause that says most about the trigger: it names it, and rather tells what happened
    (several words) than only how it feels."""
    holding_it = [c for c in (holding(clauses, s, e) for s, e in places) if c is not None]
    if not holding_it:
        return None

    def told(clause: Span) -> tuple[bool, int]:
        only_feeling = any(clause.start <= s < clause.end for s in feeling_starts)
        return (not only_feeling, min(len(clause.text.split()), 12))

    return max(holding_it, key=told)
