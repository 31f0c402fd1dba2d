"""Questionnaires: days, scores, the published ranges they fall into, and how far it moved.

Here: one line for each questionnaire, with every result of these weeks. Not here: what an answer
about danger means (`danger`): that item is never told here.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenkeel.apps.assessments import queries as assessments
from evenkeel.apps.brief.drafting.asked import Asked, apart, day_said, source_of, tenth
from evenkeel.core.brief import Line, Record, Source, mark_of
from evenkeel.core.instruments import Instrument, SubscaleScore

MOST = 8
"""Results of one questionnaire on the page: the latest."""
MOST_KINDS = 5
"""Questionnaires on the page: those answered last."""


def lines(asked: Asked) -> tuple[Line, ...]:
    """Each questionnaire that was answered in these weeks, the one answered last first."""
    known = assessments.instruments(asked.locale)
    held: dict[str, list[assessments.Result]] = {}
    for one in assessments.results(asked.member, asked.keyring, since=asked.since):
        if one.payload.instrument in known and asked.holds(one.at):
            held.setdefault(one.payload.instrument, []).append(one)
    latest = list(held.items())[:MOST_KINDS]
    return tuple(_line(asked, known[id], list(reversed(found[:MOST]))) for id, found in latest)


def _line(asked: Asked, found: Instrument, results: Sequence[assessments.Result]) -> Line:
    each = "; ".join(_told(found, one) for one in results)
    worse = found.direction == "higher_is_worse"
    template = (
        _("%(name)s (%(measures)s, higher is worse): %(each)s.")
        if worse
        else _("%(name)s (%(measures)s, higher is better): %(each)s.")
    )
    text = template % {
        "name": apart(found.short), "measures": apart(found.measures), "each": each,
    }  # fmt: skip
    moved = _moved(found, results)
    return Line(found.id, f"{text} {moved}".strip(), _sources(asked, found, results))


def _told(found: Instrument, one: assessments.Result) -> str:
    scored, values = assessments.score_of(found, one), {"day": day_said(one.at.date())}
    if one.payload.total is None:
        parts = ", ".join(_part(part) for part in scored.subscales.values())
        values["what"] = parts or _("too little answered for a score")
        return _("%(day)s: %(what)s") % values
    values |= {"total": tenth(one.payload.total), "high": tenth(scored.range[1])}
    band = next((held for held in found.bands if held.name == one.payload.band), None)
    if band is None:
        told = _("%(day)s: %(total)s of %(high)s") % values
    else:
        values |= {"from": tenth(band.low), "to": tenth(band.high), "band": apart(band.name)}
        told = _("%(day)s: %(total)s of %(high)s (%(from)s to %(to)s is “%(band)s”)") % values
    return _("%(told)s, with answers missing") % {"told": told} if one.payload.estimated else told


def _part(part: SubscaleScore) -> str:
    if part.total is None:
        return _("%(part)s: too little answered") % {"part": part.title}
    said = _("%(part)s %(total)s of %(high)s") % {
        "part": apart(part.title), "total": tenth(part.total), "high": tenth(part.range[1]),
    }  # fmt: skip
    return f"{said} (“{part.band}”)" if part.band else said


def _moved(found: Instrument, results: Sequence[assessments.Result]) -> str:
    """The last against the first of these weeks, with what measuring alone can explain."""
    change = assessments.change(found, results[-1], results[0]) if len(results) > 1 else None
    if change is None or change.points == 0 or change.reliable is None:
        return ""
    if change.reliable:
        return _("From the first to the last: more than the questionnaire's own error.")
    return _("From the first to the last: within the questionnaire's own error.")


def _sources(
    asked: Asked, found: Instrument, results: Sequence[assessments.Result]
) -> tuple[Source, ...]:
    held = [
        (
            asked.zone.local(one.at).date(),
            Record(
                "questionnaire", str(one.id), f"{found.short}, {day_said(one.at.date())}",
                mark_of(one.at, one.payload.model_dump_json()),
            ),
        )
        for one in results
    ]  # fmt: skip
    if len(held) > 1:
        return source_of(held, _counted)
    day, record = held[0]
    return (Source(_("questionnaire of %(day)s") % {"day": day_said(day)}, (record,)),)


def _counted(n: int) -> str:
    return ngettext("%(n)d questionnaire", "%(n)d questionnaires", n) % {"n": n}
