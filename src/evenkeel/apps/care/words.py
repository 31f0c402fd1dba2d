"""The words of the crisis page: `content/care/help.yaml`.

Here: the schema and the loader. Not here: numbers (the registry), and the page's shape (template).
"""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

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


@cache
def help_words() -> HelpWords:
    """The words, validated. Raises `ContentError`."""
    return load_file(CONTENT / "care" / "help.yaml", HelpWords)
