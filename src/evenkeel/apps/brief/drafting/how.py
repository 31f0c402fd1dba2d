"""How these weeks were: what was given on scales, and sleep, with missing days counted.

Here: averages and weeks in sentences. Not here: what goes with what (`went_with`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from math import isnan

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenkeel.apps.body import queries as body
from evenkeel.apps.brief.drafting.asked import Asked, apart, hours, source_of, tenth, whole
from evenkeel.apps.checkins import queries as checkins
from evenkeel.core.brief import Line, Record, Source, Stretch, by_week, mark_of, stretch
from evenkeel.core.insights import Entry, Metric, MetricKind, day_table

NIGHTS = ("sleep_minutes", "diary_sleep_minutes")
"""Sleep as measured, and as written in a diary: the same nights told twice if there are both."""
MOST_OWN = 4
FEWEST_OWN = 3
"""Days on which a metric of the member's own was given before it is told."""


def lines(asked: Asked) -> tuple[Line, ...]:
    """One line for each scale that was given, for sleep, and for a few metrics of their own."""
    moments = [
        one
        for one in checkins.recent(asked.member, asked.keyring, asked.since)
        if asked.holds(one.at)
    ]
    metrics = checkins.metrics(asked.member, asked.keyring, locale=asked.locale)
    return (*_given(asked, moments, metrics), *_nights(asked))


def _given(
    asked: Asked, moments: list[checkins.Moment], metrics: Mapping[str, Metric]
) -> list[Line]:
    entries = [Entry(asked.zone.local(one.at), one.payload.numbers) for one in moments]
    used = {name: one for name, one in metrics.items() if _is_told(name, one, moments)}
    table = day_table(
        entries, metrics=used, first=asked.payload.first, last=asked.payload.last
    )  # fmt: skip
    made, own = [], 0
    for name, metric in used.items():
        column = zip(table.dates, table.columns[name], strict=True)
        values = {day: value for day, value in column if not isnan(value)}
        mine = name.startswith(checkins.OWN)
        if not values or (mine and (len(values) < FEWEST_OWN or own >= MOST_OWN)):
            continue
        own += mine
        said = _said_as(metric)
        label = apart(f"“{metric.label}”") if mine else metric.label
        text = _sentence(asked, label, values, said)
        made.append(Line(name.replace(":", "-"), text, _sources(asked, name, moments, said)))
    return made


def _said_as(metric: Metric) -> Callable[[float], str]:
    number = whole if metric.kind is MetricKind.SCALE else tenth
    unit = f" {metric.unit}" if metric.unit else ""
    return lambda value: apart(number(value) + unit) if unit else number(value)


def _is_told(name: str, metric: Metric, moments: list[checkins.Moment]) -> bool:
    if metric.kind is MetricKind.YES_NO:
        return False
    return any(name in one.payload.numbers for one in moments)


def _sources(
    asked: Asked, name: str, moments: list[checkins.Moment], said: Callable[[float], str]
) -> tuple[Source, ...]:
    held = [
        (
            asked.zone.local(one.at).date(),
            Record(
                "check_in", str(one.id),
                _("%(when)s: %(value)s")
                % {"when": one.local_text, "value": said(one.payload.numbers[name])},
                mark_of(one.revision, one.payload.numbers[name]),
            ),
        )
        for one in reversed(moments)
        if name in one.payload.numbers
    ]  # fmt: skip
    return source_of(held, _check_ins)


def _check_ins(n: int) -> str:
    return ngettext("%(n)d check-in", "%(n)d check-ins", n) % {"n": n}


def _nights_counted(n: int) -> str:
    return ngettext("%(n)d night", "%(n)d nights", n) % {"n": n}


def _nights(asked: Asked) -> list[Line]:
    table = body.day_table(
        asked.member, asked.keyring, asked.payload.first, asked.payload.last, columns=set(NIGHTS)
    )
    made = []
    for name in NIGHTS:
        column = table.columns.get(name, ())
        values = {d: v for d, v in zip(table.dates, column, strict=False) if not isnan(v)}
        if not values:
            continue
        label = body.words.column_name(name)
        record = Record("signal", name, str(label), mark_of(sorted(values.items())))
        held = [(day, record) for day in values]
        said = source_of(held, _nights_counted)[0].said
        text = _sentence(asked, str(label), values, hours)
        made.append(Line(name, text, (Source(said, (record,)),)))
    return made


def _sentence(
    asked: Asked, label: str, values: Mapping[date, float], said: Callable[[float], str]
) -> str:
    whole_time = stretch(values, first=asked.payload.first, last=asked.payload.last)
    text = _(
        "%(label)s: %(mean)s on average; lowest day %(low)s, highest day %(high)s. %(given)s of "
        "%(days)s days given, %(missing)s missing."
    ) % {
        "label": label, "mean": said(whole_time.mean), "low": said(whole_time.low),
        "high": said(whole_time.high), "given": whole_time.given, "days": whole_time.days,
        "missing": whole_time.missing,
    }  # fmt: skip
    blocks = by_week(values, first=asked.payload.first, last=asked.payload.last)
    if len(blocks) < 2:
        return text
    each = ", ".join(_block(one, said) for one in blocks)
    weeks = (blocks[-1].days + 6) // 7
    return text + " " + ngettext(
        "Week by week, the latest last (days given): %(each)s.",
        "In blocks of %(weeks)d weeks, the latest last (days given): %(each)s.",
        weeks,
    ) % {"each": each, "weeks": weeks}  # fmt: skip


def _block(one: Stretch, said: Callable[[float], str]) -> str:
    return apart(f"{said(one.mean)} ({one.given})" if one.given else "– (0)")
