"""Talking outside the page: in a terminal, and as JSON lines for programs. Nothing is stored.

Here: `chat_loop` and `jsonl`, plain functions over streams, without Django. Not here: what is
answered (`core.dialogue`), the commands' options (`cli`). The format is documented in
`docs/reference/chat-jsonl.md`.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import TextIOWrapper
from typing import IO, Any

from evenkeel.core.content.opening import talks_in
from evenkeel.core.dialogue import Answer, Companion, DialogueState, Effect, load_companion
from evenkeel.core.safety.registry import CrisisLine
from evenkeel.core.vocabulary import Author, SaveSafetyPlanStep, Turn

NOTICE = "I'm a program, not a person, and nobody reads along. Nothing here is stored."
LONGEST_LINE = 16_000_000
"""Characters of one input line that are read; what is longer is answered with an error."""
TURNS_KEPT = 12


class BadLine(ValueError):
    """One input line cannot be answered; the message says why, and the next line is read."""


@dataclass
class Session:
    """One conversation after another, in memory only."""

    companion: Companion
    country: str | None
    locale: str
    rng: random.Random
    state: DialogueState = field(default_factory=DialogueState)
    turns: list[Turn] = field(default_factory=list)

    def begin(self) -> None:
        """Forget everything: a new conversation with somebody else."""
        self.state, self.turns = DialogueState(), []

    def say(self, text: str, *, at: datetime) -> Answer:
        """Answer one message and remember it until `begin`."""
        answer = self.companion.reply(
            self.state, text, now=at, rng=self.rng, country=self.country, locale=self.locale,
            turns=tuple(self.turns),
        )  # fmt: skip
        self.state = answer.state
        said = [Turn(Author.MEMBER, text, at), Turn(Author.COMPANION, answer.reply, at)]
        self.turns = [*self.turns, *said][-TURNS_KEPT:]
        return answer


def jsonl(
    stdin: IO[str],
    stdout: IO[str],
    *,
    country: str | None = None,
    locale: str = "en",
    seed: int | None = None,
    companion: Companion | None = None,
) -> int:
    """Answer each JSON line of `stdin` with one JSON line on `stdout`; returns the exit status."""
    for stream in (stdin, stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    rng = random.Random(seed)  # noqa: S311 (which of several good wordings, no secret)
    session = Session(companion or _companion(locale), country, locale, rng)
    for line in _lines(stdin):
        try:
            row = _answered(session, line)
        except BadLine as problem:
            row = {"error": str(problem)}
        stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        stdout.flush()
    return 0


def chat_loop(
    stdin: IO[str] = sys.stdin,
    stdout: IO[str] = sys.stdout,
    *,
    country: str | None = None,
    locale: str = "en",
    seed: int | None = None,
) -> int:
    """Talk in a terminal until the stream ends or `/quit`; `/new` begins again."""
    rng = random.Random(seed)  # noqa: S311 (which of several good wordings, no secret)
    session = Session(_companion(locale), country, locale, rng)
    stdout.write(f"{NOTICE}\n/new begins again, /quit leaves.\n\n> ")
    stdout.flush()
    for line in stdin:
        text = line.strip()
        if text == "/quit":
            break
        if text == "/new":
            session.begin()
            stdout.write("\n> ")
        else:
            answer = session.say(text, at=datetime.now().astimezone())
            stdout.write("\n" + "\n".join(_told(answer)) + "\n\n> ")
        stdout.flush()
    stdout.write("\n")
    return 0


def _companion(locale: str) -> Companion:
    """The companion of a language it talks in, else the English one."""
    return load_companion(locale=locale if talks_in(locale) else "en")


def _lines(stream: IO[str]) -> Iterator[str]:
    """Lines one by one; an overlong one is skipped to its end and comes out as unreadable."""
    while line := stream.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE and not line.endswith("\n"):
            while line and not line.endswith("\n"):
                line = stream.readline(LONGEST_LINE)
            yield "\x00"
        elif line.strip():
            yield line


def _answered(session: Session, line: str) -> dict[str, Any]:
    asked = _parsed(line)
    at = _time(asked.get("at"))
    if asked.get("new") is True:
        session.begin()
        if "text" not in asked:
            return {"new": True}
    text = asked.get("text")
    if not isinstance(text, str):
        raise BadLine('"text" is missing: send {"text": "..."} or {"new": true}.')
    if _lone(text):
        raise BadLine('"text" holds half of a surrogate pair: send valid Unicode.')
    return as_row(session.say(text, at=at))


def _lone(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)


def _parsed(line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        detail = (
            f"{error.msg} at column {error.colno}" if isinstance(error, ValueError) else "depth"
        )
        raise BadLine(f"Not a JSON object: {detail}.") from error
    if not isinstance(asked, dict):
        raise BadLine("Not a JSON object: each line is one object.")
    return asked


def _time(value: object) -> datetime:
    if value is None:
        return datetime.now().astimezone()
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise BadLine('"at" is not an ISO 8601 time, such as 2026-03-04T03:12:00+00:00.') from error
    return at if at.tzinfo else at.astimezone()


def as_row(answer: Answer) -> dict[str, Any]:
    """An answer as the documented JSON object."""
    decision = answer.decision
    return {
        "reply": answer.reply,
        "level": decision.level.name.lower(),
        "pathway": decision.pathway.value if decision.pathway else None,
        "evidence": [
            {"rule": one.rule, "phrase": one.phrase, "level": one.level.name.lower()}
            for one in decision.evidence
        ],
        "move": answer.move.value,
        "offers": [offer.model_dump() for offer in answer.offers],
        "resources": [_resource(line) for line in answer.resources],
        "effects": [_effect(effect) for effect in answer.effects],
        "notice": NOTICE if answer.notice_due else None,
        "ms": round(answer.milliseconds, 2),
    }


def _effect(effect: Effect) -> dict[str, Any]:
    if isinstance(effect, SaveSafetyPlanStep):
        return {"kind": "save_safety_plan_step", "step": effect.step.value, "text": effect.text}
    return effect.model_dump(mode="json")


def _resource(line: CrisisLine) -> dict[str, str | None]:
    return {
        "name": line.name,
        "channel": line.channel.value,
        "number": line.number,
        "menu": line.menu,
        "url": line.url,
        "hours": line.hours,
    }


def _told(answer: Answer) -> Iterator[str]:
    if answer.notice_due and answer.state.turn > 1:
        yield NOTICE
    yield answer.reply
    for line in answer.resources:
        where = " ".join(part for part in (line.number, line.menu, line.url) if part)
        yield f"  {line.name}: {where}"
