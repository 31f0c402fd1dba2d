"""The authored risk turn: `risk_reply` puts the planned elements into few, plain, varied words.

Here: choosing and ordering phrases within the contract. Not here: what is required (`plan`), the
words (`content/safety`), checking anybody's draft (`guard`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from evenkeel.core.safety.contract import MAX_WORDS, holds, sentences, word_count
from evenkeel.core.safety.decision import Element, Question, RiskDecision, Sign, Stance
from evenkeel.core.safety.phrases import Phrases
from evenkeel.core.safety.plan import QUESTION_ELEMENT
from evenkeel.core.safety.registry import Channel, CrisisCard, CrisisLine
from evenkeel.core.vocabulary import RiskLevel

REPEAT_WINDOW = 5  # replies within which nothing is said in the same words (SAFETY.md section 1)
#: The order in which elements are said.
ORDER = (
    Element.SOMEONE_NOW,
    Element.MEANS_DISTANCE,
    Element.CRISIS_LINE,
    Element.TRUSTED_PERSON,
    Element.PROFESSIONAL,
    Element.GROUNDING,
    Element.SAFETY_PLAN,
    Element.AI_NOTICE,
    Element.MEDICAL_CAVEAT,
    Element.STAYS,
)
ASKED_BY_QUESTION = frozenset(QUESTION_ELEMENT.values())
_VERB = {Channel.CALL: "call", Channel.TEXT: "text", Channel.CHAT: "chat at"}


@dataclass(frozen=True, slots=True)
class _Choice:
    """Picks phrases: never one whose words stand in a recent reply, as long as there is another."""

    said: frozenset[str]
    seed: str

    def pick(self, options: Sequence[str], slot: str) -> str:
        fresh = [one for one in options if not self._was_said(one)] or list(options)
        digest = hashlib.sha256(f"{self.seed}|{slot}".encode()).digest()
        return fresh[int.from_bytes(digest[:4], "big") % len(fresh)]

    def _was_said(self, text: str) -> bool:
        return any(key(one) in self.said for one in sentences(text))


def key(sentence: str) -> str:
    """A sentence as compared for repetition: letters and digits only.

    >>> key("Stay with me.") == key("stay with me")
    True
    """
    return re.sub(r"[\W_]+", "", sentence.lower())


def risk_reply(
    decision: RiskDecision,
    *,
    card: CrisisCard,
    phrases: Phrases,
    recent: Sequence[str] = (),
    now: datetime,
    seed: int = 0,
) -> str:
    """The companion's own words for a turn at risk. Holds every required element of `decision`.

    `recent`: the companion's last replies, oldest first; nothing of the last five is repeated word
    for word. `now` (aware) and `seed` vary the wording; the same arguments give the same text.
    At most 120 words, one question, three resources.

    Below `watch` there is nothing to say and the result is empty.
    """
    if decision.level is RiskLevel.NONE:
        return ""
    window = tuple(recent)[-REPEAT_WINDOW:]
    said = frozenset(key(one) for text in window for one in sentences(text))
    texts = {text.strip() for text in window}
    best = ""
    for attempt in range(12):
        choice = _Choice(said, f"{seed}|{decision.state.turn}|{now.date().isoformat()}|{attempt}")
        text = _compose(decision, card, phrases, choice, short=attempt >= 4 or _repeats(window))
        if word_count(text) <= MAX_WORDS and text not in texts:
            return text
        if not best or word_count(text) < word_count(best):
            best = text
    return best


def _repeats(window: Sequence[str]) -> bool:
    """Whether a full risk turn was given a moment ago, so that short forms will do."""
    return any(word_count(text) > 60 for text in window[-2:])


def _compose(
    decision: RiskDecision, card: CrisisCard, phrases: Phrases, choice: _Choice, *, short: bool
) -> str:
    pathway, parts = decision.pathway, []
    urgent = Element.EMERGENCY_FIRST in decision.required
    if urgent:
        parts.append(
            _fill(choice.pick(phrases.element(Element.EMERGENCY_FIRST, pathway), "e"), card)
        )
    stance = Stance.PLAIN if urgent and decision.stance is Stance.QUIET else decision.stance
    sign = decision.sign or (Sign.EMERGENCY if urgent else None)
    opening = choice.pick(phrases.opening(sign, stance, pathway), "open")
    parts.append(_fill(opening, card))
    body: list[str] = []
    for element in ORDER:
        if element not in decision.required:
            continue
        if holds(element, " ".join([*parts, *body]), card=card, phrases=phrases):
            continue
        body.append(_element(element, decision, card, phrases, choice, short=short))
    question = _question(decision, card, phrases, choice)
    if Element.FEELING in decision.required and not holds(
        Element.FEELING, " ".join([*parts, *body]), card=card, phrases=phrases
    ):
        parts.append(choice.pick(phrases.element(Element.FEELING, pathway), "feeling"))
    if not urgent and parts and len(body) <= 2:
        return "\n\n".join(part for part in (" ".join([*parts, *body]), question) if part)
    blocks = ["\n".join(parts) if urgent else " ".join(parts), " ".join(body), question]
    return "\n\n".join(block for block in blocks if block)


def _element(
    element: Element,
    decision: RiskDecision,
    card: CrisisCard,
    phrases: Phrases,
    choice: _Choice,
    *,
    short: bool,
) -> str:
    if element is Element.CRISIS_LINE and not _printable(card):
        listed = [
            one for one in phrases.shared.elements[Element.CRISIS_LINE] if "{directory}" in one
        ]
        if short:
            listed = [one for one in phrases.shared.again[element] if "{directory}" in one]
        return _fill(choice.pick(listed, "directory"), card)
    source = phrases.short if short else phrases.element
    options = source(element, decision.pathway)
    if element is Element.CRISIS_LINE:
        options = tuple(one for one in options if "{line}" in one) or ("{line}.",)
    return _fill(choice.pick([_fill(one, card) for one in options], element), card)


def _question(decision: RiskDecision, card: CrisisCard, phrases: Phrases, choice: _Choice) -> str:
    question = decision.question
    if question is None:
        return ""
    if question in {Question.CALL, Question.CALLED} and not _printable(card):
        question = Question.LISTEN
    text = _fill(choice.pick(phrases.question(question, decision.pathway), question), card)
    if question is Question.CALL and phrases.shared.explain_call:
        text = f"{choice.pick(phrases.shared.explain_call, 'explain')} {text}"
    return text


def _printable(card: CrisisCard) -> bool:
    return bool(card.resources)


def _fill(text: str, card: CrisisCard) -> str:
    emergency = (
        card.emergency.number
        if card.emergency and card.emergency.number
        else "your local emergency number"
    )
    line = line_in_words(card.resources[0]) if card.resources else card.directory
    if card.resources and card.resources[0].confidence != "high":
        line = f"{line} ({card.directory} lists others)"
    other = next((one for one in card.resources[1:] if one.channel is not Channel.CALL), None)
    if "{line}" in text and "{other}" not in text and other and len(text) < 70:
        line = f"{line}, or {line_in_words(other, brief=True)}"
    return (
        text.replace("{emergency}", emergency)
        .replace("{line}", line)
        .replace("{directory}", card.directory)
    )


def line_in_words(line: CrisisLine, *, brief: bool = False) -> str:
    """One resource as a member reads it, for example "Samaritans: call 116 123, day and night"."""
    where = line.number or line.url or ""
    menu = f", then {line.menu}" if line.menu else ""
    verb = _VERB[line.channel]
    if line.channel is Channel.TEXT and line.number and " to " in line.number:
        verb = "text"
    reach = f"{verb} {where}{menu}"
    if brief:
        return reach
    hours = ", day and night" if line.always_open else f" ({line.hours})" if line.hours else ""
    region = f" ({line.region})" if line.region else ""
    return f"{line.name.rstrip('?')}{region}: {reach}{hours}"


def opening_stances() -> Iterable[Stance]:
    """The stances that may open a reply; used by tests over the phrase files."""
    return (stance for stance in Stance if stance is not Stance.PLAIN)


__all__ = ["REPEAT_WINDOW", "key", "line_in_words", "risk_reply"]
