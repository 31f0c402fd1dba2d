"""The crisis registry: which lines a country has, and the card of at most three that is shown.

Here: the schema of `content/crisis/<COUNTRY>.yaml`, how old it may grow, and the choice of a card.
Not here: reading the files (`core.content.safety`), and the words around a card (`reply`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator

from evenkeel.core.safety.hours import LOCAL, Open, open_now, parse_span
from evenkeel.core.vocabulary import Pathway

MAX_RESOURCES = 3  # SAFETY.md section 1
WARN_AFTER_DAYS = 180  # SAFETY.md S10
FAIL_AFTER_DAYS = 365  # SAFETY.md S10
DIRECTORY_NAME = "findahelpline.com"
DIRECTORY_URL = "https://findahelpline.com"


class Topic(StrEnum):
    EMERGENCY = "emergency"
    SUICIDE = "suicide"
    GENERAL = "general"
    CHILD = "child"
    DOMESTIC_VIOLENCE = "domestic_violence"
    SEXUAL_VIOLENCE = "sexual_violence"
    EATING_DISORDER = "eating_disorder"
    SUBSTANCE = "substance"
    LGBTQ = "lgbtq"
    VETERANS = "veterans"


class Channel(StrEnum):
    CALL = "call"
    TEXT = "text"
    CHAT = "chat"


#: What each pathway looks for first. Suicide lines answer every kind of despair.
TOPICS: Mapping[Pathway, tuple[Topic, ...]] = {
    Pathway.HARM_FROM_OTHERS: (Topic.DOMESTIC_VIOLENCE, Topic.SEXUAL_VIOLENCE),
    Pathway.CHILD_SAFETY: (Topic.CHILD,),
    Pathway.EATING_DISORDER: (Topic.EATING_DISORDER,),
    Pathway.WITHDRAWAL: (Topic.SUBSTANCE,),
}
DESPAIR = (Topic.SUICIDE, Topic.GENERAL)
POLICE_FIRST = frozenset({Pathway.HARM_FROM_OTHERS, Pathway.HARM_TO_OTHERS, Pathway.CHILD_SAFETY})


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CrisisLine(_Frozen):
    """One way to reach people: `number` is dialled, `menu` is the option to choose after it.

    `hours` are printed; `opening` is the same in a form that can be computed (`hours.parse_span`),
    in the time zone `zone` (or `local`: the caller's own clock).
    """

    name: str
    topic: Topic
    channel: Channel
    number: str | None = None
    menu: str | None = None
    url: str | None = None
    hours: str | None = None
    opening: tuple[str, ...] = ()
    zone: str | None = None
    languages: tuple[str, ...] = ()
    region: str | None = None
    group: str | None = None
    cost: str | None = None
    sources: tuple[str, ...] = ()
    confidence: Literal["high", "medium"]
    note: str | None = None

    @property
    def always_open(self) -> bool:
        return self.hours == "24/7"

    @field_validator("opening")
    @classmethod
    def _can_be_computed(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for span in value:
            parse_span(span)
        return value

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, value: str | None) -> str | None:
        if value not in {None, LOCAL}:
            try:
                ZoneInfo(str(value))
            except (ZoneInfoNotFoundError, ValueError) as error:
                raise ValueError(f"`{value}` is no time zone of the tz database") from error
        return value


class CrisisCountry(_Frozen):
    """Everything known of one country. The id is its ISO 3166 code, the stem of its file."""

    id: str = Field(pattern=r"^[A-Z]{2}$")
    name: str
    recorded_on: date
    how_checked: str
    verified_on: date | None = None
    emergency: tuple[CrisisLine, ...] = Field(min_length=1)
    lines: tuple[CrisisLine, ...] = Field(min_length=1)


class CrisisCard(_Frozen):
    """What one screen or reply may name: an emergency number and at most three lines in all.

    `country` is None when it is unknown: then there is no number at all, only the directory.
    `show_directory` is true whenever a line is not of high confidence.
    """

    country: str | None
    country_name: str | None
    emergency: CrisisLine | None
    resources: tuple[CrisisLine, ...] = Field(default=(), max_length=MAX_RESOURCES)
    directory: str = DIRECTORY_NAME
    directory_url: str = DIRECTORY_URL

    @property
    def show_directory(self) -> bool:
        return not self.resources or any(line.confidence != "high" for line in self.resources)

    @property
    def numbers(self) -> frozenset[str]:
        """Every number that may be printed, as digits."""
        lines = (*self.resources, *((self.emergency,) if self.emergency else ()))
        return frozenset(dialled(line.number) for line in lines if line.number)


GENERIC = CrisisCard(country=None, country_name=None, emergency=None)


def dialled(number: str) -> str:
    """The digits of a number, however it is printed.

    >>> dialled("HOME to 741-741")
    '741741'
    """
    return re.sub(r"\D", "", number)


def card_for(
    countries: Mapping[str, CrisisCountry],
    country: str | None,
    pathway: Pathway | None,
    now: datetime,
) -> CrisisCard:
    """The card for a member's country and kind of danger.

    Idea: lines of the pathway's own topic first, then suicide and general lines; nationwide before
    regional, for everyone before for one group, well confirmed before less; two different channels
    if there are two. Lines known to be closed at `now` come after those that are not, except that
    one for the pathway's own topic keeps a place. Never a line of another country: an unknown
    country gives a card without numbers that names the directory. `now` is aware, and on the
    member's own clock for the few lines whose hours are.

    >>> from datetime import UTC, datetime
    >>> card_for({}, "XX", None, datetime(2026, 11, 21, tzinfo=UTC)).directory
    'findahelpline.com'
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    found = countries.get((country or "").strip().upper())
    if found is None:
        return GENERIC
    wanted = (*TOPICS.get(pathway, ()), *DESPAIR) if pathway else DESPAIR
    lines = sorted(
        (line for line in found.lines if line.topic in wanted and (line.number or line.url)),
        key=lambda line: _rank(line, wanted, open_now(line, now=now)),
    )
    return CrisisCard(
        country=found.id,
        country_name=found.name,
        emergency=_emergency(found.emergency, pathway),
        resources=_varied(lines, wanted, now),
    )


def _rank(line: CrisisLine, wanted: tuple[Topic, ...], hours: Open) -> tuple[int, ...]:
    return (
        line.group is not None,
        hours is Open.CLOSED,
        line.topic in DESPAIR,
        line.region is not None,
        line.confidence != "high",
        wanted.index(line.topic),
        hours is Open.UNKNOWN,
        not line.always_open,
        line.channel is not Channel.CALL,
    )


def _varied(
    lines: list[CrisisLine], wanted: tuple[Topic, ...], now: datetime
) -> tuple[CrisisLine, ...]:
    """The best line, then one of another channel if there is one, then the next best service."""
    if not lines:
        return ()
    first = lines[0]
    own_topic = [
        line for line in lines if line.topic in wanted and line.topic not in DESPAIR
        and line.group is None
    ]  # fmt: skip
    later = own_topic[:1] if first.topic in DESPAIR and own_topic else []
    other_ways = (
        line
        for line in lines[1:]
        if line.channel is not first.channel and line.group is None and line.region is None
        and open_now(line, now=now) is not Open.CLOSED
    )  # fmt: skip
    other_way = next(other_ways, None)
    chosen = [first, *([other_way] if other_way and other_way not in later else []), *later]
    for line in lines[1:]:
        if len(chosen) == MAX_RESOURCES:
            break
        names = {picked.name for picked in chosen}
        if line not in chosen and line.name not in names and line.group is None:
            chosen.append(line)
    return tuple(chosen[:MAX_RESOURCES])


def _emergency(lines: tuple[CrisisLine, ...], pathway: Pathway | None) -> CrisisLine:
    police_first = pathway in POLICE_FIRST
    spoken = [line for line in lines if line.channel is Channel.CALL] or list(lines)

    def rank(line: CrisisLine) -> int:
        name = line.name.lower()
        if "ambulance" in name or "medical" in name:
            return 1 if police_first else 0
        if "police" in name and "ambulance" not in name:
            return 0 if police_first else 2
        return 0 if ("emergency" in name and "text" not in name) else 1

    return min(spoken, key=rank)


class Freshness(StrEnum):
    FRESH = "fresh"
    OLD = "old"
    EXPIRED = "expired"


def freshness(country: CrisisCountry, *, now: datetime) -> Freshness:
    """Whether the facts of a country are still young enough to show (S10).

    Counted from the day a person verified them, else from the day they were recorded.
    """
    age = (now.date() - (country.verified_on or country.recorded_on)).days
    if age > FAIL_AFTER_DAYS:
        return Freshness.EXPIRED
    return Freshness.OLD if age > WARN_AFTER_DAYS else Freshness.FRESH
