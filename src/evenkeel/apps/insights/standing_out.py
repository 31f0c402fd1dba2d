"""What stood out from chance by the end of a day, in words: for a page that leaves the house.

Here: choosing the findings that survived, with the days they rest on. Not here: what is found
(`core.insights`), the picture of the member (`queries`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import blake2s
from typing import TYPE_CHECKING

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.insights.gathering import Look, gather, texts_of, window
from evenkeel.apps.insights.remembered import REMEMBERED, mark_of
from evenkeel.apps.insights.showing import Found, findings, key_of, sentence_of
from evenkeel.core.insights import insights
from evenkeel.core.insights.whole_picture import sections
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

DIGITS = 6
MOVED = "moved"
"""The section of the picture about what went with better and worse days."""


@dataclass(frozen=True, slots=True)
class StoodOut:
    """One finding that stood out from chance: `key` finds its page, `days` are what it rests on.

    `mark` changes with any number of it, shown or not.
    """

    key: str
    sentence: str
    n: int
    days: tuple[date, ...]
    mark: str


def stood_out(
    member: Member, keyring: Keyring, *, zone: checkins.Zone, now: datetime, last: date
) -> tuple[StoodOut, ...]:
    """What went with better and worse days, from what was known by the end of `last`; the surest
    first. What was looked for and not found, or rests on too little, is left out."""
    mark = mark_of(member, str(last), member.locale)
    kept = REMEMBERED.get(member, keyring, "stood out", mark)
    if kept is None:
        kept = [asdict(one) for one in _stood_out(member, keyring, zone=zone, now=now, last=last)]
        days = [[str(day) for day in one["days"]] for one in kept]
        kept = [one | {"days": held} for one, held in zip(kept, days, strict=True)]
        REMEMBERED.put(member, keyring, "stood out", mark, kept)
    return tuple(
        StoodOut(**one | {"days": tuple(date.fromisoformat(day) for day in one["days"])})
        for one in kept
    )


def _stood_out(
    member: Member, keyring: Keyring, *, zone: checkins.Zone, now: datetime, last: date
) -> list[StoodOut]:
    whole = gather(member, keyring, zone=zone, now=now)
    first = whole.days.dates[0]
    if last < first:
        return []
    known = window(whole, first, min(last, whole.days.dates[-1]))
    seen = Look(known, known, texts_of(member.locale), member.locale)
    found = findings(seen, only=[name for name in seen.texts if insights()[name].section == MOVED])
    moved = next(section for section in sections(found) if section.id == MOVED)
    return [_stood(seen, one) for one in moved.told]


def _stood(seen: Look, one: Found) -> StoodOut:
    about, subject, finding = one
    days = tuple(sorted(finding.days))
    values = [(name, _near(value)) for name, value in sorted(finding.values.items())]
    size = (_near(finding.effect), *map(_near, finding.interval or ()))
    numbers = (finding.sentence, values, size, days)
    return StoodOut(
        key=key_of(about, subject),
        sentence=sentence_of(seen, one),
        n=finding.n,
        days=days,
        mark=blake2s(repr(numbers).encode(), digest_size=8).hexdigest(),
    )


def _near(value: object) -> object:
    """A number as far as it means anything: the last bits hang on the order of adding up."""
    return f"{value:.{DIGITS}g}" if isinstance(value, float) else value
