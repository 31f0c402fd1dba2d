"""Turns a clause to the second person in languages whose verbs say who does it.

Here: the engine; a language's forms are data (`languages/<locale>/lexicon/reflect.yaml`). Not here:
English (`reflect.py`), the sentence around a clause (`core.dialogue`).

Only what is known is turned: a form that may be the first person and stands in no table, or that
may be the first or the third, refuses the whole clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from evenkeel.core.content.loader import LANGUAGES, Content, load_file

# Shorter is not a clause, longer is not something one can say back in a breath.
FEWEST_WORDS, MOST_WORDS = 2, 22

_WORD = re.compile(r"[^\W\d_]+")


def _split(value: object) -> object:
    return frozenset(value.split()) if isinstance(value, str) else value


Words = Annotated[frozenset[str], BeforeValidator(_split)]


class Verbs(BaseModel):
    """One conjugation: `stems` take each of `endings` (first person: second person)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stems: Words
    endings: Mapping[str, str]


class TurningFile(Content):
    """`reflect.yaml` of such a language.

    `words`: what is always turned; `forms`: irregular verbs; `after`: a form behind one of these is
    a noun; `suspect`: a word that may be an unknown first person where it begins or stands behind
    one of `suspect_after`, `harmless` those that never are;
    `either`: forms of the first or the third person, which `third` settles where it comes before
    and `first` turns; `attached`: pronouns at the end of a verb; `refuse`: never turned.
    """

    words: Mapping[str, str]
    forms: Mapping[str, str]
    verbs: Mapping[str, Verbs]
    after: Words
    suspect: str
    suspect_after: Words
    harmless: Words
    either: str
    either_turned: Mapping[str, str]
    first: Words
    third: str
    attached: Mapping[str, str]
    not_attached: Words
    refuse: tuple[str, ...]


@dataclass(frozen=True)
class _Rules:
    file: TurningFile
    forms: Mapping[str, str]
    refuse: re.Pattern[str]
    suspect: re.Pattern[str]
    either: re.Pattern[str]
    third: re.Pattern[str]
    attached: tuple[tuple[re.Pattern[str], str], ...]


@lru_cache(maxsize=8)
def _rules(locale: str) -> _Rules:
    file = load_file(LANGUAGES / locale / "lexicon" / "reflect.yaml", TurningFile)
    return _Rules(
        file=file,
        forms={**dict(_conjugated(file)), **file.forms},
        refuse=re.compile("|".join(f"(?:{one})" for one in file.refuse), re.IGNORECASE),
        suspect=re.compile(file.suspect),
        either=re.compile(file.either),
        third=re.compile(file.third, re.IGNORECASE),
        attached=tuple((re.compile(a), b) for a, b in file.attached.items()),
    )


def _conjugated(file: TurningFile) -> Iterator[tuple[str, str]]:
    for verbs in file.verbs.values():
        for stem in verbs.stems:
            yield from ((stem + mine, stem + yours) for mine, yours in verbs.endings.items())


def turn_to_you(clause: str, locale: str) -> str | None:
    """`clause` as said back to its author, without its capital and end mark, or None.

    >>> turn_to_you("Mi jefe movió la entrega otra vez.", "es")
    'tu jefe movió la entrega otra vez'
    >>> turn_to_you("me grita delante de todos", "es")
    'te grita delante de todos'
    >>> turn_to_you("pensaba en eso", "es") is None
    True
    """
    if not (LANGUAGES / locale / "lexicon" / "reflect.yaml").exists():
        return None
    rules = _rules(locale)
    plain = clause.strip(" \t\r\n.,;:!¡…-–—()[]*~\"'«»")
    words = [m.group().lower() for m in _WORD.finditer(plain)]
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS or rules.refuse.search(plain):
        return None
    out: list[str] = []
    end, before, was_verb = 0, "", False
    for found in _WORD.finditer(plain):
        turned = _word(found.group(), before, was_verb, plain[: found.start()], rules)
        if turned is None:
            return None
        out += [plain[end : found.start()], turned]
        was_verb = found.group().lower() in rules.forms and turned != found.group()
        end, before = found.end(), found.group().lower()
    said = "".join([*out, plain[end:]])
    return said[:1].lower() + said[1:] if words[0] in _known(rules) or not _name(plain) else said


def _word(word: str, before: str, was_verb: bool, earlier: str, rules: _Rules) -> str | None:
    low, file = word.lower(), rules.file
    if low in file.words:
        return _as(word, file.words[low])
    if low in rules.forms:
        noun = before in file.after or was_verb
        return word if noun else _as(word, rules.forms[low])
    for pattern, yours in rules.attached:
        if pattern.search(low) and low not in file.not_attached:
            return pattern.sub(yours, low)
    if rules.either.search(low) and low not in file.harmless:
        return _either(word, before, earlier, rules)
    verbal = not before or before in file.suspect_after
    return None if verbal and low not in file.harmless and rules.suspect.search(low) else word


def _either(word: str, before: str, earlier: str, rules: _Rules) -> str | None:
    if before in rules.file.first:
        low = word.lower()
        ends = (e for e in rules.file.either_turned if low.endswith(e))
        mine = next(ends, None)
        return None if mine is None else low[: -len(mine)] + rules.file.either_turned[mine]
    return word if rules.third.search(earlier) else None


def _as(word: str, turned: str) -> str:
    return turned[:1].upper() + turned[1:] if word[:1].isupper() and len(word) > 1 else turned


def _known(rules: _Rules) -> set[str]:
    return {*rules.file.words, *rules.forms, *rules.file.harmless, *rules.file.after}


def _name(plain: str) -> bool:
    """Whether it may begin with a name: a capital on a word that is no small one."""
    first = _WORD.search(plain)
    return first is not None and first.group()[:1].isupper() and len(first.group()) > 1
