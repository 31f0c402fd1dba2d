"""The member's own words: what they want to say, and lines they picked one by one.

Here: words exactly as they stand. Not here: any choice of ours. A picked line that was changed or
deleted where it stands is not on the page any more.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from evenkeel.apps.brief import writing
from evenkeel.apps.brief.drafting.asked import Asked, day_said, moment_said
from evenkeel.apps.brief.payloads import Kind
from evenkeel.core.brief import Line, Record, Source, mark_of


def say(asked: Asked) -> tuple[Line, ...]:
    """What they wrote for this page, a line for each line."""
    rows = [row.strip() for row in asked.payload.say.split("\n")]
    return tuple(
        line_of(asked, f"say-{n}", row) for n, row in enumerate((r for r in rows if r), start=1)
    )


def line_of(asked: Asked, key: str, text: str) -> Line:
    """Words written for this page: their source is the page itself."""
    record = Record("words", str(asked.id), _("My own words on this page"), mark_of(text))
    return Line(key, text, (Source(_("my own words"), (record,)),), own=True)


def picked(asked: Asked) -> tuple[Line, ...]:
    """The lines they picked that still stand where they were picked, the latest first."""
    made = {line.key: line for line in _picked(asked)}
    return tuple(made.values())


def _picked(asked: Asked) -> Iterator[Line]:
    pieces = writing.pieces_of(asked.member, asked.keyring, asked.zone, asked.payload.picks)
    for pick in asked.payload.picks:
        piece = pieces.get((pick.kind, pick.record))
        if piece is None or pick.text not in piece.lines:
            continue
        record = Record(
            pick.kind.value, str(pick.record), moment_said(piece.at),
            mark_of(piece.revision, pick.text),
        )  # fmt: skip
        said = SAID[pick.kind] % {"day": day_said(piece.at.date())}
        key = mark_of(pick.kind.value, str(pick.record), pick.text)
        yield Line(key, f"“{pick.text}”", (Source(said, (record,)),), own=True)


class _Said:
    """What each kind of writing is called as a source, in the language of the moment."""

    def __getitem__(self, kind: Kind) -> str:
        return {
            Kind.JOURNAL: _("journal of %(day)s"),
            Kind.NOTE: _("note of %(day)s"),
            Kind.TALK: _("said in Talk on %(day)s"),
        }[kind]


SAID = _Said()
