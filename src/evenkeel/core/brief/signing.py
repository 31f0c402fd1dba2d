"""The member's sign-off: what it covers, and what ends it.

Here: a digest of everything a section says and rests on, and whether a sign-off still stands. A
sign-off holds for exactly the words that were read: a changed word, number, source or record, a
line more or less, other weeks or another heading end it (SAFETY.md L10). Not here: storing it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from evenkeel.core.brief.lines import Draft, Section


class Changed(Exception):
    """What is being signed is not what was read. `sections` are those that differ."""

    def __init__(self, sections: Iterable[str]) -> None:
        super().__init__("changed since it was read")
        self.sections = tuple(sections)


@dataclass(frozen=True, slots=True)
class Signature:
    """That a member read one section and lets it stand, at a time."""

    section: str
    digest: str
    at: datetime


def digest_of(
    section: Section, *, first: date | None = None, last: date | None = None,
    heading: Iterable[str] = (),
) -> str:  # fmt: skip
    """A digest of everything a section says, rests on and stands under."""
    whole = {
        "id": section.id,
        "first": str(first),
        "last": str(last),
        "heading": list(heading),
        "lines": [
            {
                "key": line.key,
                "text": line.text,
                "own": line.own,
                "sources": [
                    {
                        "said": source.said,
                        "records": [[one.kind, one.key, one.said, one.mark]
                                    for one in source.records],
                    }
                    for source in line.sources
                ],
            }
            for line in section.lines
        ],
    }  # fmt: skip
    return sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def digests(draft: Draft) -> dict[str, str]:
    """The digest of each section that holds something, by its id."""
    return {
        section.id: digest_of(
            section, first=draft.first, last=draft.last, heading=draft.heading
        )
        for section in draft.filled
    }  # fmt: skip


def standing(draft: Draft, signatures: Iterable[Signature]) -> dict[str, Signature]:
    """The sign-offs that hold for the draft as it is now, by section."""
    now = digests(draft)
    return {one.section: one for one in signatures if now.get(one.section) == one.digest}


def ready(draft: Draft, signatures: Iterable[Signature]) -> bool:
    """Whether it may be printed: it holds something, and all of it is signed off."""
    held = standing(draft, signatures)
    return bool(draft.filled) and all(section.id in held for section in draft.filled)


def sign(
    draft: Draft,
    signatures: Iterable[Signature],
    *,
    read: Mapping[str, str],
    now: datetime,
) -> tuple[Signature, ...]:
    """The sign-offs after these sections were read: `read` is section id -> the digest shown.

    Those that no longer hold are left out. Raises `Changed` if what was shown is not what is there
    now, and then signs nothing.
    """
    current = digests(draft)
    differ = [section for section, shown in read.items() if current.get(section) != shown]
    if differ:
        raise Changed(differ)
    kept = {id: one for id, one in standing(draft, signatures).items() if id not in read}
    made = {id: Signature(id, shown, now) for id, shown in read.items()}
    order = [section.id for section in draft.filled]
    return tuple(sorted((kept | made).values(), key=lambda one: order.index(one.section)))
