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

from evenkeel.core.safety.abroad import abroad_reply
from evenkeel.core.safety.abroad_words import Abroad
from evenkeel.core.safety.contract import (
    MAX_WORDS,
    crosses_a_boundary,
    holds,
    sentences,
    word_count,
)
from evenkeel.core.safety.decision import Element, Question, RiskDecision, Sign, Stance
from evenkeel.core.safety.heard import FELT_ON_THE_LINE, OF_PATHWAY, WHY
from evenkeel.core.safety.lines import filled_in
from evenkeel.core.safety.needs import QUESTION_ELEMENT
from evenkeel.core.safety.phrases import Phrases
from evenkeel.core.safety.pieces import is_unnamed
from evenkeel.core.safety.registry import CrisisCard
from evenkeel.core.safety.walks import PLAN_STEPS
from evenkeel.core.vocabulary import Pathway, RiskLevel

REPEAT_WINDOW = 5  # replies within which nothing is said in the same words (SAFETY.md section 1)
#: The order in which elements are said.
ORDER = (
    Element.SOMEONE_NOW,
    Element.MEANS_DISTANCE,
    Element.GROUNDING,
    Element.TRUSTED_PERSON,
    Element.CRISIS_LINE,
    Element.PROFESSIONAL,
    Element.SAFETY_PLAN,
    Element.AI_NOTICE,
    Element.MEDICAL_CAVEAT,
    Element.STAYS,
)
#: Stances that only say that a question was answered: what was answered says more.
GENERAL = frozenset(
    {Stance.ANSWERED_YES, Stance.ANSWERED_NO, Stance.UNSURE, Stance.QUIET, Stance.WITH_SOMEONE,
     Stance.REFUSED_PERSON, Stance.CALM, Stance.PLAIN}
)  # fmt: skip
ASKED_BY_QUESTION = frozenset(QUESTION_ELEMENT.values())
UNDER_WAY = frozenset({Sign.ATTEMPT_NOW, Sign.EMERGENCY})
#: Questions that follow from what was just said, and need no words before them.
NEEDS_NO_LEAD = frozenset(
    {Question.LISTEN, Question.DIRECT, Question.CHECK, *PLAN_STEPS, Question.FOLLOWED_UP}
)
#: What a step of their own plan is quoted back for.
QUOTED_FOR = {
    Question.GROUND: (Question.PLAN_ALONE, Question.KEPT_SAFE),
    Question.WITH_YOU: (Question.PLAN_PEOPLE,),
    Question.LISTEN: (Question.PLAN_REASON, Question.PLAN_ALONE, Question.KEPT_SAFE),
}
#: Stances that come before what was felt: they say what the member wants of this talk.
OUTSPOKEN = frozenset(
    {Stance.ON_THE_LINE, Stance.REFUSED_LINE, Stance.REFUSED_TO_SAY, Stance.REFUSED_OTHER,
     Stance.FOR_A_FRIEND, Stance.INTRUSIVE, Stance.JOKING, Stance.RETRACTED, Stance.WATCHED}
)  # fmt: skip
#: A refusal is respected in words; where a life may be at stake it is not agreed with.
REFUSALS = frozenset({Stance.REFUSED_LINE, Stance.REFUSED_PERSON, Stance.REFUSED_OTHER})
ATTEMPTS = 12  # wordings tried before the shortest is taken
SHORT_AFTER = 3  # replies within which a thing said needs only a touch
_ANNOUNCES = re.compile(r"\b(?:ask|asking|check|a question)\b")


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

    Below `watch` there is nothing to say but the question that was agreed on for today, and without
    one the result is empty.
    """
    words = phrases.abroad.get(decision.state.tongue or "")
    if decision.level is RiskLevel.NONE and words is not None:
        return _agreed_abroad(decision, words, seed)
    if decision.level is RiskLevel.NONE:
        return _agreed_question(decision, phrases, seed)
    if words is not None:
        return abroad_reply(decision, card=card, words=words, recent=recent, now=now, seed=seed)
    window = tuple(recent)[-REPEAT_WINDOW:]
    said = frozenset(key(one) for text in window for one in sentences(text))
    texts = {text.strip() for text in window}
    best = ""
    for attempt in range(ATTEMPTS):
        choice = _Choice(said, f"{seed}|{decision.state.turn}|{now.date().isoformat()}|{attempt}")
        turn = _Turn(decision, card, phrases, choice, now, window, brief=attempt >= ATTEMPTS // 2)
        text = turn.compose()
        if word_count(text) <= MAX_WORDS and text not in texts:
            return text
        if not best or word_count(text) < word_count(best):
            best = text
    return best


def _agreed_abroad(decision: RiskDecision, words: Abroad, seed: int) -> str:
    """The question that was agreed on for today, as it can be put in any language."""
    options = words.questions.get(str(decision.question or ""), ())
    return options[seed % len(options)] if options else ""


def _agreed_question(decision: RiskDecision, phrases: Phrases, seed: int) -> str:
    if decision.question is not Question.FOLLOWED_UP:
        return ""
    options = phrases.question(Question.FOLLOWED_UP, decision.pathway)
    return options[seed % len(options)]


@dataclass(frozen=True, slots=True)
class _Turn:
    """One risk turn being put into words."""

    decision: RiskDecision
    card: CrisisCard
    phrases: Phrases
    choice: _Choice
    now: datetime
    window: tuple[str, ...]
    brief: bool

    def compose(self) -> str:
        """Take up what was said, one step and why, what is there besides, and the question.

        What a first turn says in full, the next ones only touch: a person who has heard a number
        four times has stopped listening.
        """
        urgent = Element.EMERGENCY_FIRST in self.decision.required
        first = [self._emergency()] if urgent else []
        opening = self._opening(urgent)
        question, asked = self._question()
        lead = "" if self.brief or urgent else self._lead(asked)
        said = " ".join([*first, opening, lead, question])
        body = self._rest(said)
        feeling = Element.FEELING in self.decision.required
        if feeling and not self._holds(Element.FEELING, " ".join([said, *body])):
            opening = f"{opening} {self._pick(Element.FEELING)}".strip()
        if urgent:
            blocks = ["\n".join([*first, opening]), " ".join(body), question]
        elif lead and body:
            blocks = [opening, " ".join(body), f"{lead} {question}"]
        elif len(body) <= 1:
            blocks = [" ".join(one for one in (opening, *body) if one), f"{lead} {question}"]
        else:
            blocks = [opening, " ".join(body), question]
        return "\n\n".join(block.strip() for block in blocks if block.strip())

    def _holds(self, element: Element, text: str) -> bool:
        return holds(element, text, card=self.card, phrases=self.phrases)

    def _emergency(self) -> str:
        options = self.phrases.element(Element.EMERGENCY_FIRST, self.decision.pathway)
        if self.decision.state.on_the_line or self.decision.state.told_at is not None:
            options = self.phrases.short(Element.EMERGENCY_FIRST, self.decision.pathway)
        return self._fill(self.choice.pick(options, "emergency"))

    def _opening(self, urgent: bool) -> str:
        decision = self.decision
        stance = Stance.PLAIN if urgent and decision.stance is Stance.QUIET else decision.stance
        sign = decision.sign or (Sign.EMERGENCY if urgent else None)
        felt = (decision.heard or "").startswith("felt.")
        lines: Sequence[str] = ()
        ours = decision.heard == WHY or decision.heard in FELT_ON_THE_LINE
        if stance in GENERAL or ours or (felt and stance not in OUTSPOKEN):
            lines = self._usable(self.phrases.answer(decision.heard, decision.pathway))
        if stance is Stance.JOKING and decision.question is None and not decision.evidence:
            lines = self.phrases.answer("joking.unasked", decision.pathway)
        if urgent and stance in REFUSALS:
            lines = self.phrases.answer("refused.imminent", decision.pathway)
        if felt and stance in REFUSALS and _of_this_danger(decision.heard):
            lines = self._usable(self.phrases.answer(decision.heard, decision.pathway))
        opening = lines or self.phrases.opening(sign, stance, decision.pathway)
        if stance is not Stance.WATCHED and not decision.required - {Element.HEARD}:
            opening = self._unsaid(opening)
        return self._fill(self.choice.pick(self._usable(opening), "open"))

    def _unsaid(self, options: Sequence[str]) -> Sequence[str]:
        """Where the first line is the whole reply: one not said a moment ago, or a short one."""
        window = "\n".join(self.window)
        fresh = [one for one in self._usable(options) if self._fill(one) not in window]
        return fresh or self.phrases.shared.stances[Stance.QUIET]

    def _usable(self, options: Sequence[str]) -> tuple[str, ...]:
        """Texts whose places can be filled; those that name a person only when one is known."""
        person = self.decision.state.person
        if self.decision.question is None:  # nothing announces a question that does not come
            options = [one for one in options if not _ANNOUNCES.search(one)] or options
        known = [one for one in options if person or "{person}" not in one]
        named = [one for one in known if "{person}" in one]
        return tuple(named if named and self.decision.state.turn % 2 else known)

    def _lead(self, question: Question | None) -> str:
        """Why the question is worth asking, or a step of their own plan quoted back."""
        if question is None or question in NEEDS_NO_LEAD - set(QUOTED_FOR):
            return ""
        quoted = self._quoted(question)
        if quoted or question in NEEDS_NO_LEAD:
            return quoted
        options = self.phrases.lead(question, self.decision.pathway)
        return self._fill(self.choice.pick(options, "lead")) if options else ""

    def _quoted(self, question: Question) -> str:
        words = self.decision.state.plan_words
        for step in QUOTED_FOR.get(question, ()):
            options = self.phrases.answer(f"quoted.{step}", None)
            if step not in words or not options:
                continue
            if any(words[step] in text for text in self.window):
                continue  # once in five replies: a line said back twice is a tape
            text = self.choice.pick(options, "quoted").replace("{words}", words[step])
            if not crosses_a_boundary(text, self.phrases):
                return text
        return ""

    def _rest(self, said: str) -> list[str]:
        """Everything that is due and not yet said, in as few sentences as hold it."""
        needed = {
            one for one in ORDER
            if one in self.decision.required and not self._holds(one, said)
        }  # fmt: skip
        body: list[tuple[int, str]] = []
        known = {one for one in needed if self.brief or self._was_said(one)}
        for again, due in ((True, needed & known), (False, needed - known)):
            wanted = set(due)
            while wanted:
                held, text = self._sentence(wanted, again=again)
                body.append((min(ORDER.index(one) for one in held), text))
                wanted -= held
        return [text for _, text in sorted(body)]

    def _was_said(self, element: Element) -> bool:
        """Whether one of the last replies held it, so that a short form will do."""
        return any(self._holds(element, text) for text in self.window[-SHORT_AFTER:])

    def _sentence(self, wanted: set[Element], *, again: bool) -> tuple[frozenset[Element], str]:
        pathway = self.decision.pathway
        found = None
        if Element.EMERGENCY_FIRST not in self.decision.required:
            found = self.phrases.several(wanted, pathway, again=again)
        if found:
            held, texts = found
            options = self._printable(texts) if Element.CRISIS_LINE in held else texts
            if options:
                return held, self._fill(self.choice.pick(options, "+".join(sorted(held))))
        element = min(wanted, key=ORDER.index)
        return frozenset({element}), self._pick(element, again=again)

    def _printable(self, options: Sequence[str]) -> tuple[str, ...]:
        """The texts with a line where the card has one, else those that name the directory."""
        named = ("{reach}", "{line}", "{short}") if self.card.resources else ("{directory}",)
        return tuple(one for one in options if any(name in one for name in named))

    def _pick(self, element: Element, *, again: bool = False) -> str:
        source = self.phrases.short if again else self.phrases.element
        options = source(element, self.decision.pathway)
        if element is Element.CRISIS_LINE:
            options = self._printable(options)
            options = options or self._printable(self.phrases.shared.elements[element])
        usable = self._usable(options)
        return self._fill(self.choice.pick([self._fill(one) for one in usable], element))

    def _question(self) -> tuple[str, Question | None]:
        question = self.decision.question
        if question is None:
            return "", None
        if question in {Question.CALL, Question.CALLED} and not self.card.resources:
            question = Question.LISTEN
        pathway: Pathway | None = self.decision.pathway
        if question is Question.LISTEN and set(self.decision.state.signs) & UNDER_WAY:
            pathway = Pathway.MEDICAL_EMERGENCY  # while harm is under way, only the body matters
        if question is Question.CHECK and is_unnamed(self.decision.evidence):
            pathway = None
        options = self._usable(self.phrases.question(question, pathway))
        return self._fill(self.choice.pick(options, question)), question

    def _fill(self, text: str) -> str:
        person = self.decision.state.person
        filled = filled_in(text, self.card, now=self.now)
        return filled.replace("{person}", f"your {person}" if person else "them")


def _of_this_danger(heard: str | None) -> bool:
    return (heard or "").removeprefix("felt.").startswith(tuple(OF_PATHWAY))


def opening_stances() -> Iterable[Stance]:
    """The stances that may open a reply; used by tests over the phrase files."""
    return (stance for stance in Stance if stance is not Stance.PLAIN)


__all__ = ["REPEAT_WINDOW", "key", "risk_reply"]
