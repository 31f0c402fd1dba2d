"""Turns the registry's lines into what the crisis page prints: links that dial, text or open.

Here: addresses and labels of one country's lines. Not here: which lines a risk turn may name
(`core.safety.card_for`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from babel import Locale, UnknownLocaleError
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, get_language_bidi

from evenkeel.apps.care.opening import hours_in_words, is_closed, moment, now_in_words
from evenkeel.apps.care.words import HelpWords
from evenkeel.apps.people import queries as people
from evenkeel.core.content.languages import SOURCE
from evenkeel.core.content.safety import load_countries
from evenkeel.core.safety.registry import DIRECTORY_URL, Channel, CrisisCountry, CrisisLine

# For whom a line is when it is not for everybody; the page lists the general ones first.
FIRST_TOPICS = ("suicide", "general")
_CODE = re.compile(r"[a-z]{2,3}")


@cache
def registry() -> Mapping[str, CrisisCountry]:
    """The crisis registry, read once per process."""
    return load_countries()


@dataclass(frozen=True, slots=True)
class Way:
    """One line as printed: its name, the link and its label, and what to know about it.

    `now` is "Open now ..." or "Closed now ...", empty where that cannot be known.
    """

    name: str
    address: str
    label: str
    facts: tuple[str, ...]
    now: str = ""
    closed: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Help:
    """What the page shows for one country, or for none."""

    country: str | None
    country_name: str | None
    emergency: tuple[Way, ...]
    ways: tuple[Way, ...]
    directory_url: str
    show_directory: bool
    as_of: str = ""


def country_name(country: CrisisCountry) -> str:
    """Its name as the registry has it in English, in another language as Unicode's CLDR has it."""
    if (get_language() or SOURCE) == SOURCE:
        return country.name
    return people.country_name(country.id) or country.name


def help_for(country: CrisisCountry | None, words: HelpWords, *, now: datetime) -> Help:
    """The printed help of a country at a moment; without one, the directory alone."""
    if country is None:
        return Help(None, None, (), (), DIRECTORY_URL, True)
    ordered = sorted(country.lines, key=lambda line: _order(line, now))
    return Help(
        country=country.id,
        country_name=country_name(country),
        emergency=tuple(_way(line, words, now) for line in country.emergency),
        ways=tuple(_way(line, words, now) for line in ordered if line.number or line.url),
        directory_url=DIRECTORY_URL,
        show_directory=any(line.confidence != "high" for line in ordered),
        as_of=moment(now, words.hours),
    )


def _order(line: CrisisLine, now: datetime) -> tuple[bool, bool, bool, bool, str]:
    return (
        line.topic not in FIRST_TOPICS,
        is_closed(line, now=now),
        line.group is not None or line.region is not None,
        line.confidence != "high",
        "" if line.topic in FIRST_TOPICS else line.topic,
    )


def _way(line: CrisisLine, words: HelpWords, now: datetime) -> Way:
    address, label = _link(line, words)
    facts = (
        hours_in_words(line, words.hours) or None,
        words.term(line.region),
        words.term(line.group),
        words.term(line.cost),
        ", ".join(map(_language, line.languages)) or None,
    )
    return Way(
        words.term(line.name) or line.name, address, label, tuple(fact for fact in facts if fact),
        now=now_in_words(line, words.hours, now=now), closed=is_closed(line, now=now),
        sure=line.confidence == "high",
    )  # fmt: skip


def _link(line: CrisisLine, words: HelpWords) -> tuple[str, str]:
    number = line.number or ""
    if line.channel is Channel.CHAT or not number:
        return line.url or DIRECTORY_URL, words.lines.chat
    if line.channel is Channel.TEXT:
        word, _, digits = number.rpartition(" to ")
        body = f"?&body={word}" if word else ""
        return f"sms:{_digits(digits)}{body}", words.lines.text_to.format(number=isolated(number))
    label = words.lines.then.format(number=isolated(number), menu=line.menu)
    return f"tel:{_digits(number)}", label if line.menu else isolated(number)


def isolated(number: str) -> str:
    """A number that keeps its order of digits in a text from right to left.

    >>> isolated("116 123")
    '116 123'
    """
    return f"\u2066{number}\u2069" if get_language_bidi() else number


def _language(code: str) -> str:
    """A language's own name; what is no code (`interpreters`) stays as it is."""
    word, space, rest = code.partition(" ")
    return str(LANG_INFO.get(word, {}).get("name_local") or _own_name(word)) + space + rest


@cache
def _own_name(code: str) -> str:
    """The own name of a language that Django does not ship, from Unicode's CLDR."""
    if not _CODE.fullmatch(code):
        return code
    try:
        return Locale.parse(code).get_language_name() or code
    except (UnknownLocaleError, ValueError):
        return code


def _digits(number: str) -> str:
    return re.sub(r"[^\d+]", "", number)
