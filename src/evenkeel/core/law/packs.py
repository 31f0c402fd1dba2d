"""Jurisdiction packs: what a law asks of a companion, from which day, and from which source.

Here: the schema, the loader, and the strictest of several. Not here: when a notice is due
(`notices`), which packs a host chose (site settings).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from pydantic import Field

from evenkeel.core.content.loader import CONTENT, Content, load_folder

FOLDER = CONTENT / "law" / "packs"


class Pack(Content):
    """One jurisdiction's rules. What it does not speak of is left out and stays as it is.

    Times are minutes; `notice_after_days_away` is days. `therapeutic_communication` is false where
    a program may not give therapeutic communication in care. `notice` is said with the AI notice.
    `how_checked` says what was read of it, where (`found_in`), and what could not be confirmed.
    """

    title: str
    in_force: date
    until: date | None = None
    source: str
    checked_on: date
    found_in: tuple[str, ...] = ()
    how_checked: str
    asks: tuple[str, ...]
    ai_notice_minutes: int | None = Field(default=None, gt=0)
    ai_notice_minutes_minor: int | None = Field(default=None, gt=0)
    notice_after_days_away: int | None = Field(default=None, gt=0)
    break_minutes: int | None = Field(default=None, gt=0)
    break_minutes_minor: int | None = Field(default=None, gt=0)
    minimum_age: int | None = Field(default=None, ge=13, le=21)
    therapeutic_communication: bool | None = None
    notice: str = ""

    def binds(self, on: date) -> bool:
        """Whether it is in force on a day; its first and last days count."""
        return self.in_force <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds on one day: of every pack in force, the strictest."""

    packs: tuple[str, ...]
    ai_notice_minutes: int
    ai_notice_minutes_minor: int
    notice_after_days_away: int
    break_minutes: int
    break_minutes_minor: int
    minimum_age: int
    therapeutic_communication: bool
    notices: tuple[str, ...]


DEFAULT = "wellness"
"""The pack that always holds and answers every question (SAFETY.md L9)."""


@cache
def load_packs() -> Mapping[str, Pack]:
    """Every pack of `content/law/packs`, by id. Raises `ContentError`."""
    return load_folder(FOLDER, Pack)


def rules_of(packs: Mapping[str, Pack], chosen: Iterable[str], *, on: date) -> Rules:
    """The rules of the chosen packs and of the default one, on a day. Raises KeyError.

    Shorter times, higher ages and refusals win, so that adding a pack never loosens anything.

    >>> packs = load_packs()
    >>> rules_of(packs, ["us-ca"], on=date(2025, 12, 31)).packs
    ('wellness',)
    """
    wanted = [packs[one] for one in dict.fromkeys((DEFAULT, *chosen))]
    held = [one for one in wanted if one.id == DEFAULT or one.binds(on)]

    def least(name: str) -> int:
        found: list[int] = [getattr(one, name) for one in held if getattr(one, name) is not None]
        return min(found)

    return Rules(
        packs=tuple(one.id for one in held),
        ai_notice_minutes=least("ai_notice_minutes"),
        ai_notice_minutes_minor=least("ai_notice_minutes_minor"),
        notice_after_days_away=least("notice_after_days_away"),
        break_minutes=least("break_minutes"),
        break_minutes_minor=least("break_minutes_minor"),
        minimum_age=max(one.minimum_age for one in held if one.minimum_age is not None),
        therapeutic_communication=all(one.therapeutic_communication is not False for one in held),
        notices=tuple(one.notice for one in held if one.notice),
    )
