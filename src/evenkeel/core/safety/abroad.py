"""What is said in danger in the member's own language, where one of ours hears them.

Here: putting a reply together from `languages/<locale>/risk/replies.yaml`, and knowing it again.
Not here: the schema (`abroad_words`), what a reply must hold (`plan`), English replies (`reply`),
which language a message is in (`tongues`).

Few sentences, each written for one element and known by being that very sentence: no recognition of
meaning in eleven languages is attempted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from evenkeel.core.safety.abroad_words import (
    OF_DYING,
    ORDER,
    SAFE,
    SPOKEN,
    TOGETHER,
    WITHOUT,
    Abroad,
    Texts,
)
from evenkeel.core.safety.contract import (
    MAX_QUESTIONS,
    MAX_WORDS,
    invented_numbers,
    question_count,
    word_count,
)
from evenkeel.core.safety.decision import Element, Question, RiskDecision
from evenkeel.core.safety.registry import CrisisCard, CrisisLine

REPEAT_WINDOW = 5  # replies within which none is the same (SAFETY.md section 1)
ATTEMPTS = 24
LEFT_TO_RIGHT = "\u200e"  # else "116 111" among words from right to left is read as "111 116"
LISTEN_AT_MOST = 6  # times in one talk
ASKS = {
    Element.DIRECT_QUESTION: Question.DIRECT, Element.PLAN_QUESTION: Question.PLAN,
    Element.MEANS_QUESTION: Question.MEANS, Element.TIMING_QUESTION: Question.TIMING,
}  # fmt: skip
NONE = frozenset[Element]()


def spoken(question: Question | None, asked: Mapping[Question, int]) -> Question | None:
    """The question as it can be put in any language; None when listening was asked often enough."""
    if question is None or question in SPOKEN:
        return question
    return Question.LISTEN if asked.get(Question.LISTEN, 0) < LISTEN_AT_MOST else None


def abroad_reply(
    decision: RiskDecision,
    *,
    card: CrisisCard,
    words: Abroad,
    recent: Sequence[str] = (),
    now: datetime,
    seed: int = 0,
) -> str:
    """The risk turn in another language: every required element, one question, at most 120 words.

    `recent`: the companion's last replies; none of the last five is said again.
    """
    window = tuple(recent)[-REPEAT_WINDOW:]
    said = {text.strip() for text in window}
    text = ""
    for attempt in range(ATTEMPTS):
        start = f"{seed}|{decision.state.turn}|{now.date().isoformat()}|{attempt}"
        turn = _Turn(decision, card, words, window, start, brief=attempt >= ATTEMPTS // 2)
        text = turn.compose()
        if text not in said and word_count(text) <= MAX_WORDS:
            break
    return text


def abroad_breaches(
    text: str,
    decision: RiskDecision,
    card: CrisisCard,
    words: Abroad,
    recent: Sequence[str] = (),
) -> list[str]:
    """Everything by which a text is not a turn in `words` that holds what is required."""
    rest, held = text, set[str]()
    known = [(name, _filled(sentence, card)) for name, sentence in words.sentences()]
    for name, sentence in sorted(known, key=lambda one: -len(one[1])):
        if sentence in rest:
            rest = rest.replace(sentence, " ")
            held.add(name)
    if "again" in held:
        held |= {str(one) for one in TOGETHER}
    found = ["not_authored"] if any(c.isalnum() for c in rest) else []
    found += [f"missing:{one}" for one in sorted(decision.required) if not _names(one) & held]
    first = text.strip().split("\n", 1)[0]
    number = card.emergency.number if card.emergency else None
    if Element.EMERGENCY_FIRST in decision.required and number and number not in first:
        found.append(f"missing:{Element.EMERGENCY_FIRST}")
    if invented_numbers(text, card):
        found.append("number_not_on_card")
    if word_count(text) > MAX_WORDS:
        found.append("too_many_words")
    if question_count(text) > MAX_QUESTIONS:
        found.append("too_many_questions")
    if text.strip() in {one.strip() for one in tuple(recent)[-REPEAT_WINDOW:]}:
        found.append("repeats_itself")
    return found


def _names(element: Element) -> set[str]:
    """What a sentence may be called that holds this element."""
    if element is Element.DIRECT_QUESTION:
        return {str(Question.DIRECT), SAFE}
    name = str(ASKS.get(element, element))
    return {name, WITHOUT.get(element, name)}


@dataclass(frozen=True, slots=True)
class _Turn:
    """One turn being put together; what was said a moment ago is not said again if it can be."""

    decision: RiskDecision
    card: CrisisCard
    words: Abroad
    window: Sequence[str]
    start: str
    brief: bool

    def compose(self) -> str:
        needed = self.decision.required
        urgent = Element.EMERGENCY_FIRST in needed
        top = self._part(Element.EMERGENCY_FIRST) if urgent else self._heard()
        body = [self._part(one) for one in ORDER if one in needed - self._known()]
        if self._known():
            body.insert(0, self._pick(self.words.again, "again"))
        body = body[1:] if urgent else body
        blocks = [top, _joined(body), self._question()]
        return "\n\n".join(block for block in blocks if block)

    def _known(self) -> frozenset[Element]:
        """What one sentence can hold because a turn before said it in full."""
        lately = "\n".join(self.window)
        told = all(
            any(_filled(one, self.card) in lately for one in self._options(element))
            for element in TOGETHER
        ) or any(_filled(one, self.card) in lately for one in self.words.again)
        calm = Element.EMERGENCY_FIRST not in self.decision.required
        told = told or self.brief
        return TOGETHER if told and calm and Element.CRISIS_LINE in self.decision.required else NONE

    def _options(self, element: Element) -> Texts:
        card = self.card
        lacking = (element is Element.CRISIS_LINE and not card.resources) or (
            element is Element.EMERGENCY_FIRST and not (card.emergency and card.emergency.number)
        )
        return self.words.parts[WITHOUT[element] if lacking else str(element)]

    def _part(self, element: Element) -> str:
        return self._pick(self._options(element), element)

    def _heard(self) -> str:
        """A first line, as long as there is one that was not said a moment ago."""
        lately = "\n".join(self.window)
        options = self.words.stances.get(self.decision.stance, ()) or self.words.heard
        return self._pick(tuple(one for one in options if one not in lately), "heard")

    def _question(self) -> str:
        question = spoken(self.decision.question, {})
        if question is None:
            return ""
        by_hand = question is not Question.DIRECT or self.decision.pathway in OF_DYING
        return self._pick(self.words.questions[str(question) if by_hand else SAFE], "question")

    def _pick(self, options: Texts, slot: str) -> str:
        lately = "\n".join(self.window)
        filled = [_filled(one, self.card) for one in options]
        fresh = [one for one in filled if one not in lately] or filled
        if not fresh:
            return ""
        digest = hashlib.sha256(f"{self.start}|{slot}".encode()).digest()
        return fresh[int.from_bytes(digest[:4], "big") % len(fresh)]


def _joined(sentences: Sequence[str]) -> str:
    """Sentences side by side; those that end in an ideographic full stop need no space."""
    return "".join(one if one.endswith("\u3002") else f"{one} " for one in sentences).strip()


def _filled(text: str, card: CrisisCard) -> str:
    line = _line(card.resources[0]) if card.resources else card.directory
    number = card.emergency.number if card.emergency else None
    return (
        text.replace("{line}", line)
        .replace("{emergency}", number or "")
        .replace("{directory}", card.directory)
    )


def _line(line: CrisisLine) -> str:
    """Name, number and whether it is always open, in signs that need no language."""
    name, where = line.name.rstrip("?"), (line.number or line.url or "").replace(" to ", " \u2192 ")
    menu = f" \u2192 {line.menu}" if line.menu else ""
    always = " (24 h)" if line.always_open else ""
    told = name if where in name else f"{name}, {where}"
    mark = "" if told[:1].isalpha() else LEFT_TO_RIGHT
    return f"{mark}{told}{menu}{always}"


__all__ = ["abroad_breaches", "abroad_reply", "spoken"]
