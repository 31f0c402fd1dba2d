"""What the member wants from this turn.

Here: phrases that settle an intent, else the model's head, helped by phrases that speak for one.
Not here: what the companion does with it (`core.dialogue`).
"""

from __future__ import annotations

from collections.abc import Mapping

from evenkeel.core.language.lexicon import Found
from evenkeel.core.vocabulary import Intent

# Which settling intent wins when several phrases match: what must not be overheard comes first.
ORDER = (
    Intent.WANTS_HUMAN,
    Intent.ASKS_FOR_DIAGNOSIS,
    Intent.ASKS_IF_HUMAN,
    Intent.WANTS_REHEARSAL,
    Intent.DECLINES,
    Intent.ABOUT_APP,
    Intent.ASKS_FOR_TOOL,
    Intent.ENDS,
    Intent.THANKS,
    Intent.AGREES,
    Intent.GREETS,
)
_NAMES = tuple(intent.value for intent in Intent)
# How much a likely phrase adds to the model's probability, and from when on the result is sure.
LIKELY = 0.25
SURE = 0.45
# A longer message whose best intent is under this is heard out, not acted on.
TOO_UNSURE = 0.35
LONG = 5
# A number among so few words answers a question.
SHORT_ANSWER = 4


def read_intent(found: Found, probabilities: Mapping[str, float]) -> tuple[Intent, float]:
    """(intent, confidence)."""
    settled = {match.label for match in found.of("sure")}
    for intent in ORDER if settled else ():
        if intent.value in settled:
            return intent, max(0.9, probabilities.get(intent.value, 0.0))
    if len(found.words) <= SHORT_ANSWER and any(word.isdigit() for word in found.words):
        return Intent.ANSWERS, 0.8
    weights = {name: probabilities.get(name, 0.0) for name in _NAMES}
    for label in {match.label for match in found.of("likely")}:
        weights[label] += LIKELY
    best = max(weights, key=lambda name: weights[name])
    if weights[best] <= 0:
        return Intent.VENTING, 0.3
    if weights[best] < TOO_UNSURE and len(found.words) >= LONG:
        return Intent.VENTING, weights[best]
    return Intent(best), min(0.95, weights[best])
