"""Programmes the member is in or has finished: how far they came. Nothing of what they wrote."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evenkeel.apps.brief.drafting.asked import Asked, apart
from evenkeel.apps.programs import queries as programs
from evenkeel.core.brief import Line, Record, Source, mark_of


def lines(asked: Asked) -> tuple[Line, ...]:
    """One line a programme that was begun by the last of these days."""
    found = programs.ways(asked.member, asked.keyring, now=asked.now, locale=asked.locale)
    return tuple(
        _line(way) for way in found.values() if way.payload.began <= asked.payload.last
    )  # fmt: skip


def _line(way: programs.Way) -> Line:
    done, title = way.adherence, way.programme.title
    values = {
        "title": apart(title), "day": date_format(way.payload.began, "DATE_FORMAT"),
        "done": done.sessions_done, "of": done.sessions, "days": done.practice_done,
    }  # fmt: skip
    if way.finished:
        text = _(
            "“%(title)s”: begun %(day)s, finished. All %(of)s sessions done, practice on %(days)s "
            "days."
        ) % values  # fmt: skip
    else:
        text = _(
            "“%(title)s”: begun %(day)s. %(done)s of %(of)s sessions done, practice on %(days)s "
            "days."
        ) % values  # fmt: skip
    record = Record(
        "programme", way.programme.id, title,
        mark_of(way.row.revision, way.payload.model_dump_json(), done),
    )  # fmt: skip
    said = _("the programme's report, from %(day)s on") % {"day": values["day"]}
    return Line(way.programme.id, text, (Source(said, (record,)),))
