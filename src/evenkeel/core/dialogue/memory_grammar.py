"""The grammar of what may be remembered, read from content and compiled.

Here: schema, and the lists set into the forms. Not here: reading a message with it (`remembering`).
A language has a grammar of its own, or none: English forms would mishear it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_file
from evenkeel.core.dialogue.dates import WHEN, Days

CASED: Final = frozenset({"person"})
"""Names are told by their capital; every other form hears either case."""

_NAME: Final = r"(?P<name>[A-ZÀ-ÖØ-Þ][\w'-]{1,23})"
_WORD_NAME: Final = r"(?P<name>[A-Za-zÀ-ÿ][\w'-]{1,23})"


class Grammar(Content):
    """`content/memory/grammar.yaml`: words by spaces, alternatives by bars, forms as patterns.

    `whose`: what an event is called by what stood before it; "" and "many" where nothing did.
    `verbs`: by kind of note, for one thing and for many; `set_off`: what a trigger does without a
    feeling; `one`: words in s that are no plural; `days`: how a language but English names days.
    """

    relations: str
    relation_lead: str
    not_names: str
    not_called: str
    events: str
    event_lead: str
    says: Mapping[str, str]
    whose: Mapping[str, str]
    verbs: Mapping[str, tuple[str, str]]
    set_off: str
    one: str
    days: Days | None = None
    goal_verbs: str
    not_goals: tuple[str, ...]
    likes: str
    helpers: str
    trigger_things: str
    trigger_feelings: str
    not_meant: tuple[str, ...]
    stop: str
    start: str
    often: str
    forms: Mapping[str, tuple[str, ...]]
    unless: Mapping[str, str]
    asked_to_keep: str
    asked_to_forget: str


@dataclass(frozen=True)
class Forms:
    """The grammar, compiled once."""

    locale: str
    says: Mapping[str, str]
    whose: Mapping[str, str]
    verbs: Mapping[str, tuple[str, str]]
    set_off: str
    one: frozenset[str]
    days: Days | None
    not_names: frozenset[str]
    not_called: frozenset[str]
    not_meant: re.Pattern[str]
    not_goals: re.Pattern[str]
    hears: Mapping[str, tuple[re.Pattern[str], ...]]
    unless: Mapping[str, re.Pattern[str]]
    keep: re.Pattern[str]
    forget: re.Pattern[str]


@lru_cache(maxsize=8)
def has_grammar(locale: str) -> bool:
    """Whether a language has a grammar of its own."""
    return _path(locale).exists()


@lru_cache(maxsize=8)
def load_forms(locale: str = "en") -> Forms:
    """The compiled grammar of a language; cached. Raises `ContentError`."""
    file = load_file(_path(locale), Grammar)
    lists = _lists(file)
    return Forms(
        locale=locale,
        says=file.says,
        whose=file.whose,
        verbs=file.verbs,
        set_off=file.set_off,
        one=frozenset(file.one.split()),
        days=file.days,
        not_names=frozenset(file.not_names.split()),
        not_called=frozenset(file.not_called.split()),
        not_meant=_over(file.not_meant),
        not_goals=_over(file.not_goals),
        hears={
            name: tuple(_form(one, lists, cased=name in CASED) for one in patterns)
            for name, patterns in file.forms.items()
        },
        unless={name: re.compile(one, re.IGNORECASE) for name, one in file.unless.items()},
        keep=re.compile(_joined(file.asked_to_keep), re.IGNORECASE),
        forget=re.compile(_joined(file.asked_to_forget), re.IGNORECASE),
    )


def _path(locale: str) -> Path:
    within = CONTENT if locale == "en" else LANGUAGES / locale / "content"
    return within / "memory" / "grammar.yaml"


def _lists(file: Grammar) -> Mapping[str, str]:
    events = _any(file.events).replace(r"\-", "-").replace("-", "[- ]")
    return {
        "<relation>": rf"(?P<relation>(?:(?:{_any(file.relation_lead)}) )?"
        rf"(?:{_any(file.relations)}))",
        "<event>": rf"(?P<event>(?:(?:{_any(file.event_lead)}) ){{0,2}}(?:{events}))",
        "<likes>": rf"(?P<what>{_flat(file.likes)})",
        "<helpers>": rf"(?P<what>{_flat(file.helpers)})",
        "<things>": rf"(?P<what>{_flat(file.trigger_things)})",
        "<feelings>": _flat(file.trigger_feelings),
        "<goal>": rf"(?P<goal>(?:{_any(file.goal_verbs)})\b[^.!?,;]{{0,90}}?)",
        "<name>": _NAME,
        "<word_name>": _WORD_NAME,
        "<when>": file.days.when.strip() if file.days else WHEN,
        "<stop>": re.sub(r"\|\s+", "|", _joined(file.stop)),
        "<start>": file.start,
        "<often>": file.often,
    }


def _form(pattern: str, lists: Mapping[str, str], *, cased: bool) -> re.Pattern[str]:
    made = _joined(pattern)
    for name, alternatives in lists.items():
        made = made.replace(name, alternatives)
    return re.compile(made, 0 if cased else re.IGNORECASE)


def _joined(folded: str) -> str:
    """A pattern over several lines: a line break is one space, as YAML folds it."""
    return folded.strip()


def _any(words: str) -> str:
    return "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))


def _flat(pattern: str) -> str:
    """Alternatives over several lines as one pattern, the longest first."""
    parts = (one.strip() for one in _alternatives(" ".join(pattern.split())))
    return "(?:" + "|".join(sorted(filter(None, parts), key=len, reverse=True)) + ")"


def _alternatives(pattern: str) -> Iterator[str]:
    """Split at bars that stand outside brackets."""
    depth, start = 0, 0
    for at, char in enumerate(pattern):
        depth += (char in "([") - (char in ")]")
        if char == "|" and depth == 0:
            yield pattern[start:at]
            start = at + 1
    yield pattern[start:]


def _over(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)
