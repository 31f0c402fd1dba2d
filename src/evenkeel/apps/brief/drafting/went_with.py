"""What seemed to go with better and worse days: only findings that survived, with their certainty.

Here: findings as lines. Not here: finding them (`core.insights`), their sentences.
"""

from __future__ import annotations

from django.utils.translation import ngettext

from evenkeel.apps.brief.drafting.asked import Asked, days_said
from evenkeel.apps.insights import queries as insights
from evenkeel.apps.people.queries import has_consent
from evenkeel.core.brief import Line, Record, Source

PURPOSE = "insights"


def lines(asked: Asked) -> tuple[Line, ...]:
    """What stood out by the end of the last day, the surest first; nothing without consent."""
    if not has_consent(asked.member, PURPOSE):
        return ()
    found = insights.stood_out(
        asked.member, asked.keyring, zone=asked.zone, now=asked.now, last=asked.payload.last
    )
    return tuple(
        Line(one.key, one.sentence, (_source(one),)) for one in found if one.days
    )  # fmt: skip


def _source(one: insights.StoodOut) -> Source:
    counted = ngettext("%(n)d day, %(days)s", "%(n)d days, %(days)s", len(one.days))
    said = counted % {"n": len(one.days), "days": days_said(one.days)}
    return Source(said, (Record("finding", one.key, one.sentence, one.mark),))
