"""The rules of the spec files: what a reply must and must not be, never its exact words."""

from __future__ import annotations

import re
from typing import Any

from evenkeel.core.dialogue import Answer
from evenkeel.core.safety.context import only_guessed
from evenkeel.core.safety.head import NOTED
from evenkeel.core.vocabulary import RiskLevel

KNOWN = {
    "level", "level_at_least", "level_at_most", "moves", "has", "has_any", "lacks", "asks",
    "asks_at_most", "words", "resources", "resources_at_least", "offers_at_least", "effect",
}  # fmt: skip


def broken(answer: Answer, rules: dict[str, Any]) -> list[str]:
    """Every rule that the answer breaks, as a sentence."""
    unknown = set(rules) - KNOWN
    assert not unknown, f"no such rule: {unknown}"
    reply, low = answer.reply, answer.reply.lower()
    asks, words, level = reply.count("?"), len(reply.split()), spoken_to(answer)
    found = {
        "level": lambda v: level is RiskLevel[v.upper()],
        "level_at_least": lambda v: level >= RiskLevel[v.upper()],
        "level_at_most": lambda v: level <= RiskLevel[v.upper()],
        "moves": lambda v: answer.move.value in v,
        "has": lambda v: all(part.lower() in low for part in v),
        "has_any": lambda v: any(part.lower() in low for part in v),
        "lacks": lambda v: not any(part.lower() in low for part in v),
        "asks": lambda v: asks == v,
        "asks_at_most": lambda v: asks <= v,
        "words": lambda v: v[0] <= words <= v[1],
        "resources": lambda v: len(answer.resources) == v,
        "resources_at_least": lambda v: len(answer.resources) >= v,
        "offers_at_least": lambda v: len(answer.offers) >= v,
        "effect": lambda v: v in {effect.kind for effect in answer.effects},
    }
    return [f"{name}: {value}" for name, value in rules.items() if not found[name](value)]


def spoken_to(answer: Answer) -> RiskLevel:
    """The level that the reply speaks to: what the head only noted is remembered and never said,
    neither at once nor in the turns after it."""
    decision = answer.decision
    noted = all(one.rule == NOTED for one in decision.evidence) and not decision.required
    return RiskLevel.NONE if noted and only_guessed(decision.state) else decision.level


BANNED = (
    "i hear you", "that must be", "amazing", "journey", "hold space", "unpack", "valid",
    "here for you", "24/7", "you matter", "as an ai", "language model", "clinically proven",
    "studies show", "you should", "sorry to hear", "tell me more about how", "therapist",
    "counsellor", "licensed", "don't go", "proud of you", "great job", "well done", "reach out",
    "safe space", "i understand how", "i know how you feel", "you've got this", "stay strong",
)  # fmt: skip


def always(answer: Answer, before: list[str], *, asked: set[str]) -> list[str]:
    """What no reply may be, in any talk: `before` are the last replies, `asked` all questions."""
    reply, low = answer.reply, answer.reply.lower()
    ours = not answer.decision.level  # the words of risk turns have tests of their own
    found = [
        f"says {word!r}" for word in BANNED if ours and re.search(rf"\b{re.escape(word)}\b", low)
    ]
    if not reply.strip():
        found.append("is empty")
    if "!" in reply:
        found.append("has an exclamation mark")
    if reply.count("?") > 1:
        found.append("asks more than one question")
    if reply in before[-5:]:
        found.append("was said in these words before")
    if len(reply.split()) > 120:
        found.append("is longer than 120 words")
    if re.search(r"[{}]|\bNone\b", reply):
        found.append("shows a slot")
    if not answer.decision.required:
        twice = {q for q in questions(reply) if q in asked}
        found += [f"asks {q!r} twice" for q in twice]
    return found


def questions(reply: str) -> list[str]:
    return [s.strip().lower() for s in re.split(r"(?<=[.?])\s+", reply) if s.strip().endswith("?")]
