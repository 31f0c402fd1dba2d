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
from evenkeel.core.safety.hours import open_state, opens_in_words
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
#: What is said in one sentence: things to do now, and who and what is there.
TO_DO = (Element.MEANS_DISTANCE, Element.TRUSTED_PERSON, Element.GROUNDING)
IS_THERE = (Element.CRISIS_LINE, Element.PROFESSIONAL, Element.SAFETY_PLAN)
#: Stances that only say that a question was answered: what was answered says more.
GENERAL = frozenset(
    {Stance.ANSWERED_YES, Stance.ANSWERED_NO, Stance.UNSURE, Stance.QUIET, Stance.WITH_SOMEONE,
     Stance.REFUSED_PERSON, Stance.CALM, Stance.PLAIN}
)  # fmt: skip
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

    def clause(self, options: Sequence[str], slot: str) -> str:
        """As `pick`, for a part of a sentence."""
        keys = {one: key(one) for one in options}
        fresh = [one for one in options if not any(keys[one] in said for said in self.said)]
        return self.pick(fresh or options, slot)

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
    lines = phrases.answer(decision.heard, pathway) if stance in GENERAL else ()
    opening = choice.pick(lines or phrases.opening(sign, stance, pathway), "open")
    parts.append(_fill(opening, card))
    body: list[str] = []
    joined: set[Element] = set()
    if not urgent:
        for group in (TO_DO, IS_THERE):
            sentence, held = _in_one(group, decision, card, phrases, choice)
            body += [sentence] if sentence else []
            joined |= held
    for element in ORDER:
        if element not in decision.required or element in joined:
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


def _in_one(
    group: Sequence[Element],
    decision: RiskDecision,
    card: CrisisCard,
    phrases: Phrases,
    choice: _Choice,
) -> tuple[str, set[Element]]:
    """One sentence that holds several elements, as a person would say them."""
    clauses, held = list[str](), set[Element]()
    for element in group:
        options = phrases.clause(element, decision.pathway)
        if element not in decision.required or not options:
            continue
        if element is Element.CRISIS_LINE:
            known = _printable(card)
            options = tuple(one for one in options if ("{reach}" in one) is known)
        clause = _fill(choice.clause(options, f"clause.{element}"), card)
        if element is Element.CRISIS_LINE and Element.AI_NOTICE in decision.required:
            clause += _by_text(card)  # the first time, for those who would rather not speak
        clauses.append(clause)
        held.add(element)
    if not clauses:
        return "", held
    *before, last = clauses
    text = f"{', '.join(before)}{',' if len(before) > 1 else ''} and {last}" if before else last
    if len(before) == 1:
        text = f"{before[0]}, and {last}"
    return f"{text[0].upper()}{text[1:]}.", held


def _by_text(card: CrisisCard) -> str:
    other = next((one for one in card.resources[1:] if one.channel is Channel.TEXT), None)
    return f" or {line_in_words(other, brief=True)}" if other else ""


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
        .replace("{reach}", reach_in_words(card.resources[0]) if card.resources else "")
        .replace("{line}", line)
        .replace("{directory}", card.directory)
    )


def line_in_words(line: CrisisLine, *, brief: bool = False, now: datetime | None = None) -> str:
    """One resource as a member reads it, for example "Samaritans: call 116 123, day and night".

    With `now`, a line that is closed says when it opens.
    """
    where = line.number or line.url or ""
    menu = f", then {line.menu}" if line.menu else ""
    verb = _VERB[line.channel]
    if line.channel is Channel.TEXT and line.number and " to " in line.number:
        verb = "text"
    reach = f"{verb} {where}{menu}"
    if brief:
        return reach
    hours = ", day and night" if line.always_open else _hours(line, now)
    region = f" ({line.region})" if line.region else ""
    return f"{line.name.rstrip('?')}{region}: {reach}{hours}"


def _hours(line: CrisisLine, now: datetime | None) -> str:
    opens = opens_in_words(open_state(line, now=now), now=now) if now else ""
    told = ", ".join(one for one in (line.hours, f"closed now, {opens}" if opens else "") if one)
    return f" ({told})" if told else ""


def reach_in_words(line: CrisisLine, *, now: datetime | None = None) -> str:
    """One resource inside a sentence: "you can ring Samaritans on 116 123 at any hour"."""
    name = f"{line.name.rstrip('?')}{f' ({line.region})' if line.region else ''}"
    where = line.number or line.url or ""
    if line.channel is Channel.TEXT:
        how = (
            f"you can text {where} for {name}"
            if " to " in where
            else f"you can text {name} on {where}"
        )
    elif line.channel is Channel.CHAT:
        how = f"you can chat with {name} at {where}"
    else:
        how = f"you can ring {name} on {where}"
    menu = f" and choose {line.menu}" if line.menu else ""
    hours = " at any hour" if line.always_open else _hours(line, now)
    return f"{how}{menu}{hours}"


def opening_stances() -> Iterable[Stance]:
    """The stances that may open a reply; used by tests over the phrase files."""
    return (stance for stance in Stance if stance is not Stance.PLAIN)


__all__ = ["REPEAT_WINDOW", "key", "line_in_words", "risk_reply"]
