"""Which emotions a message holds, how strong, how pleasant.

Here: the model's probabilities, corrected by plain feeling words the member used (or denied), and
the derived intensity and valence. Not here: triggers, traps, risk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evenkeel.core.language.frame import negated
from evenkeel.core.language.lexicon import Found
from evenkeel.core.language.model import Head

# A feeling word said outright about oneself is at least this likely meant.
SAID_OUTRIGHT = 0.6
# ... of the emotions the model knows well only where it finds at least this share of the threshold:
# without, macro-F1 on GoEmotions dev falls by 0.015, with no correction at all by 0.003.
AGREES = 0.2
# A denied feeling, or a heavy one in an idiom, is left this share of its threshold.
DENIED = 0.25
HEAVY = frozenset(("sadness", "grief", "fear", "anger", "hopeless", "hurt", "disgust", "ashamed"))
# Over this, a state is named.
STATE_THRESHOLD = 0.5
# Steps on the 0-3 scale per intensifier, and the most they may move it.
STEP, STEP_DOWN, MOST_STEPS = 0.35, 0.7, 3

# From this probability of its likeliest emotion on, a message counts in full for intensity.
CLEARLY_FELT = 0.5
# Intensity of an emotion that is certain, before words turn it up or down.
STRONGEST_WORD = 1.6

# Pleasantness of each emotion, -1 to 1: signs from the sentiment groups of GoEmotions (Demszky
# et al. 2020, fig. 2), sizes by judgement after the NRC VAD lexicon (Mohammad 2018).
VALENCE: Mapping[str, float] = {
    "admiration": 0.7, "amusement": 0.8, "approval": 0.5, "caring": 0.4, "desire": 0.2,
    "excitement": 0.8, "gratitude": 0.8, "joy": 1.0, "love": 0.9, "optimism": 0.6, "pride": 0.8,
    "relief": 0.6, "anger": -0.8, "annoyance": -0.6, "disappointment": -0.6, "disapproval": -0.5,
    "disgust": -0.7, "embarrassment": -0.6, "fear": -0.8, "grief": -1.0, "nervousness": -0.5,
    "remorse": -0.7, "sadness": -0.8, "confusion": -0.2, "curiosity": 0.1, "realization": 0.0,
    "surprise": 0.1, "neutral": 0.0, "overwhelmed": -0.7, "lonely": -0.8, "hopeless": -1.0,
    "numb": -0.6, "ashamed": -0.8, "stressed": -0.6, "exhausted": -0.5, "hurt": -0.8,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Feelings:
    """What `read_emotions` finds; fields as in `Reading`."""

    emotions: dict[str, float]
    labels: tuple[str, ...]
    intensity: float
    valence: float
    unsure: bool


def read_emotions(
    scores: Mapping[str, Mapping[str, float]],
    heads: Mapping[str, Head],
    found: Found,
    states: Sequence[str],
    shouted: bool,
) -> Feelings:
    """Emotions of one message. `states`: names beyond the emotions head; `shouted`: capitals."""
    head = heads["emotions"]
    emotions = dict(scores["emotions"])
    cuts = dict(zip(head.labels, head.thresholds, strict=True))
    emotions |= dict.fromkeys(states, 0.0)
    if "states" in heads:
        emotions |= {k: p for k, p in scores["states"].items() if k in emotions}
        cuts |= dict(zip(heads["states"].labels, heads["states"].thresholds, strict=True))
    _correct(emotions, cuts, found, frozenset(head.labels))
    labels = tuple(
        sorted(
            (k for k, p in emotions.items() if p >= cuts.get(k, STATE_THRESHOLD)),
            key=lambda k: -emotions[k],
        )
    )
    mass = sum(p for k, p in emotions.items() if k != "neutral")
    felt = max(p for k, p in emotions.items() if k != "neutral")
    valence = sum(VALENCE.get(k, 0.0) * p for k, p in emotions.items()) / max(mass, 0.5)
    valence *= min(1.0, felt / CLEARLY_FELT)
    intensity = _intensity(emotions, scores, found, shouted)
    return Feelings(
        emotions={k: round(p, 4) for k, p in emotions.items()},
        labels=labels,
        intensity=round(intensity, 2),
        valence=round(max(-1.0, min(1.0, valence)), 2),
        unsure=not labels,
    )


def _correct(
    emotions: dict[str, float],
    cuts: Mapping[str, float],
    found: Found,
    trained: frozenset[str],
) -> None:
    """Feeling words said outright count; denied ones, and heavy ones in an idiom, do not."""
    idioms = found.labelled("frame", "idiom")
    meant: set[str] = set()
    denied: set[str] = set()
    for match in found.of("feelings"):
        inside = any(m.first <= match.first < m.last for m in idioms)
        if inside and match.label in HEAVY:
            continue
        (denied if negated(found, match) else meant).add(match.label)
    denied -= meant
    for name in (meant | denied) & emotions.keys():
        if name in meant:
            if name not in trained or emotions[name] >= AGREES * cuts[name]:
                emotions[name] = max(emotions[name], SAID_OUTRIGHT)
        else:
            emotions[name] = min(emotions[name], DENIED * cuts.get(name, STATE_THRESHOLD))
    if idioms:
        for name in HEAVY - meant:
            emotions[name] = min(emotions[name], DENIED * cuts.get(name, STATE_THRESHOLD))
    if meant:
        emotions["neutral"] = min(emotions["neutral"], 1 - SAID_OUTRIGHT)


def _intensity(
    emotions: Mapping[str, float],
    scores: Mapping[str, Mapping[str, float]],
    found: Found,
    shouted: bool,
) -> float:
    felt = max((p for k, p in emotions.items() if k != "neutral"), default=0.0)
    model = max(scores["intensity"].values()) if "intensity" in scores else 3 * felt
    base = max(model * min(1.0, felt / CLEARLY_FELT), STRONGEST_WORD * felt)
    turns = [m.label for m in found.of("intensity")]
    steps = turns.count("up") - turns.count("down") + shouted + (found.words.count("!") > 1)
    steps = max(-MOST_STEPS, min(MOST_STEPS, steps))
    size = STEP if steps > 0 else STEP_DOWN
    return max(0.0, min(3.0, base + size * steps * min(1.0, felt / CLEARLY_FELT)))
