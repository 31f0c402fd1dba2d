"""The body's numbers in words: today against one's own usual, trends, what they do not say.

Here: sentences. Trends and ranges only: no disease, no diagnosis, no "should" (L11). Not here: the
numbers (`queries`).
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenkeel.apps.body import words
from evenkeel.apps.body.payloads import DroppedPayload
from evenkeel.apps.body.queries import SHORT_NIGHT, Held, Overlap, Today, Trend
from evenkeel.core.sensing.feature import features
from evenkeel.core.sensing.heart.baseline import FEWEST_DAYS, Place
from evenkeel.importers.discovery import manifests

HEART = frozenset({"hrv_rmssd", "hrv_sdnn", "rmssd_from_beats"})
STRIP_WIDTH = 200.0
STRIP_MARGIN = 0.75
"""Room on both sides of the usual range, in its own widths."""
STRIP_EDGE = 0.1
WATCHED = ("sleep", "heart", "movement")
"""Groups that come every day from a device that is worn; of others a pause says nothing."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Where a value lies beside the usual range, in the units of a drawing 200 wide."""

    band_at: float
    band_width: float
    dot_at: float
    usual: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One line of today."""

    column: str
    name: str
    value: str
    text: str
    detail: str
    strip: Strip | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that was read."""

    id: uuid.UUID
    when: str
    source: str
    text: str


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


def paused(held: Iterable[Held]) -> list[str]:
    """ "No sleep data for 3 days; the trend is paused.", one for each group that has stopped."""
    newest: dict[str, int] = {}
    for one in held:
        if one.group in WATCHED and one.on:
            newest[one.group] = min(newest.get(one.group, one.paused_days), one.paused_days)
    return [
        ngettext(
            "No %(what)s data for %(n)d day; the trend is paused.",
            "No %(what)s data for %(n)d days; the trend is paused.",
            days,
        )
        % {"what": str(words.GROUPS[group]).lower(), "n": days}
        for group, days in newest.items()
        if days
    ]


def arrivals(imports: Sequence[tuple[uuid.UUID, datetime, DroppedPayload]]) -> list[Arrival]:
    """The files that were read, newest first: when, from where, how much, how good."""
    told = []
    for id, at, payload in imports:
        if not payload.signals or payload.key:
            continue
        rows = sum(one.rows for one in payload.signals.values())
        broken = sum(payload.broken.values())
        manifest = manifests().get(payload.importer)
        text = words.rows(rows)
        if broken:
            text += " · " + ngettext(
                "%(n)d row could not be read", "%(n)d rows could not be read", broken
            ) % {"n": broken}
        told.append(
            Arrival(id, date_format(at, "DATE_FORMAT"), manifest.name if manifest else "", text)
        )
    return told


def sentences(today: Sequence[Today]) -> list[Told]:
    """Each value in words, with what may explain it where that is common."""
    short = any(
        one.column == "sleep_minutes" and one.value < SHORT_NIGHT and one.days_old <= 1
        for one in today
    )
    return [
        Told(
            column=one.column,
            name=one.name,
            value=words.amount(one.value, words.column_unit(one.column)),
            text=_against(one, short),
            detail=_detail(one),
            strip=_strip(one),
        )
        for one in today
    ]


def _strip(one: Today) -> Strip | None:
    """The usual range in the middle, and the value where it falls; never off the drawing."""
    if one.place is Place.UNKNOWN:
        return None
    low, high = one.usual.low, one.usual.high
    width = max(high - low, 1e-9)
    first = min(low - STRIP_MARGIN * width, one.value - STRIP_EDGE * width)
    last = max(high + STRIP_MARGIN * width, one.value + STRIP_EDGE * width)
    scale = STRIP_WIDTH / (last - first)
    return Strip(
        band_at=round((low - first) * scale, 1),
        band_width=round(width * scale, 1),
        dot_at=round((one.value - first) * scale, 1),
        usual=one.place is Place.USUAL,
    )


def _against(one: Today, short_night: bool) -> str:
    unit = words.column_unit(one.column)
    values = {
        "low": words.amount(one.usual.low, unit) if one.usual.days else "",
        "high": words.amount(one.usual.high, unit) if one.usual.days else "",
    }
    if one.place is Place.UNKNOWN:
        more = max(1, FEWEST_DAYS - one.usual.days)
        text = ngettext(
            "About %(more)d more day would tell what is usual for you.",
            "About %(more)d more days would tell what is usual for you.",
            more,
        )
        return text % {**values, "more": more}
    if one.place is Place.USUAL:
        text = _("In your usual range, %(low)s to %(high)s.")
    elif one.place is Place.ABOVE:
        text = _("Higher than your usual range, %(low)s to %(high)s.")
    else:
        text = _("Lower than your usual range, %(low)s to %(high)s.")
    told = text % values
    if one.column in HEART and one.place is Place.BELOW and short_night:
        told += " " + _("So is most people's after a short night.")
    return told


def _detail(one: Today) -> str:
    when = date_format(one.on, _("l j F"))
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


def counted(told: Overlap) -> str:
    """Which source counted in how many hours of the last month, and how many they shared."""
    each = [
        ngettext("%(name)s in %(n)d hour", "%(name)s in %(n)d hours", hours)
        % {"name": name, "n": hours}
        for name, hours in told.hours.items()
    ]
    shared = ngettext(
        "In %(n)d hour of the last month more than one measured; one of them counts.",
        "In %(n)d hours of the last month more than one measured; one of them counts.",
        told.shared,
    )
    who = _("Counted: %(each)s.") % {"each": ", ".join(each)}
    return f"{shared % {'n': told.shared}} {who}"


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
