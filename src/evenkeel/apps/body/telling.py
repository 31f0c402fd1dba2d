"""The body's numbers in words: today against one's own usual, trends, what they do not say.

Here: sentences. Trends and ranges only: no disease, no diagnosis, no "should" (L11). Not here: the
numbers (`queries`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenkeel.apps.body import words
from evenkeel.apps.body.queries import SHORT_NIGHT, Held, Today, Trend
from evenkeel.core.sensing.feature import features
from evenkeel.core.sensing.heart.baseline import FEWEST_DAYS, Place

HEART = frozenset({"hrv_rmssd", "hrv_sdnn", "rmssd_from_beats"})


@dataclass(frozen=True, slots=True)
class Told:
    """One line of today."""

    column: str
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class Card:
    """One trend as a page shows it."""

    column: str
    title: str
    sentence: str
    coverage: str
    alt: str
    rows: tuple[tuple[str, str, str], ...] = ()
    svg: SafeString | None = None

    def drawn(self, svg: SafeString | None) -> Card:
        return replace(self, svg=svg)


def by_group(held: Iterable[Held]) -> list[tuple[str, list[Held]]]:
    """Signals under their group's name."""
    groups: dict[str, list[Held]] = {}
    for one in held:
        groups.setdefault(one.group, []).append(one)
    return [(str(words.GROUPS[group]), ones) for group, ones in groups.items()]


def sentences(today: Sequence[Today]) -> list[Told]:
    """Each value in words, with what may explain it where that is common."""
    short = any(
        one.column == "sleep_minutes" and one.value < SHORT_NIGHT and one.days_old <= 1
        for one in today
    )
    return [Told(one.column, _against(one, short), _detail(one)) for one in today]


def _against(one: Today, short_night: bool) -> str:
    unit = words.column_unit(one.column)
    values = {
        "name": one.name,
        "value": words.amount(one.value, unit),
        "low": words.amount(one.usual.low, unit) if one.usual.days else "",
        "high": words.amount(one.usual.high, unit) if one.usual.days else "",
    }
    if one.place is Place.UNKNOWN:
        more = max(1, FEWEST_DAYS - one.usual.days)
        text = ngettext(
            "%(name)s: %(value)s. About %(more)d more day would tell what is usual for you.",
            "%(name)s: %(value)s. About %(more)d more days would tell what is usual for you.",
            more,
        )
        return text % {**values, "more": more}
    if one.place is Place.USUAL:
        text = _("%(name)s: %(value)s. In your usual range, %(low)s to %(high)s.")
    elif one.place is Place.ABOVE:
        text = _("%(name)s: %(value)s. Higher than your usual range, %(low)s to %(high)s.")
    else:
        text = _("%(name)s: %(value)s. Lower than your usual range, %(low)s to %(high)s.")
    told = text % values
    if one.column in HEART and one.place is Place.BELOW and short_night:
        told += " " + _("So is most people's after a short night.")
    return told


def _detail(one: Today) -> str:
    when = date_format(one.on, "l j F")
    if one.days_old > 2:
        return _("%(when)s. No data for %(n)d days since; the trend is paused.") % {
            "when": when,
            "n": one.days_old,
        }
    return when


def card(one: Trend, *, rows: int) -> Card:
    """A trend with its sentence, how complete it is, and its table."""
    known = [value for value in one.values if not math.isnan(value)]
    middle = sorted(known)[len(known) // 2]
    missing = len(one.values) - len(known)
    values = {"name": one.name, "usual": words.amount(middle, one.unit)}
    sentence = _("Half of the days lie above %(usual)s, half below.") % values
    coverage = _("%(n)d of %(total)d days have a value.") % {
        "n": len(known),
        "total": len(one.values),
    }
    if missing:
        coverage += " " + _("Gaps in the line are days without one.")
    table = tuple(
        (words.day(day), words.amount(value, one.unit), _("%(n)d%%") % {"n": round(cell * 100)})
        for day, value, cell in zip(one.dates, one.values, one.cells, strict=True)
        if not math.isnan(value)
    )
    return Card(
        column=one.column,
        title=f"{one.name} ({_('hours')})" if one.unit == "min" else one.name,
        sentence=sentence,
        coverage=coverage,
        alt=_("%(name)s over days, with your usual range behind it") % values,
        rows=tuple(reversed(table[-rows:])) if rows else (),
    )


def note(id: str) -> str:
    """What a number is worth."""
    text = words.signal_texts().get(id)
    return text.note if text else ""


def made_from(id: str) -> str:
    """For a derived number: where its definition comes from, and the least it needs."""
    feature = features().get(id)
    if feature is None:
        return ""
    return _("Worked out by Evenkeel after %(source)s. It needs %(least)s.") % {
        "source": feature.source,
        "least": feature.least,
    }
