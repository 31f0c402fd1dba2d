"""The words of the crisis page: `content/care/help.yaml`.

Here: the schema and the loader. Not here: numbers (the registry), and the page's shape (template).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict

from evenkeel.core.content.languages import overlay
from evenkeel.core.content.loader import CONTENT, Content, load_file


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Passage(_Part):
    """A heading and one paragraph."""

    title: str
    text: str


class Steps(_Part):
    """A heading and a short list."""

    title: str
    steps: tuple[str, ...]


class Emergency(Passage):
    call: str
    unknown: str


class Lines(Passage):
    then: str
    text_to: str
    chat: str
    less_sure: str
    directory: str
    elsewhere: str
    checked: str


class Hours(_Part):
    """How opening hours are said; `{place}` is the town of the line's own clock."""

    always: str
    open: str
    open_until: str
    closed: str
    closed_until: str
    unknown: str
    own_clock: str
    daily: str
    month_day: str
    whole_day: str
    as_of: str
    opens: str
    today: str
    tomorrow: str
    on_day: str
    two_days: str
    row_of_days: str
    times: str
    days_and: str
    date: str
    clock_of_24: bool
    weekdays: tuple[str, ...]
    months: tuple[str, ...]


class Countries(_Part):
    title: str
    choose: str
    show: str
    missing: str


class HelpWords(Content):
    """Everything the crisis page says, apart from the registry's facts."""

    title: str
    opening: str
    emergency: Emergency
    lines: Lines
    hours: Hours
    now: Steps
    call: Steps
    silent: Passage
    other: Passage
    unsafe: Passage
    countries: Countries
    leave: str
    home: str
    plan: str
    program: str
    terms: Mapping[str, str] = {}
    """The registry's own words (kinds of emergency service, groups, places) in another language."""

    def term(self, word: str | None) -> str | None:
        """A word of the registry as this language says it."""
        return self.terms.get(word, word) if word else word


@cache
def help_words(locale: str = "en") -> HelpWords:
    """The words in a language, validated; English where it has none. Raises `ContentError`."""
    over = overlay(locale, "care")
    return load_file(
        CONTENT / "care" / "help.yaml", HelpWords, overlay=over / "help.yaml" if over else None
    )
