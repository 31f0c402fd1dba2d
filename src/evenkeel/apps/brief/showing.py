"""A page for an appointment as its templates show it: sections with their state, lines, sources.

Here: plain view values, and the same page as plain text. Not here: requests (`views`), drafting.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evenkeel.apps.brief.addresses import address_of
from evenkeel.apps.brief.queries import Opened
from evenkeel.core.brief import Line, Section, SectionText, Source, load_sections, sheets_of
from evenkeel.core.brief.signing import digests

COLUMNS = 78
"""Of the plain text: what any program and any printer shows without breaking lines."""
INDENT = "  "


@dataclass(frozen=True, slots=True)
class ShownSource:
    """What a line rests on, and where it opens: the record itself, or the list of several."""

    said: str
    address: str | None


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line; `name` is how the form calls it."""

    name: str
    text: str
    own: bool
    sources: tuple[ShownSource, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """One section with its words, its lines, and whether it is read, changed or still to read."""

    text: SectionText
    lines: tuple[ShownLine, ...]
    left_out: tuple[ShownLine, ...]
    digest: str
    signed_at: datetime | None
    changed: bool

    @property
    def id(self) -> str:
        return self.text.id


@dataclass(frozen=True, slots=True)
class Paper:
    """The page as it is printed: nothing on it that was not read and signed off."""

    title: str
    heading: tuple[str, ...]
    days: str
    sections: tuple[tuple[SectionText, tuple[ShownLine, ...]], ...]
    signed: str
    foot: str


def sections_of(one: Opened, *, locale: str) -> list[ShownSection]:
    """The chosen sections in order, the empty ones too."""
    texts = {text.id: text for text in load_sections(locale)}
    now = digests(one.draft)
    return [
        ShownSection(
            text=texts[section.id],
            lines=tuple(_line(one, section.id, line) for line in section.lines),
            left_out=tuple(
                _line(one, section.id, line) for line in one.drafted.left_out.get(section.id, ())
            ),
            digest=now.get(section.id, ""),
            signed_at=one.signed[section.id].at if section.id in one.signed else None,
            changed=section.id in one.withdrawn,
        )
        for section in one.draft.sections
    ]


def paper_of(one: Opened, *, locale: str) -> Paper:
    """What is printed or saved, of a page that is ready."""
    texts = {text.id: text for text in load_sections(locale)}
    last_signed = max(signature.at for signature in one.signed.values())
    heading = []
    if one.payload.name:
        heading.append(_("Name: %(name)s") % {"name": one.payload.name})
    if one.payload.whom:
        heading.append(_("For: %(whom)s") % {"whom": one.payload.whom})
    return Paper(
        title=_("For an appointment"),
        heading=tuple(heading),
        days=days_of(one),
        sections=tuple(
            (texts[section.id], tuple(_line(one, section.id, line) for line in section.lines))
            for section in one.draft.filled
        ),
        signed=_("I read this page and signed it off on %(when)s.")
        % {"when": date_format(last_signed, "DATETIME_FORMAT")},
        foot=_(
            "Drafted by Evenkeel, a program, from what I wrote down myself. It makes no diagnosis. "
            "What each line rests on stands beside it in brackets."
        ),
    )


def sheets(one: Opened, *, locale: str) -> int:
    """About how many sheets it takes, all of it that is not left out."""
    texts = {text.id: text for text in load_sections(locale)}
    return sheets_of(
        [
            texts[section.id].note,
            *(
                f"{line.text} [{'; '.join(source.said for source in line.sources)}]"
                for line in section.lines
            ),
        ]
        for section in one.draft.filled
    )


def days_of(one: Opened) -> str:
    """From the first to the last day, with the year."""
    return _("%(first)s to %(last)s") % {
        "first": date_format(one.payload.first, "DATE_FORMAT"),
        "last": date_format(one.payload.last, "DATE_FORMAT"),
    }


def plain_text(paper: Paper) -> str:
    """The same page as plain text, at most `COLUMNS` wide."""
    return "\n".join(_rows(paper)) + "\n"


def found(one: Opened, section: str, key: str, at: int) -> tuple[Line, Source] | None:
    """One source of one line, by the place its link names."""
    held: Section | None = next((s for s in one.draft.sections if s.id == section), None)
    lines = (*(held.lines if held else ()), *one.drafted.left_out.get(section, ()))
    line = next((line for line in lines if line.key == key), None)
    if line is None or not 0 <= at < len(line.sources):
        return None
    return line, line.sources[at]


def _rows(paper: Paper) -> Iterator[str]:
    yield from (paper.title, "=" * len(paper.title), "", *paper.heading, paper.days)
    for text, lines in paper.sections:
        yield from ("", text.title, "-" * len(text.title))
        if text.note:
            yield from textwrap.wrap(text.note, COLUMNS)
        for line in lines:
            sources = "; ".join(source.said for source in line.sources)
            whole = f"{line.text} [{sources}]"
            yield from textwrap.wrap(
                whole, COLUMNS, initial_indent="* ", subsequent_indent=INDENT,
                break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip
    yield ""
    yield from textwrap.wrap(paper.signed, COLUMNS)
    yield from textwrap.wrap(paper.foot, COLUMNS)


def _line(one: Opened, section: str, line: Line) -> ShownLine:
    return ShownLine(
        name=f"{section}/{line.key}",
        text=line.text,
        own=line.own,
        sources=tuple(
            ShownSource(source.said, _address(one, section, line.key, at, source))
            for at, source in enumerate(line.sources)
        ),
    )


def _address(one: Opened, section: str, key: str, at: int, source: Source) -> str | None:
    if len(source.records) == 1:
        return address_of(source.records[0])
    return reverse("brief:source", args=[one.row.pk, section, key, at])
