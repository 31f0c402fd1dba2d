"""Signs of danger in these weeks, only where the member ticked it: days, never words.

Here: one line a talk or a questionnaire, and whether there is a safety plan. Not here: deciding a
level (`core.safety`), any word that was said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from evenkeel.apps.assessments import queries as assessments
from evenkeel.apps.brief.drafting.asked import Asked, day_said
from evenkeel.apps.companion import queries as companion
from evenkeel.apps.safety_plan import queries as plans
from evenkeel.core.brief import Line, Record, Source, mark_of
from evenkeel.core.vocabulary import Pathway, RiskLevel

FROM = RiskLevel.RAISED
"""Under this a level only asks gently: half of those are ordinary low words, and nobody's news."""
MOST = 8
A_BATCH = 40


def lines(asked: Asked) -> tuple[Line, ...]:
    """By talk and by questionnaire, the latest first; then the safety plan."""
    told = sorted((*_talks(asked), *_answers(asked)), key=lambda one: one[0], reverse=True)
    return (*(line for _at, line in told[:MOST]), *_plan(asked))


def _talks(asked: Asked) -> Iterator[tuple[datetime, Line]]:
    offset = 0
    while batch := companion.earlier(asked.member, limit=A_BATCH, offset=offset):
        offset += A_BATCH
        for talk in batch:
            if talk.at < asked.since:  # `at` is when something was last said
                return
            said = [
                (row, payload)
                for row, payload in companion.messages_of(talk, asked.keyring)
                if not payload.by_member and payload.level >= FROM and asked.holds(row.at)
            ]
            if said:
                row, payload = max(said, key=lambda pair: (pair[1].level, pair[0].at))
                day = day_said(asked.zone.local(row.at).date())
                text = _("%(day)s, in a talk with the program: %(what)s.") % {
                    "day": day, "what": _what(payload.pathway, payload.level),
                }  # fmt: skip
                record = Record(
                    "conversation", str(talk.pk), _("Talk of %(day)s") % {"day": day},
                    mark_of([(str(r.pk), p.level, p.pathway) for r, p in said]),
                )  # fmt: skip
                source = Source(_("talk of %(day)s") % {"day": day}, (record,))
                yield row.at, Line(f"talk-{talk.pk}", text, (source,))


def _answers(asked: Asked) -> Iterator[tuple[datetime, Line]]:
    known = assessments.instruments(asked.locale)
    for one in assessments.results(asked.member, asked.keyring, since=asked.since):
        found = known.get(one.payload.instrument)
        if not one.payload.safety_item or found is None or not asked.holds(one.at):
            continue
        day = day_said(one.at.date())
        text = _(
            "%(day)s, %(name)s: I said yes to the question about thoughts of death or of hurting "
            "myself."
        ) % {"day": day, "name": found.short}  # fmt: skip
        record = Record(
            "questionnaire", str(one.id), f"{found.short}, {day}",
            mark_of(one.at, one.payload.safety_item, one.payload.answers),
        )  # fmt: skip
        source = Source(_("questionnaire of %(day)s") % {"day": day}, (record,))
        yield one.at, Line(f"answer-{one.id}", text, (source,))


def _plan(asked: Asked) -> tuple[Line, ...]:
    row = plans.row_of(asked.member)
    if row is None or not plans.steps_of(asked.member, asked.keyring):
        return ()
    day = day_said(asked.zone.local(row.at).date())
    record = Record("safety_plan", str(row.pk), _("My safety plan"), mark_of(row.revision))
    source = Source(_("safety plan, last changed %(day)s") % {"day": day}, (record,))
    return (Line("plan", _("I have a written safety plan."), (source,)),)


def _what(pathway: str, level: int) -> str:
    kinds = {
        Pathway.SUICIDE: _("taken as thoughts of suicide"),
        Pathway.SELF_HARM: _("taken as self-harm"),
        Pathway.HARM_FROM_OTHERS: _("taken as being hurt by somebody"),
        Pathway.HARM_TO_OTHERS: _("taken as thoughts of hurting somebody"),
        Pathway.CHILD_SAFETY: _("taken as a child in danger"),
        Pathway.EATING_DISORDER: _("taken as trouble with eating"),
        Pathway.PSYCHOSIS_MANIA: _("taken as a sign of mania or psychosis"),
        Pathway.MEDICAL_EMERGENCY: _("taken as a medical emergency"),
        Pathway.WITHDRAWAL: _("taken as withdrawal from alcohol or a drug"),
        Pathway.POSTPARTUM: _("taken as trouble after a birth"),
    }
    known = pathway in set(Pathway)
    said = kinds[Pathway(pathway)] if known else _("taken as a sign of danger")
    if level >= RiskLevel.HIGH:
        return _("%(kind)s, at one of the two highest of its four levels") % {"kind": said}
    return said
