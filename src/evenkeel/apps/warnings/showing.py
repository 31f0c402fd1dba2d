"""Warnings as a page shows them: sentences, picture, next steps, the forecast in words.

Here: filling words, drawing. Not here: deciding anything, storing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from evenkeel.apps.insights import queries as insights
from evenkeel.apps.warnings.queries import Kept
from evenkeel.core.insights import tell
from evenkeel.core.vocabulary import DayTable
from evenkeel.core.warning import Forecast, WarningText, load_next_steps, load_texts, picture
from evenkeel.core.warning.triage import Level, load_levels

MINUTES = "_minutes"


@dataclass(frozen=True, slots=True)
class Step:
    """One next step with its address, if it has one."""

    id: str
    what: str
    why: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One warning in words. `steps` are the gentlest first."""

    kept: Kept
    title: str
    sentence: str
    reason: str
    limits: str
    figures: str
    steps: tuple[Step, ...]
    sources: tuple[str, ...]
    svg: SafeString | None = None
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ahead:
    """The forecast of one outcome in words; `rows` is empty for "I can't tell"."""

    name: str
    told: bool
    sentence: str
    rows: tuple[tuple[str, str, str], ...]


def shown(kept: Kept, *, locale: str, days: DayTable | None = None) -> Shown:
    """One warning in words; with `days`, its picture too."""
    text = load_texts(locale)[kept.payload.detector]
    values = _spoken(kept.payload.values)
    sentence = kept.payload.sentence

    def said(template: str) -> str:
        return tell(template, values, number=_number, day=_day)

    drawn = picture(_hours(days), text.column, kept.payload.on, text.words) if days else None
    return Shown(
        kept=kept,
        title=said(text.title[sentence]),
        sentence=said(text.sentences[sentence]),
        reason=text.reason,
        limits=said(text.limits),
        figures=_figures(text),
        steps=steps(text.suggests, locale=locale),
        sources=text.sources,
        svg=insights.chart_svg(drawn.spec, alt=said(text.alt)) if drawn else None,
        rows=tuple((_day(a), _cell(b)) for a, b in drawn.rows if isinstance(a, date))
        if drawn
        else (),
    )


def steps(ids: Iterable[str], *, locale: str) -> tuple[Step, ...]:
    """Next steps by id, with their addresses."""
    known = load_next_steps(locale)
    return tuple(
        Step(one.id, one.what, one.why, _address(one.page)) for one in map(known.__getitem__, ids)
    )


def ahead(found: Mapping[str, Forecast], *, today: date) -> list[Ahead]:
    """The coming days in words: mood and anxiety, or that it cannot be told and why."""
    names = {"mood": _("Mood"), "anxiety": _("Anxiety")}
    return [_ahead(names[name], one, today) for name, one in found.items()]


def _ahead(name: str, one: Forecast, today: date) -> Ahead:
    if not one.told:
        why = (
            _(
                "I can't tell yet: after about %(n)d days of numbers I can see whether I would be "
                "right."
            )
            % {"n": 30}
            if one.why == "too_few"
            else _(
                "I can't tell. On your last %(n)d days I would have been no better than saying "
                "“like this week”."
            )
            % {"n": one.judged}
        )
        return Ahead(name, False, why, ())
    sentence = _(
        "On your last %(n)d days this was off by %(ours)d points on average; “like this week” was "
        "off by %(week)d, “like today” by %(last)d."
    ) % {
        "n": one.judged, "ours": round(one.miss), "week": round(one.week),
        "last": round(one.last_value),
    }  # fmt: skip
    rows = tuple(
        (
            date_format(today + timedelta(days=day.days), "l"),
            str(round(day.middle)),
            _("%(low)d to %(high)d") % {"low": round(day.low), "high": round(day.high)},
        )
        for day in one.ahead
    )
    return Ahead(name, True, sentence, rows)


def _figures(text: WarningText) -> str:
    one = text.figures
    return _(
        "Tried on simulated people: %(false)s false alarms in a steady year, %(flagged)d of 100 "
        "slides of its kind noticed, half of them %(lead)d days or more before the deepest day."
    ) % {
        "false": number_format(one.false_alarms, 1), "flagged": one.flagged,
        "lead": one.lead_days,
    }  # fmt: skip


def _address(page: str) -> str | None:
    if not page:
        return None
    try:
        return reverse(page)
    except NoReverseMatch:
        return None


def _spoken(values: Mapping[str, str | int | float]) -> dict[str, str | int | float]:
    """Minutes as hours and minutes; everything else as it is."""
    return {
        name: _as_hours(float(value)) if MINUTES in name else value
        for name, value in values.items()
    }


def _as_hours(minutes: float) -> str:
    hours, rest = divmod(round(minutes / 5) * 5, 60)
    return _("%(h)d h %(m)02d") % {"h": hours, "m": rest} if rest else _("%(h)d h") % {"h": hours}


def _hours(days: DayTable) -> DayTable:
    """Sleep in hours: what people read on a scale."""
    columns = {
        name: tuple(value / 60 for value in values) if name.endswith(MINUTES) else values
        for name, values in days.columns.items()
    }
    return DayTable(days.dates, columns)


def _number(value: float) -> str:
    return str(number_format(round(value)))


def _cell(value: object) -> str:
    return "–" if value is None else str(number_format(round(float(str(value)), 1), decimal_pos=1))


def _day(day: date) -> str:
    return str(date_format(day, "MONTH_DAY_FORMAT"))


def all_detectors(locale: str) -> list[tuple[str, str]]:
    """Every detector by title, with what it was found to do: also before it is switched on."""
    return [
        (next(iter(text.title.values())), _figures(text)) for text in load_texts(locale).values()
    ]


def levels(locale: str) -> list[Level]:
    """Every level of help with its rules, the gentlest first."""
    return list(load_levels(locale).values())
