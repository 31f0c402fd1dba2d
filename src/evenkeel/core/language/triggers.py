"""What set a feeling off, with the member's clause that names it.

Here: triggers the model hears and those the lexicon finds named, and the clause of each. Not here:
the lexicon itself, how a reply says the clause back (`reflect.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evenkeel.core.language.clauses import holding, likeliest
from evenkeel.core.language.lexicon import Found
from evenkeel.core.language.model import Head
from evenkeel.core.language.passages import Joined
from evenkeel.core.language.phrases import span_of
from evenkeel.core.language.tokens import Token
from evenkeel.core.vocabulary import Span, Trigger

# Confidence of a trigger that is named: so much for the word, the rest from the model.
NAMED, FROM_MODEL = 0.55, 0.4
MOST_TRIGGERS = 4
NONE = "none"


def read_triggers(
    tokens: Sequence[Token],
    found: Found,
    clauses: Sequence[Span],
    sad_of: Mapping[str, str],
    joined: Joined,
    heads: Mapping[str, Head],
) -> tuple[Trigger, ...]:
    """Triggers, the likeliest first. `sad_of`: the stressor that supports each trigger."""
    stressors = joined.heads.get("stressor", {})
    heard = joined.heads.get("triggers", {})
    feeling_starts = [tokens[match.first].start for match in found.of("feelings")]
    told = likeliest(clauses, joined.spans.get("trigger_span", ()))
    named: dict[str, list[tuple[int, int]]] = {}
    for match in found.of("triggers"):
        named.setdefault(match.label, []).append(span_of(match, tokens))
    cuts = dict(zip(heads["triggers"].labels, heads["triggers"].thresholds, strict=True))
    triggers = []
    for name in {*named, *heard} - {NONE}:
        chance = heard.get(name, 0.0)
        if name in named:
            support = max(chance, stressors.get(sad_of[name], 0.0))
            confidence = min(0.99, NAMED + FROM_MODEL * support)
            clause = _clause(clauses, named[name], feeling_starts)
            triggers.append(Trigger(name, round(confidence, 3), clause))
        elif chance >= cuts[name]:
            triggers.append(Trigger(name, round(chance, 3), told))
    return tuple(sorted(triggers, key=lambda t: (-t.confidence, t.name))[:MOST_TRIGGERS])


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
