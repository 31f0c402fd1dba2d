"""One person's talk with the companion, turn by turn, the same for the same seed.

Here: what the companion just did, and which of the person's lines answers it. Not here: judging
the talk (`measure`).
"""

from __future__ import annotations

import random
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from evenkeel.core.dialogue import Answer, Companion, DialogueState, load_companion
from evenkeel.core.dialogue.moves import (
    Awaiting,
    Dimension,
    Move,
    Offer,
    RememberToolEffect,
    ScheduleFollowUp,
)
from evenkeel.core.dialogue.state import Memory, PlannedStep, ToolEffect
from tests.conversations.people import Person, Says, manners

MOST_TURNS = 20
# Once it is said goodbye after so many turns, they leave, whatever was still to be told.
LEAVES_AFTER = 7
DAY = datetime(2026, 3, 4, tzinfo=UTC)
COUNTRY = "GB"
SECONDS_A_TURN = 50
# What the companion waits for, as the person sees it.
SEEN = {
    Awaiting.OFFER: "offer", Awaiting.OTHER_TOOL: "other", Awaiting.BEFORE: "number",
    Awaiting.AFTER: "number", Awaiting.GUIDE: "guide", Awaiting.STEP: "step",
    Awaiting.WHEN: "when", Awaiting.SUMMARY: "summary", Awaiting.MORE: "more",
    Awaiting.FEELING: "feeling", Awaiting.FOLLOW_UP: "follow_up", Awaiting.PERSON: "person",
    Awaiting.REHEARSE: "rehearse", Awaiting.FLOW: "flow", Awaiting.FLOW_BACK: "flow_back",
}  # fmt: skip


@dataclass
class Exchange:
    """One message and what came back; `error` where nothing did."""

    said: str
    at: datetime
    answer: Answer | None
    error: str = ""
    day: int = 1

    @property
    def reply(self) -> str:
        return self.answer.reply if self.answer else ""


@dataclass
class Talked:
    """A whole conversation, and what was kept of it for the next day."""

    person: Person
    seed: int
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def crashed(self) -> bool:
        return any(one.answer is None for one in self.exchanges)


@cache
def companion() -> Companion:
    return load_companion()


def played(person: Person, *, seed: int = 1) -> Talked:
    """The whole talk of one person, and their next day where they have one."""
    talk = Talked(person, seed)
    rng = random.Random(f"{seed}:{person.id}")
    state = _day(talk, 1, person.say, person.bye, DialogueState(), Memory(), rng)
    if person.next_day and not talk.crashed:
        carried = DialogueState(safety=state.safety, flow=state.flow)
        _day(talk, 2, person.next_day, "", carried, kept(talk), rng)
    return talk


def did(answer: Answer) -> str:
    """What the companion did, in the words of the persons' files."""
    state, asks = answer.state, "?" in answer.reply
    if answer.decision.required and answer.move is Move.RISK:
        return "risk"
    if answer.move is Move.CLOSE and not asks:
        return "closed"
    if state.awaiting is Awaiting.FLOW and "0 to 10" in answer.reply:
        return "number"
    if state.awaiting is Awaiting.OPEN and state.asked_about is Dimension.WANT and asks:
        return "want"
    seen = SEEN.get(state.awaiting) if state.awaiting else None
    return seen or ("asked" if asks else "told")


def kept(talk: Talked) -> Memory:
    """What the shell would lend to the next day's talk."""
    due: list[PlannedStep] = []
    effects: list[ToolEffect] = []
    for one in talk.exchanges:
        for effect in one.answer.effects if one.answer else ():
            if isinstance(effect, ScheduleFollowUp):
                due.append(PlannedStep(text=effect.text, day=effect.day, said_on=one.at.date()))
            if isinstance(effect, RememberToolEffect):
                kind = effect.model_dump(exclude={"kind"})
                effects.append(ToolEffect(**kind, on=one.at.date()))
    return Memory(due=tuple(due), effects=tuple(effects))


def _day(
    talk: Talked, day: int, say: tuple[Says, ...], bye: str, state: DialogueState,
    memory: Memory, rng: random.Random,
) -> DialogueState:  # fmt: skip
    lines = _Lines(talk.person, say, bye)
    now = DAY + timedelta(days=day - 1, hours=talk.person.hour, minutes=5)
    for message in lines.answers():
        try:
            answer = companion().reply(
                state, message, now=now, rng=rng, country=COUNTRY, memory=memory
            )
        except Exception:
            talk.exchanges.append(Exchange(message, now, None, traceback.format_exc(), day))
            return state
        talk.exchanges.append(Exchange(message, now, answer, day=day))
        state, lines.seen, lines.reply = answer.state, did(answer), answer.reply
        lines.offered = tuple(one for one in answer.offers if one.kind != "flow")
        now += timedelta(seconds=SECONDS_A_TURN)
    return state


def _plainly(reply: str) -> str | None:
    """What anybody would answer to a plain question of a flow, whatever their story."""
    low = reply.lower()
    if "safe" in low and "yes or no" in low:
        return "yes, safe"
    if "danger" in low:
        return "no"
    if "yes or no" in low or "any part of that in your hands" in low or "could any" in low:
        return "yes, a bit"
    if any(
        one in low
        for one in ("which day", "a day or a moment", "at what time", "when may it", "a clock time")
    ):
        return WHEN
    return None


WHEN = "tomorrow after lunch"
# What they would like now, where their own entry does not say.
WANTED = {
    "help": "work out what to do", "answer": "work out what to do", "person": "an ear i think",
    "company": "just company", "vent": "being heard", "good": "nothing, it's good",
}  # fmt: skip


class _Lines:
    """Which line answers what was just done: the next of the story, or one kept for such things."""

    def __init__(self, person: Person, say: tuple[Says, ...], bye: str) -> None:
        self._story = list(say)
        own = {"want": WANTED[person.wants], **manners()[person.manner], **person.when}
        self.offered: tuple[Offer, ...] = ()
        self.seen, self.reply = "told", ""
        self._steps = person.manner == "steps"
        self._kept = {key: [v] if isinstance(v, str) else list(v) for key, v in own.items()}
        self._used: dict[str, int] = {}
        self._bye = bye

    def answers(self) -> Iterator[str]:
        for turn in range(MOST_TURNS):
            if self.seen == "closed" and turn >= LEAVES_AFTER:
                return
            line = self._next(self.seen, self.reply)
            if line is None:
                return
            yield line
            if line == self._bye:
                return

    def _next(self, seen: str, reply: str) -> str | None:
        head = self._story[0] if self._story else None
        if isinstance(head, dict) and seen in head:
            self._story.pop(0)
            return head[seen]
        if seen == "rehearse":
            return self._rehearsed(reply)
        if isinstance(head, dict) and seen == "flow":
            self._story.pop(0)
            return head["else"]
        if seen == "flow" and self._steps:
            return self._story.pop(0) if self._story else self._bye or None  # type: ignore[return-value]
        if seen == "flow" and (plain := _plainly(reply)) is not None:
            return self._reaction("when") or plain if plain == WHEN else plain
        if (line := self._reaction(seen)) is not None:
            return line
        if seen == "flow":
            return "can we stop there"
        if head is not None:
            self._story.pop(0)
            return head if isinstance(head, str) else head["else"]
        return self._bye or None

    def _rehearsed(self, reply: str) -> str:
        """What they say while somebody is played: whom, what they want, and their lines."""
        low, lines = reply.lower(), self._kept.get("rehearse", ["i'd like to talk about it"])
        if "who is it" in low or "who you'd be talking to" in low:
            return self._kept.get("who", ["it's a friend"])[0]
        if any(one in low for one in ("one sentence", "the one thing you want", "come out of it")):
            return lines[-1]
        if "afraid" in low or "dread" in low:
            return "that they'll be hurt"
        if "1 to 3" in low or "1 listens" in low:
            return "2"
        if "once more" in low:
            return "enough"
        return self._reaction("rehearse") or "stop"

    def _reaction(self, seen: str) -> str | None:
        lines, at = self._kept.get(seen, []), self._used.get(seen, 0)
        if at >= len(lines):
            return None
        self._used[seen] = at + 1
        short = self.offered[0].title.lower() if self.offered else "first one"
        return lines[at].replace("{short}", short)
