"""What a talk needs to know of a language beside its lines: numbers, days, people, next steps.

Here: the schema of `content/dialogue/tongue.yaml` and its patterns, compiled once a language. Not
here: the lines (`content`), what may be said back (`clauses`), what a message means (the reader).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated

from pydantic import BeforeValidator

from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_file
from evenkeel.core.language import folded


def _split(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_split)]


class Kin(Content):
    """How a person of theirs is named: `my` and `your` before one of `words`."""

    id: str = "kin"
    my: str
    your: str
    between: str = ""
    words: Words


class TongueFile(Content):
    """`content/dialogue/tongue.yaml`; any text but lists and names is a pattern."""

    language: str
    folded: bool
    number: str
    number_words: Mapping[str, int]
    not_before: str
    others_before: str
    said_of_self: str
    duration: str
    since: str
    has_verb: str
    step_lead: str
    step_meant: str
    step_place: str
    step_empty: str
    step_day: str
    of_others: str
    step_not: Words
    weekdays: Words
    months: Words
    date: str
    year: str = " {year}"
    solid: str
    weak: str
    grave: str
    question: str
    feels: str
    to_us: str
    asks_who: str
    hedge: str
    name_was: str
    event: str
    telling_nothing: Words
    minutes: str
    quoted: str
    fine: Words
    breathing: str
    rehearsed: str
    owns: Words
    loss_plain: str
    kin: Kin | None = None


@dataclass(frozen=True)
class Tongue:
    """One language, compiled. `file` holds its plain words; `kin` is None where code knows more."""

    file: TongueFile
    number: re.Pattern[str]
    not_before: re.Pattern[str]
    others_before: re.Pattern[str]
    said_of_self: re.Pattern[str]
    duration: re.Pattern[str]
    since: re.Pattern[str]
    has_verb: re.Pattern[str]
    step_lead: re.Pattern[str]
    step_meant: re.Pattern[str]
    step_place: re.Pattern[str]
    step_empty: re.Pattern[str]
    step_day: re.Pattern[str]
    of_others: re.Pattern[str]
    solid: re.Pattern[str]
    weak: re.Pattern[str]
    grave: re.Pattern[str]
    question: re.Pattern[str]
    feels: re.Pattern[str]
    to_us: re.Pattern[str]
    asks_who: re.Pattern[str]
    hedge: re.Pattern[str]
    name_was: re.Pattern[str]
    event: re.Pattern[str]
    kin: re.Pattern[str] | None

    @property
    def language(self) -> str:
        """Its code, as in `languages/`."""
        return self.file.language

    def folded(self, text: str) -> str:
        """The text as patterns see it.

        >>> load_tongue().folded("naïve")
        'naïve'
        """
        return folded(text) if self.file.folded else text

    def weekday(self, day: date) -> str:
        """
        >>> load_tongue().weekday(date(2026, 3, 4))
        'Wednesday'
        """
        return self.file.weekdays[day.weekday()]

    def day(self, day: date) -> str:
        """
        >>> load_tongue().day(date(2026, 3, 4))
        'Wednesday 4 March'
        """
        return self.file.date.format(
            weekday=self.weekday(day), day=day.day, month=self.file.months[day.month - 1]
        )

    def dated(self, day: date) -> str:
        """
        >>> load_tongue().dated(date(2026, 3, 4))
        'Wednesday 4 March 2026'
        """
        return self.day(day) + self.file.year.format(year=day.year)

    def person_in(self, text: str) -> Mapping[str, str]:
        """Whom a text is about, by the name it gives them: no pronoun is guessed."""
        found = self.kin.search(text) if self.kin and self.file.kin else None
        if found is None or self.file.kin is None:
            return {}
        return {"who": f"{self.file.kin.your} {found.group(1).lower()}"}


@lru_cache(maxsize=8)
def load_tongue(locale: str = "en") -> Tongue:
    """What is known of a language; cached. Raises `ContentError`."""
    over = LANGUAGES / locale / "content" / "dialogue" / "tongue.yaml" if locale != "en" else None
    file = load_file(CONTENT / "dialogue" / "tongue.yaml", TongueFile, overlay=over)
    patterns = {
        name: re.compile(getattr(file, name), re.IGNORECASE)
        for name in Tongue.__dataclass_fields__
        if name not in ("file", "kin")
    }
    return Tongue(file=file, kin=_kin(file.kin), **patterns)


def _kin(kin: Kin | None) -> re.Pattern[str] | None:
    if kin is None:
        return None
    return re.compile(rf"\b(?:{kin.my}) (?:{kin.between})?({'|'.join(kin.words)})\b", re.IGNORECASE)
