"""The figures of simulated conversations, and every clause that was said back.

Here: counting. Not here: judging grammar (the hand-kept `sheet.yaml`), the printed page
(`document`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from evenkeel.core.dialogue import Answer
from evenkeel.core.dialogue.moves import Move
from evenkeel.core.dialogue.plan import said_id
from evenkeel.core.dialogue.realiser import WINDOW, sentences
from evenkeel.core.safety import check
from evenkeel.core.safety.head import NOTED
from tests.conversations.play import Exchange, Talked, companion

# A sentence of fewer words ("OK.", "Still here.") may come back within the window.
REPEAT_WORDS = 3
# Content words: what makes a reply about this message rather than about any.
WORD_LETTERS = 4
STEM_LETTERS = 5
# Lines that would fit any message whatever.
FILLERS = (
    "sit.go_on", "small.go_on", "fits.says", "fits.ask", "fits.hard", "fits.good", "no.plain",
    "news.stay", "idk.known", "whatever", "whatever.fine", "offer.left",
)  # fmt: skip
_COMMON_WORDS = """
    about after again also anything because been before being could does doing done don't down
    each even ever every from going good have having here into it's just keep know like made
    make maybe more most much need never nothing only other over really right said same some
    somebody something still than that that's them then there these they thing things think
    this those time today want well were what what's when where which while will with without
    would you're your yours year very feel feels talk tell told back come came goes went gone
    take once ones their they're
"""
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass
class Figures:
    """Counts over a set of talks."""

    talks: int = 0
    turns: int = 0
    crashes: list[str] = field(default_factory=list)
    contract: list[str] = field(default_factory=list)
    repeats: list[str] = field(default_factory=list)
    asked_twice: list[str] = field(default_factory=list)
    two_questions: list[str] = field(default_factory=list)
    empathy_twice: list[str] = field(default_factory=list)
    ended_badly: list[str] = field(default_factory=list)
    alarms: int = 0
    alarmed: set[str] = field(default_factory=set)
    fillers: int = 0
    specific: int = 0
    asking: int = 0
    words: int = 0
    distinct: int = 0
    milliseconds: list[float] = field(default_factory=list)
    keys: Counter[str] = field(default_factory=Counter)

    @property
    def fitting_undisturbed(self) -> float:
        """The same share among talks in which no safety turn came that nobody needed."""
        badly = sum(who not in self.alarmed for who in self.ended_badly)
        return 1 - badly / max(1, self.talks - len(self.alarmed))

    @property
    def fitting(self) -> float:
        return 1 - len(self.ended_badly) / max(1, self.talks)


def measured(talks: Iterable[Talked]) -> Figures:
    """All figures of these talks."""
    out, replies = Figures(), Counter[str]()
    for talk in talks:
        out.talks += 1
        _one(talk, out, replies)
    out.distinct = len(replies)
    return out


def _one(talk: Talked, out: Figures, replies: Counter[str]) -> None:
    before: list[Exchange] = []
    asked: set[str] = set()
    for one in talk.exchanges:
        at = f"{talk.person.id} {len(before) + 1}"
        out.turns += 1
        answer = one.answer
        if answer is None:
            out.crashes.append(f"{at}: {one.error}")
            return
        same_day = [b for b in before if b.day == one.day]
        out.contract += [f"{at}: {b}" for b in breaks(answer, same_day)]
        risk = bool(answer.decision.required) or answer.move is Move.RISK
        if answer.decision.required and talk.person.id not in IN_DANGER:
            out.alarms += 1
            out.alarmed.add(talk.person.id)
        if not risk:
            out.repeats += [f"{at}: {s}" for s in repeated(answer.reply, same_day)]
            twice = [q for q in questions(answer.reply) if (one.day, q) in asked]
            out.asked_twice += [f"{at}: {q}" for q in twice]
        asked |= {(one.day, q) for q in questions(answer.reply)}
        if answer.reply.count("?") > 1:
            out.two_questions.append(f"{at}: {answer.reply}")
        if same_day and not risk and _empathy(answer) and _empathy(same_day[-1].answer):
            out.empathy_twice.append(f"{at}: {answer.reply}")
        out.fillers += is_filler(answer)
        out.specific += is_specific(one, same_day)
        out.asking += "?" in answer.reply
        out.words += len(answer.reply.split())
        out.milliseconds.append(answer.milliseconds)
        out.keys.update(keys_of(answer))
        replies[answer.reply] += 1
        before.append(one)
    if not ended_well(talk):
        out.ended_badly.append(talk.person.id)


def breaks(answer: Answer, before: list[Exchange]) -> list[str]:
    """What the safety contract finds wrong with the words that were shown."""
    recent = [one.reply for one in before][-WINDOW:]
    room = companion().safety.safety  # type: ignore[attr-defined]
    card = answer.card or companion().safety.card(answer.decision, "GB", answer.state.last_at)  # type: ignore[arg-type]
    found = check(
        answer.reply, decision=answer.decision, card=card, phrases=room.phrases, recent=recent
    )
    return [str(one) for one in found]


def repeated(reply: str, before: list[Exchange]) -> list[str]:
    """Sentences of a reply that were said within the window, word for word."""
    lately = {s for one in before[-WINDOW:] for s in sentences(one.reply)}
    return [s for s in sentences(reply) if s in lately and len(s.split()) >= REPEAT_WORDS]


def questions(reply: str) -> list[str]:
    return [s for s in sentences(reply) if s.endswith("?")]


def _empathy(answer: Answer | None) -> bool:
    return answer is not None and answer.state.empathy_turn == answer.state.turn


@cache
def _key_of_line() -> dict[str, str]:
    """Line id -> where it stands in the content."""
    content = companion().content
    found: dict[str, str] = {}

    def put(key: str, lines: Iterable[str]) -> None:
        for line in lines:
            found.setdefault(said_id(line), key)

    for name, value in content.lines.items():
        put(name, value.says)
    for name, case in content.cases.items():
        put(f"case:{name}", (*case.says, *case.then.yes, *case.then.no, *case.then.other))
    for name, scene in content.scenes.items():
        put(f"scene:{name}", (*scene.reflect, *(q for asks in scene.ask.values() for q in asks)))
    for name, feeling in content.feelings.items():
        asks = (q for lines in feeling.ask.values() for q in lines)
        put(f"feeling:{name}", (*feeling.named, *feeling.offered, *feeling.teach, *asks))
    for name, trigger in content.triggers.items():
        put(f"trigger:{name}", (q for asks in trigger.ask.values() for q in asks))
    for shape in content.shapes:
        put(f"shape:{shape.id}", (*shape.ask, *shape.says))
    for name, kind in content.boundaries.kinds.items():
        put(f"boundary:{name}", kind.says)
    fits = content.fits_anything
    put("fits.ask", fits.ask)
    put("fits.hard", fits.hard)
    put("fits.says", fits.says)
    put("fits.good", fits.good)
    return found


def keys_of(answer: Answer) -> list[str]:
    """Where the lines of a reply stand in the content."""
    state = answer.state
    ids = [one for one, turn in state.used.items() if turn == state.turn]
    return [_key_of_line().get(one, "other") for one in ids]


def is_filler(answer: Answer) -> bool:
    """Whether a reply consists only of lines that would fit anything."""
    keys = keys_of(answer)
    return bool(keys) and all(key in FILLERS for key in keys)


def is_specific(one: Exchange, before: list[Exchange]) -> bool:
    """Whether a reply names something of this message or of the two before it."""
    said = " ".join([one.said, *(b.said for b in before[-2:])])
    return bool(_stems(said) & _stems(one.reply))


def _stems(text: str) -> set[str]:
    words = re.findall(r"[a-z']+", text.lower().replace("\u2019", "'"))
    return {w[:STEM_LETTERS] for w in words if len(w) >= WORD_LETTERS and w not in _COMMON}


def ended_well(talk: Talked) -> bool:
    """Whether the talk held what the person came for."""
    return bool(set(acts(talk)) & GOOD_ENDS[talk.person.wants])


ACTED = frozenset(("tool", "step", "rehearsed", "flow", "answered", "person"))
GOOD_ENDS = {
    "help": ACTED,
    "answer": ACTED,
    "person": frozenset(("person",)),
    "company": frozenset(("company", "tool", "step")),
    "vent": frozenset(("heard", "step", "tool", "rehearsed")),
    "good": frozenset(("savoured",)),
}


def acts(talk: Talked) -> Iterator[str]:
    """Everything that was done in a talk that could be what somebody came for."""
    answers = [one.answer for one in talk.exchanges if one.answer]
    kinds = Counter(effect.kind for answer in answers for effect in answer.effects)
    keys = Counter(key for answer in answers for key in keys_of(answer))
    moves = Counter(answer.move for answer in answers)
    guided = moves[Move.GUIDE]
    if kinds["start_exercise"] or kinds["remember_tool_effect"] or guided >= GUIDED:
        yield "tool"
    if kinds["schedule_follow_up"] or keys["step.kept"]:
        yield "step"
    if moves[Move.REHEARSE] >= REHEARSED:
        yield "rehearsed"
    if any(_is_advice(key) for key in keys) or moves[Move.TEACH]:
        yield "answered"
    if keys["wants_human"] or keys["person.named"]:  # crisis lines nobody needed are no help
        yield "person"
    quiet = moves[Move.SIT] + keys["distract"]
    left_well = any(answer.move is Move.CLOSE for answer in answers[-2:])
    if quiet and left_well:
        yield "company"
    if left_well and not _pushed(answers) and _heard(talk):
        yield "heard"
    if moves[Move.AFFIRM] and not _pushed(answers):
        yield "savoured"


GUIDED = 2
# Bodies in panic get the words of a medical emergency: that is no false alarm.
IN_DANGER = ("panic-train", "urge-panic", "same-again")
REHEARSED = 2
HEARD_SHARE = 0.5


def _is_advice(key: str) -> bool:
    case = companion().content.cases.get(key.removeprefix("case:"))
    return case is not None and case.advice


def _pushed(answers: list[Answer]) -> bool:
    """Tools put before them more than once, or after they asked for none."""
    return sum(bool(answer.offers) for answer in answers) > 1


def _heard(talk: Talked) -> bool:
    """Most replies were about what they said."""
    answers = [one.answer for one in talk.exchanges if one.answer]
    about = sum(not is_filler(answer) for answer in answers)
    return about >= HEARD_SHARE * len(answers)


def said_back(talks: Iterable[Talked]) -> Iterator[tuple[str, str, str, str]]:
    """(person, their message, the reply, the clause turned to "you") wherever one was said back."""
    for talk in talks:
        known: set[str] = set()
        for one in talk.exchanges:
            if one.answer is None:
                continue
            low = one.reply.lower()
            clauses = dict.fromkeys((*one.answer.state.clauses, *_fragments(one)))
            for clause in clauses:
                if clause and clause.lower() in low and clause not in known:
                    known.add(clause)
                    yield talk.person.id, one.said, one.reply, clause


def _fragments(one: Exchange) -> Iterator[str]:
    """Steps, fragments and thoughts said back, which no list of clauses holds."""
    answer = one.answer
    if answer is None:
        return
    if answer.state.step:
        yield answer.state.step
    keys = keys_of(answer)
    if "fragment.ask" in keys or "reflect.thought" in keys:
        yield sentences(answer.reply)[0].strip(".\"' ")


def noted_only(answer: Answer) -> bool:
    """Whether the level is only a note of the head's, which is never said."""
    found = answer.decision.evidence
    return bool(found) and all(one.rule == NOTED for one in found)
