"""Early signs that were noticed in these weeks, and what the member said to them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from evenkeel.apps.brief.drafting.asked import Asked, day_said
from evenkeel.apps.warnings import queries as warnings
from evenkeel.core.brief import Line, Record, Source, mark_of

MOST = 4


def lines(asked: Asked) -> tuple[Line, ...]:
    """The warnings of these weeks, the latest first."""
    found = warnings.past(asked.member, asked.keyring, now=asked.now)
    return tuple(_line(asked, one) for one in found if asked.covers(one.payload.on))[:MOST]


def _line(asked: Asked, one: warnings.Kept) -> Line:
    told: Any = warnings.shown(one, locale=asked.locale)
    day = day_said(one.payload.on)
    text = _("%(day)s, %(title)s: %(sentence)s") % {
        "day": day, "title": told.title, "sentence": told.sentence,
    }  # fmt: skip
    seen = one.payload.model_copy(update={"told_first": None, "alerted": False})
    record = Record("warning", str(one.id), f"{told.title}, {day}", mark_of(seen))
    source = Source(_("early sign of %(day)s") % {"day": day}, (record,))
    return Line(str(one.id), " ".join((text, _answered(one.payload.answer))).strip(), (source,))


def _answered(answer: str) -> str:
    return {
        "fits": _("I said that it fits."),
        "life": _("I said that there is a reason, and that I know it."),
        "wrong": _("I said that it does not fit."),
    }.get(str(answer), "")
