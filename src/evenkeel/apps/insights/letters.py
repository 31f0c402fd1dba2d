"""The weekly letter: one week in plain words, from the same findings as the picture.

Here: what of a week is told, in what order. Not here: the page, and sending it anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import fmean
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.insights.gathering import Look, gather, texts_of, window
from evenkeel.apps.insights.queries import barred_for
from evenkeel.apps.insights.showing import Found, findings, picture_words, said_of, sentence_of
from evenkeel.core.insights import Metric, View
from evenkeel.core.insights.days import given
from evenkeel.core.insights.searched import outcomes
from evenkeel.core.insights.whole_picture import Try, sections, to_try
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

BEFORE = 28
"""Days before the week that it is held against."""
FEWEST, FEWEST_BEFORE = 3, 10
APART = 0.6
"""Standard deviations between two stretches under which a week was much as those before. Judgement:
with five days against twenty, chance alone moves a mean by about half as much."""
MOST = 3
MOST_TRIES = 5
EASED = 1.0
"""Points of 10 that a try must have eased to stand under what helped: the least a rating can say.
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """One week: paragraphs under headings, and where to turn for the weeks around it."""

    first: date
    last: date
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    before: date
    after: date | None
    check_ins: int


def letter(
    member: Member, keyring: Keyring, *, zone: checkins.Zone, now: datetime, monday: date
) -> Letter:
    """The letter about the week from `monday` on, from what was known by its end."""
    whole = gather(member, keyring, zone=zone, now=now)
    today, last = zone.today(now), monday + timedelta(days=6)
    first, after = whole.days.dates[0], monday + timedelta(days=7)
    if last < first or monday > today:  # before the first day, or not begun
        return Letter(monday, last, (), monday - timedelta(days=7), after, 0)
    known = _until(whole, min(last, today))
    week = _part(known, max(monday, first), known.days.dates[-1])
    seen = Look(view=known, page=week, texts=texts_of(member.locale), locale=member.locale)
    found = findings(seen)
    barred = barred_for(member, keyring)
    tries = [one for one in to_try(found) if one.because[1] not in barred]
    return Letter(
        first=monday,
        last=last,
        parts=tuple(part for part in _parts(seen, found, tries, monday) if part[1]),
        before=monday - timedelta(days=7),
        after=after if after <= today else None,
        check_ins=len(week.entries),
    )


def _until(view: View, last: date) -> View:
    first = view.days.dates[0]
    return replace(window(view, first, max(last, first)), memo={})


def _part(view: View, first: date, last: date) -> View:
    return window(view, min(first, last), last)


def _parts(
    seen: Look, found: list[Found], tries: list[Try], monday: date
) -> list[tuple[str, tuple[str, ...]]]:
    words = picture_words(seen.locale)
    by_id = {section.id: section for section in sections(found)}
    moved = by_id["moved"].told[:MOST]
    return [
        (_("The week"), _week(seen, monday)),
        (words.sections["moved"], tuple(sentence_of(seen, one) for one in moved)),
        (words.sections["helped"], _helped(seen)),
        (words.sections["missing"], tuple(sentence_of(seen, o) for o in by_id["missing"].told[:1])),
        (
            _("For the week ahead"),
            tuple(_tried(seen, one) for one in tries[:1]),
        ),
    ]  # fmt: skip


def _tried(seen: Look, one: Try) -> str:
    return said_of(seen, one.because, picture_words(seen.locale).tries[one.kind])


def _week(seen: Look, monday: date) -> tuple[str, ...]:
    told = []
    before = _before(seen.view, monday)
    for name in outcomes(seen.page):
        said = _against(seen.view.metrics[name], _values(seen.page, name), before.get(name, []))
        if said:
            told.append(said)
    return tuple(told)


def _before(view: View, monday: date) -> dict[str, list[float]]:
    since = monday - timedelta(days=BEFORE)
    return {
        name: [v for d, v in given(view.days, name) if since <= d < monday]
        for name in view.days.columns
    }


def _values(view: View, name: str) -> list[float]:
    return [value for _day, value in given(view.days, name)]


def _against(metric: Metric, week: list[float], before: list[float]) -> str:
    """One metric's week in a sentence, beside the four weeks before where there are enough days."""
    if len(week) < FEWEST:
        return ""
    values = {
        "label": metric.label, "mean": number_format(round(fmean(week))),
        "low": number_format(round(min(week))), "high": number_format(round(max(week))),
        "n": len(week),
    }  # fmt: skip
    if len(before) < FEWEST_BEFORE:
        return _("%(label)s: %(mean)s on average (days from %(low)s to %(high)s).") % values
    middle = fmean(before)
    spread = (sum((v - middle) ** 2 for v in before) / (len(before) - 1)) ** 0.5
    values["before"] = number_format(round(middle))
    apart = (fmean(week) - middle) / spread if spread else 0.0
    if abs(apart) < APART:
        return _(
            "%(label)s: %(mean)s on average (days from %(low)s to %(high)s), much as in the four "
            "weeks before (%(before)s)."
        ) % values  # fmt: skip
    if apart > 0:
        return _(
            "%(label)s: %(mean)s on average (days from %(low)s to %(high)s), higher than in the "
            "four weeks before (%(before)s)."
        ) % values  # fmt: skip
    return _(
        "%(label)s: %(mean)s on average (days from %(low)s to %(high)s), lower than in the four "
        "weeks before (%(before)s)."
    ) % values  # fmt: skip


def _helped(seen: Look) -> tuple[str, ...]:
    """What eased something this week, number against number; what did not is not help."""
    told = []
    for one in seen.page.efforts:
        if one.before is None or one.after is None or one.before - one.after < EASED:
            continue
        values = {
            "day": date_format(one.at, "l"), "what": one.label,
            "before": number_format(round(one.before)), "after": number_format(round(one.after)),
        }  # fmt: skip
        told.append(_("%(day)s, %(what)s: %(before)s before, %(after)s after.") % values)
    rest = len(told) - MOST_TRIES
    if rest > 0:
        more = ngettext("And %(n)s more.", "And %(n)s more.", rest) % {"n": rest}
        return (*told[:MOST_TRIES], more)
    return tuple(told)
