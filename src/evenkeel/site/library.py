"""What `evenkeel check` asks of every text of the library: age, length, words, evidence, names.

Here: rules over the words of exercises, lessons, flows and programmes, and whether what they name
is there. Not here: their structure (the schemas), the rules for all copy (`validation`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evenkeel.core.content import CONTENT, LANGUAGES
from evenkeel.core.content.evidence import Evidence
from evenkeel.core.content.readability import grade_of, reading_age
from evenkeel.core.exercises import load_exercises
from evenkeel.core.flows import load_flows
from evenkeel.core.instruments import load_instruments
from evenkeel.core.lessons import load_lessons
from evenkeel.core.programmes import load_programmes

# Flesch-Kincaid grades: 5 is about eleven years, 6.5 about twelve, 4.5 about ten.
READS_AT_ELEVEN = 5.0
READS_AT_TWELVE = 6.5
READS_AT_TEN = 4.5
LONGEST_SENTENCE = 28
LONGEST_PROMPT = 45
# Words of the `read` part of a lesson.
ADULT_WORDS = (150, 400)
YOUNG_WORDS = (90, 260)

NOT_SAID = re.compile(
    r"\b(?:amazing|awesome|journey|proven|you should|you must|studies show|process(?:ing)?|unpack"
    r"|hold space|validat(?:e|ing)|toxic|mindful(?:ness)?|trigger(?:ed|s)?|self-care"
    r"|counsell?or|clinical(?:ly)?|cure[sd]?|heal(?:ing)?|simply|namaste|24/7)\b",
    re.IGNORECASE,
)
NOT_NAMED = re.compile(r"\btherap(?:y|ist|ies)\b", re.IGNORECASE)
# What the skeletons hold, and what drafts leave behind.
PLACEHOLDER = re.compile(
    r"\b(?:name the (?:exercise|lesson|flow|programme|session)|in one plain sentence|todo|tbd|fixme"
    r"|lorem|xxx+|title of the manual or paper|publisher or journal|what to do (?:first|then)[.,]"
    r"|one line worth keeping|the idea in other words|what many people think"
    r"|what to practise on these days|what this session is about)\b|\[\[|\{\{|<[a-z ]+>",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.?:;])\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One file's words: `texts` a member reads, the hardest grade they may have, and its block."""

    place: str
    texts: tuple[str, ...]
    grade: float
    evidence: Evidence
    may_name_treatment: bool = False
    longest: int = LONGEST_SENTENCE


def pieces() -> Iterator[Piece]:
    """Every piece of the library in English; a lesson is two, one for each audience."""
    for one in load_exercises().values():
        yield Piece(f"exercises/{one.id}", one.texts, READS_AT_ELEVEN, one.evidence)
    for flow in load_flows().values():
        yield Piece(f"flows/{flow.id}", flow.texts, READS_AT_ELEVEN, flow.evidence)
    for programme in load_programmes().values():
        texts = programme.texts
        yield Piece(f"programmes/{programme.id}", texts, READS_AT_TWELVE, programme.evidence, True)
    for lesson in load_lessons().values():
        shared = (lesson.title, lesson.summary, lesson.for_whom, *lesson.not_for_whom)
        for name, wording, hardest in (
            ("adult", lesson.adult, READS_AT_TWELVE),
            ("young", lesson.young, READS_AT_TEN),
        ):
            texts = (*shared, *wording.texts) if name == "adult" else wording.texts
            yield Piece(f"lessons/{lesson.id} ({name})", texts, hardest, lesson.evidence, True)


def library_reads_well() -> Iterator[str]:
    """No text of the library is too hard, too long, unsaid, left over or without its evidence."""
    for piece in pieces():
        yield from problems(piece)


def problems(piece: Piece) -> Iterator[str]:
    """Each problem of one piece as a sentence with the place and the remedy."""
    found = grade_of(piece.texts)
    if found > piece.grade:
        yield (
            f"content/{piece.place}: reads at grade {found:.1f} (age {reading_age(found)}), at "
            f"most {piece.grade:.1f}: shorter sentences, plainer words"
        )
    for text in (*piece.texts, *piece.evidence.sources):
        if left := PLACEHOLDER.search(text):
            yield f"content/{piece.place}: still a placeholder: …{left[0]}…"
    for text in piece.texts:
        yield from _unfit(piece, text)


def _unfit(piece: Piece, text: str) -> Iterator[str]:
    unsaid = NOT_SAID.search(text) or (not piece.may_name_treatment and NOT_NAMED.search(text))
    if unsaid:
        yield f"content/{piece.place}: {unsaid[0]!r} is not how we speak (…{text[:60]}…)"
    if "!" in text:
        yield f"content/{piece.place}: no exclamation marks (…{text[:60]}…)"
    if re.search(r"\d{4,}", text):
        yield f"content/{piece.place}: no telephone numbers (…{text[:60]}…)"
    for sentence in _SENTENCE.split(text):
        if len(sentence.split()) > piece.longest:
            words = len(sentence.split())
            yield f"content/{piece.place}: {words} words in one sentence (…{sentence[:50]}…)"


def lessons_have_their_length() -> Iterator[str]:
    """The text of a lesson is neither a line nor a chapter."""
    for lesson in load_lessons().values():
        for name, wording, (least, most) in (
            ("adult", lesson.adult, ADULT_WORDS),
            ("young", lesson.young, YOUNG_WORDS),
        ):
            words = sum(len(text.split()) for text in wording.read)
            if not least <= words <= most:
                place = f"content/lessons/{lesson.id}: {name} `read`"
                yield f"{place} has {words} words; {least} to {most} is right"


def prompts_are_short() -> Iterator[str]:
    """A flow asks one thing at a time, in few words."""
    for flow in load_flows().values():
        said = [(name, (*one.says, *one.again)) for name, one in flow.states.items()]
        said += [(name, one.says) for name, one in flow.exits.items()]
        for name, texts in said:
            for text in texts:
                place, words = f"content/flows/{flow.id}: {name}", len(text.split())
                if words > LONGEST_PROMPT:
                    yield f"{place} says {words} words; at most {LONGEST_PROMPT}"
                if text.count("?") > 1:
                    yield f"{place} asks two questions at once"


def what_is_named_is_there() -> Iterator[str]:
    """Every lesson, exercise, flow and questionnaire that a file names exists."""
    lessons, exercises, flows = load_lessons(), load_exercises(), load_flows()
    for lesson in lessons.values():
        yield from _absent(f"lessons/{lesson.id}", "exercise", lesson.exercise, exercises)
    for programme in load_programmes().values():
        place = f"programmes/{programme.id}"
        yield from _absent(place, "instrument", programme.outcome.instrument, load_instruments())
        for session in programme.sessions:
            yield from _absent(place, "lesson", session.lesson, lessons)
            yield from _absent(place, "exercise", session.practice.exercise, exercises)
            yield from _absent(place, "flow", session.practice.flow, flows)


def _absent(place: str, kind: str, name: str | None, there: Mapping[str, Any]) -> Iterator[str]:
    if name is not None and name not in there:
        yield f"content/{place}: there is no {kind} {name!r}"


def overlays_have_an_original() -> Iterator[str]:
    """A language says again only what English has, and its lists are as long as the original's."""
    for kind in ("exercises", "flows", "lessons", "programmes"):
        for path in sorted(LANGUAGES.glob(f"*/content/{kind}/*.yaml")):
            original = CONTENT / kind / path.name
            place = path.relative_to(LANGUAGES)
            if not original.exists():
                yield f"languages/{place}: there is no content/{kind}/{path.name}"
                continue
            ours, theirs = _read(original), _read(path)
            yield from (f"languages/{place}: {one}" for one in _out_of_step(ours, theirs, ""))


def _out_of_step(ours: Any, theirs: Any, at: str) -> Iterable[str]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key, value in theirs.items():
            if key in ours:
                yield from _out_of_step(ours[key], value, f"{at}.{key}".lstrip("."))
    elif isinstance(ours, list) and isinstance(theirs, list):
        counted = ("steps", "fields", "beats", "choices", "sessions", "screen")
        if at.rsplit(".", maxsplit=1)[-1] in counted and len(ours) != len(theirs):
            yield f"`{at}` has {len(theirs)} entries, the original {len(ours)}"


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


LIBRARY_CHECKS: tuple[Callable[[], Iterator[str]], ...] = (
    library_reads_well,
    lessons_have_their_length,
    prompts_are_short,
    what_is_named_is_there,
    overlays_have_an_original,
)
