"""The guard: no reply reaches a member before it was checked here, whoever wrote it.

Here: checking a draft against the contract and the boundaries; repairing or replacing it. Not here:
writing replies (`reply`, `core.dialogue`), deciding levels (`assess`).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from evenkeel.core.safety.abroad import abroad_breaches
from evenkeel.core.safety.abroad_words import Abroad
from evenkeel.core.safety.authored import strange_sentences, whole_sentences
from evenkeel.core.safety.contract import (
    MAX_QUESTIONS,
    MAX_WORDS,
    crossed,
    holds,
    invented_numbers,
    question_count,
    word_count,
)
from evenkeel.core.safety.decision import Element, RiskDecision, SafetyState, Stance
from evenkeel.core.safety.needs import QUESTION_ELEMENT
from evenkeel.core.safety.phrases import Phrases
from evenkeel.core.safety.registry import CrisisCard
from evenkeel.core.safety.reply import REPEAT_WINDOW, key, risk_reply
from evenkeel.core.vocabulary import Pathway, RiskLevel

ONLY_OURS_FROM = RiskLevel.RAISED  # from here on only sentences written for risk turns are shown
LONGEST_DRAFT = 12_000  # characters; nothing longer is a reply
_ELEMENT_QUESTION = {element: question for question, element in QUESTION_ELEMENT.items()}
_ENGLISH = frozenset(
    {
        "a", "about", "all", "am", "an", "and", "are", "at", "be", "been", "but", "by", "can",
        "do", "does", "for", "from", "had", "has", "have", "he", "her", "here", "him", "how",
        "i", "if", "in", "is", "it", "just", "like", "me", "more", "my", "no", "not", "now",
        "of", "on", "one", "or", "out", "so", "some", "that", "the", "their", "them", "then",
        "there", "they", "this", "to", "up", "was", "we", "what", "when", "where", "which",
        "who", "will", "with", "would", "you", "your",
    }
)  # fmt: skip
_ENGLISH_SHARE = 0.15
_ENOUGH_WORDS = 5


class Verdict(StrEnum):
    KEPT = "kept"
    REPAIRED = "repaired"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Guarded:
    """What may be shown, what was done to the draft, and why (rules and elements by name)."""

    text: str
    verdict: Verdict
    reasons: tuple[str, ...] = ()


def guard(
    draft: str | None,
    *,
    decision: RiskDecision,
    card: CrisisCard,
    phrases: Phrases,
    recent: Sequence[str] = (),
    now: datetime | None = None,
    seed: int | None = None,
) -> Guarded:
    """Check any draft; give back something that may be shown. Total: never raises, never empty.

    A draft that crosses a boundary or prints a number not on the card is replaced; from raised on
    also one with any sentence not written for risk turns. At watch a draft that lacks required
    elements is repaired by inserting them if it then still fits the contract, and else replaced by
    the authored reply. `now` and `seed` only vary wording.

    `recent`: the companion's last replies, oldest first.
    """
    when = now or datetime(2000, 1, 1, tzinfo=UTC)
    text = draft.strip() if isinstance(draft, str) else ""
    number = seed if seed is not None else zlib.crc32(text.encode("utf-8", "replace"))
    english = decision.level > RiskLevel.NONE and not decision.state.tongue
    faults = _faults(text, card, phrases, at_risk=english)
    if decision.level is RiskLevel.NONE:
        if not faults:
            return Guarded(text, Verdict.KEPT)
        return Guarded(_instead(faults, phrases, recent, number), Verdict.REPLACED, tuple(faults))

    def authored(reasons: Sequence[str]) -> Guarded:
        reply = risk_reply(
            decision, card=card, phrases=phrases, recent=recent, now=when, seed=number
        )
        return Guarded(reply, Verdict.REPLACED, tuple(reasons))

    words = _tongue_of(decision, phrases)
    if words is not None:
        faults = abroad_breaches(text, decision, card, words, recent)
    elif not faults and _strange(text, decision, card, phrases):
        faults = ["not_authored"]
    if faults:
        return authored(faults)
    missing = [] if words else _breaches(text, decision, card, phrases, recent)
    if not missing:
        return Guarded(text, Verdict.KEPT)
    repaired = _repair(text, decision, card, phrases, recent, when, number)
    if repaired is not None:
        return Guarded(repaired, Verdict.REPAIRED, tuple(missing))
    return authored(missing)


def check(
    text: str,
    *,
    decision: RiskDecision,
    card: CrisisCard,
    phrases: Phrases,
    recent: Sequence[str] = (),
) -> tuple[str, ...]:
    """Every breach of the contract or of a boundary in `text`; empty if it may be shown."""
    at_risk = decision.level > RiskLevel.NONE
    words = _tongue_of(decision, phrases)
    if words is not None:
        return tuple(abroad_breaches(text, decision, card, words, recent))
    faults = _faults(text.strip(), card, phrases, at_risk=at_risk)
    if not at_risk:
        return tuple(faults)
    return (*faults, *_breaches(text.strip(), decision, card, phrases, recent))


def plain_decision() -> RiskDecision:
    """The decision of a turn without risk, for callers that only want the boundaries checked."""
    return RiskDecision(RiskLevel.NONE, None, (), frozenset(), SafetyState(), None, Stance.QUIET)


def _faults(text: str, card: CrisisCard, phrases: Phrases, *, at_risk: bool) -> list[str]:
    """What no insertion can mend."""
    if not any(c.isalnum() for c in text):
        return ["empty"]
    if len(text) > LONGEST_DRAFT:
        return ["too_long"]
    if any(ord(c) < 32 and c not in "\n\r\t" for c in text):
        return ["control_characters"]
    if at_risk and not _is_english(text):
        return ["language"]
    found = crossed(text, phrases)
    if invented_numbers(text, card):
        found.append("number_not_on_card")
    return found


def _tongue_of(decision: RiskDecision, phrases: Phrases) -> Abroad | None:
    """The words of the member's own language, when this turn has something to say in it."""
    speaks = bool(decision.required) or decision.question is not None
    at_risk = decision.level > RiskLevel.NONE and speaks
    return phrases.abroad.get(decision.state.tongue or "") if at_risk else None


def _is_english(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < _ENOUGH_WORDS:
        return all(word.isascii() for word in words)
    known = sum(word in _ENGLISH for word in words)
    return known >= _ENGLISH_SHARE * len(words)


def _breaches(
    text: str,
    decision: RiskDecision,
    card: CrisisCard,
    phrases: Phrases,
    recent: Sequence[str],
) -> list[str]:
    found = [
        f"missing:{element}"
        for element in sorted(decision.required)
        if not holds(element, text, card=card, phrases=phrases)
    ]
    if word_count(text) > MAX_WORDS:
        found.append("too_many_words")
    if question_count(text) > MAX_QUESTIONS:
        found.append("too_many_questions")
    if key(text) in {key(one) for one in tuple(recent)[-REPEAT_WINDOW:]}:
        found.append("repeats_itself")
    return found


def _repair(
    text: str,
    decision: RiskDecision,
    card: CrisisCard,
    phrases: Phrases,
    recent: Sequence[str],
    now: datetime,
    seed: int,
) -> str | None:
    """The draft with what it lacks, taken sentence by sentence from the authored reply."""
    if key(text) in {key(one) for one in tuple(recent)[-REPEAT_WINDOW:]}:
        return None
    authored = risk_reply(decision, card=card, phrases=phrases, recent=recent, now=now, seed=seed)
    lines = [one for block in authored.split("\n") for one in whole_sentences(block)]
    asked = {element for element in decision.required if element in _ELEMENT_QUESTION}
    kept = text
    if question_count(text) > MAX_QUESTIONS or asked - _held(asked, text, card, phrases):
        kept = " ".join(one for one in whole_sentences(text) if "?" not in one)
    if not any(c.isalnum() for c in kept):
        return None
    top: list[str] = []
    middle, last = [kept], list[str]()
    for element in sorted(decision.required - _held(decision.required, kept, card, phrases)):
        line = next((one for one in lines if _has(element, one, decision, card, phrases)), None)
        if line is None:
            return None
        if line in (*top, *middle, *last):
            continue
        if element is Element.EMERGENCY_FIRST:
            top.append(line)
        elif "?" in line:
            last.append(line)
        else:
            middle.append(line)
    blocks = ["\n".join(top), " ".join(middle), " ".join(last)]
    result = "\n\n".join(block for block in blocks if block)
    clean = not _breaches(result, decision, card, phrases, recent)
    return result if clean and not _faults(result, card, phrases, at_risk=True) else None


def _strange(text: str, decision: RiskDecision, card: CrisisCard, phrases: Phrases) -> bool:
    """Whether a draft at raised and above holds a sentence that was not written for risk turns.

    Wordings cannot all be foreseen: of fifty new bad drafts the boundaries knew six. So from raised
    on nobody else's words are shown, only how ours are put together. A frightened body is excepted
    below high: there the exercise speaks first.
    """
    if decision.level < ONLY_OURS_FROM:
        return False
    if decision.pathway is Pathway.MEDICAL_EMERGENCY and decision.level < RiskLevel.HIGH:
        return False
    names = tuple(line.name.rstrip("?") for line in card.resources)
    return bool(strange_sentences(text, phrases, names=names))


def _held(
    elements: frozenset[Element] | set[Element], text: str, card: CrisisCard, phrases: Phrases
) -> set[Element]:
    return {one for one in elements if holds(one, text, card=card, phrases=phrases)}


def _has(
    element: Element, line: str, decision: RiskDecision, card: CrisisCard, phrases: Phrases
) -> bool:
    return holds(element, line, card=card, phrases=phrases)


def _instead(faults: list[str], phrases: Phrases, recent: Sequence[str], seed: int) -> str:
    """What is said in place of a draft that crossed a boundary outside of a risk turn."""
    options = next(
        (one.instead for one in phrases.boundaries if one.id in faults),
        phrases.boundaries[-1].instead,
    )
    said = {key(one) for one in tuple(recent)[-REPEAT_WINDOW:]}
    fresh = [one for one in options if key(one) not in said] or list(options)
    return fresh[seed % len(fresh)]
