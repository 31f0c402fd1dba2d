"""Opens what insights look at: check-ins, writing, the body, exercises, laid side by side on days.

Here: from locked rows to a `View`, in memory, for one response. Not here: what is found
(`core.insights`), sentences (`showing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from math import isnan, nan
from typing import TYPE_CHECKING

from evenkeel.apps.body import queries as body
from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.companion import queries as companion
from evenkeel.apps.journal import queries as journal
from evenkeel.apps.nudges import queries as nudges
from evenkeel.apps.programs import queries as programs
from evenkeel.core.content.loader import LANGUAGES
from evenkeel.core.insights import (
    DatedText,
    Effort,
    Entry,
    Event,
    InsightText,
    Metric,
    MetricKind,
    View,
    day_table,
    load_texts,
)
from evenkeel.core.insights.published import expected_points
from evenkeel.core.insights.writing_words import writing_words
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import DayTable

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

MOST_DAYS = 1096
"""Three years: what was longer ago says little about now."""
FEWEST_DAYS = 28
"""Days with a value before something counts as a factor."""
FEWEST_TAPS = 10
"""Days on which a trigger or an activity was tapped before it counts."""
TALK_DAYS = 180
MOST_TALKS = 40
IN_HOURS = 60.0
"""Signals told in minutes are told in hours where a usual day has more than this."""
GROUPS = {
    "sleep_minutes": "sleep",
    "steps": "movement",
    "hrv_rmssd": "heart",
    "rmssd_from_beats": "heart",
    "resting_heart_rate": "heart",
    "people_met": "people",
    "contacts": "people",
}
"""The main measure of a side of life, for the picture of the whole person."""
NO_FACTORS = frozenset(
    {
        *("mood", "valence", "anxiety", "irritability", "energy_level", "stress_score"),
        *("bmi", "height", "lean_mass", "body_fat", "basal_energy", "total_energy", "ecg"),
        *("heart_rate", "heart_rate_beats", "rr_interval", "moving", "sleep_stage", "hrv_sdnn"),
        *("sleep_score", "recovery_score", "activity_score", "strain_score", "energy_reserve"),
        *("sleep_minutes_light", "sleep_need", "distance_total", "floors_climbed_metres"),
        *("intradaily_variability", "interdaily_stability", "relative_amplitude"),
        *("l5_start_hour", "m10_start_hour", "movement_counts", "intensity", "stand_minutes"),
    }
)
"""How somebody is (an outcome), scores made of other columns, and further names for one thing: each
more column that is tried makes a true link harder to see."""


@dataclass(frozen=True, slots=True)
class Look:
    """One member's days, opened, with the words to tell them in. `page` is the page's window."""

    view: View
    page: View
    texts: Mapping[str, InsightText]
    locale: str = "en"


@cache
def texts_of(locale: str) -> Mapping[str, InsightText]:
    """The words of every insight in a language."""
    return load_texts(overlay=LANGUAGES / locale / "content" / "insights")


def look(
    member: Member, keyring: Keyring, *, zone: checkins.Zone, now: datetime, days: int
) -> Look:
    """Open one member's days, up to three years; `days` is the window of the page.

    Both begin with the first thing they ever wrote: days before that are not missing.
    """
    view = gather(member, keyring, zone=zone, now=now)
    last = view.days.dates[-1]
    page = window(view, max(last - timedelta(days=days - 1), view.days.dates[0]), last)
    return Look(view=view, page=page, texts=texts_of(member.locale), locale=member.locale)


def gather(member: Member, keyring: Keyring, *, zone: checkins.Zone, now: datetime) -> View:
    """Everything insights may look at, from the member's first day on."""
    last = zone.today(now)
    first = max(last - timedelta(days=MOST_DAYS - 1), _begun(member, zone) or last)
    since = checkins.day_start(first, zone)
    moments = checkins.recent(member, keyring, since)[::-1]
    entries = tuple(Entry(moment.at, moment.payload.numbers) for moment in moments)
    metrics = {
        name: replace(metric, chosen=metric.kind is MetricKind.YES_NO)
        for name, metric in checkins.metrics(member, keyring, locale=member.locale).items()
    }
    table = day_table(entries, metrics=_used(metrics, entries), first=first, last=last)
    runs = programs.runs(member, keyring, since)[::-1]
    titles = {id: one.title for id, one in programs.exercises(member.locale).items()}
    around, around_metrics = _around(
        table.dates,
        _taps(member, keyring, moments, table.dates),
        _done(runs, titles, table.dates),
        _body(member, keyring, first, last),
    )
    words = writing_words(member.locale)
    return View(
        days=table,
        entries=entries,
        texts=_writing(member, keyring, since=since, zone=zone, now=now),
        metrics=metrics,
        stop_words=frozenset(words.stop_words.casefold().split()) if words else frozenset(),
        around=around,
        around_metrics=around_metrics,
        efforts=tuple(_effort(run, titles) for run in runs),
        events=_events(member, keyring, zone=zone, since=since, now=now),
        lists=words.lists if words else {},
        expected=expected_points(),
        elided=frozenset(words.elided.split()) if words else frozenset(),
    )


def window(view: View, first: date, last: date) -> View:
    """The part of a view from `first` to `last`, both included."""
    begin = (first - view.days.dates[0]).days
    span = slice(begin, (last - view.days.dates[0]).days + 1)
    entries = tuple(one for one in view.entries if first <= one.at.date() <= last)
    given = {name for one in entries for name in one.numbers}
    cut = {name: values[span] for name, values in view.days.columns.items() if name in given}
    around = {name: values[span] for name, values in view.around.items()}
    return replace(
        view,
        days=DayTable(view.days.dates[span], cut),
        entries=entries,
        texts=tuple(text for text in view.texts if first <= text.on <= last),
        around=around,
        efforts=tuple(one for one in view.efforts if first <= one.at.date() <= last),
        events=tuple(one for one in view.events if first <= one.begins.date() <= last),
        memo={},
    )


def _begun(member: Member, zone: checkins.Zone) -> date | None:
    days = (checkins.first_day(member, zone=zone), journal.first_day(member, zone=zone))
    return min((day for day in days if day is not None), default=None)


def _used(metrics: Mapping[str, Metric], entries: Iterable[Entry]) -> dict[str, Metric]:
    """Only metrics with an answer get a column: of 400, most windows use a few."""
    used = {name for entry in entries for name in entry.numbers}
    return {name: metric for name, metric in metrics.items() if name in used}


Columns = dict[str, tuple[Metric, tuple[float, ...]]]


def _around(
    dates: Sequence[date], *parts: Columns
) -> tuple[dict[str, tuple[float, ...]], dict[str, Metric]]:
    columns, metrics = {}, {}
    for part in parts:
        for name, (metric, values) in part.items():
            if len(values) == len(dates):
                columns[name], metrics[name] = values, metric
    return columns, metrics


def _taps(
    member: Member, keyring: Keyring, moments: Sequence[checkins.Moment], dates: Sequence[date]
) -> Columns:
    """Triggers and activities: 1 on days they were tapped, 0 on others with a check-in."""
    asked: set[date] = set()
    tapped: dict[str, set[date]] = {}
    kinds: dict[str, str] = {}
    for moment in moments:
        day = moment.at.date()
        asked.add(day)
        for kind, words in (
            ("triggers", moment.payload.triggers),
            ("activities", moment.payload.activities),
        ):
            for word in words:
                tapped.setdefault(word, set()).add(day)
                kinds[word] = kind
    often = {word: days for word, days in tapped.items() if len(days) >= FEWEST_TAPS}
    if not often:
        return {}
    own = {
        f"{checkins.OWN}{row.pk}": payload.name
        for row, payload in checkins.own_words(member, keyring, archived=True)
    }
    offered = checkins.catalogue(member.locale)
    made: Columns = {}
    for word, days in often.items():
        label = checkins.labels((word,), kinds[word], offered, own)
        if label:
            chosen = kinds[word] == "activities"
            metric = Metric(f"tap:{word}", label[0], MetricKind.YES_NO, chosen=chosen)
            made[metric.name] = (metric, _yes(dates, days, asked))
    return made


def _done(
    runs: Sequence[programs.Run], titles: Mapping[str, str], dates: Sequence[date]
) -> Columns:
    """Exercises: 1 on days one was done, 0 on others since the first."""
    days: dict[str, set[date]] = {}
    for run in runs:
        days.setdefault(run.payload.exercise, set()).add(run.at.date())
    made: Columns = {}
    for what, on in days.items():
        if len(on) >= FEWEST_TAPS and what in titles:
            metric = Metric(f"did:{what}", titles[what], MetricKind.YES_NO, later=True, chosen=True)
            since = min(on)
            made[metric.name] = (metric, _yes(dates, on, {d for d in dates if d >= since}))
    return made


def _yes(dates: Sequence[date], on: set[date], asked: set[date]) -> tuple[float, ...]:
    return tuple(1.0 if day in on else 0.0 if day in asked else nan for day in dates)


def _body(member: Member, keyring: Keyring, first: date, last: date) -> Columns:
    """What watches, rings and files tell, in units a person would say."""
    table = body.day_table(member, keyring, first, last)
    made: Columns = {}
    for name, values in table.columns.items():
        held = [value for value in values if not isnan(value)]
        if name in NO_FACTORS or len(held) < FEWEST_DAYS:
            continue
        unit = body.words.column_unit(name)
        if unit == "min" and sum(held) / len(held) > IN_HOURS:
            values, unit = tuple(value / 60 for value in values), "h"  # noqa: PLW2901
        said = "" if unit.startswith("{") or unit == "1" else str(body.words.UNITS.get(unit, unit))
        metric = Metric(
            name, body.words.column_name(name), MetricKind.NUMBER, unit=said,
            group=GROUPS.get(name, ""),
        )  # fmt: skip
        made[name] = (metric, values)
    return made


def _effort(run: programs.Run, titles: Mapping[str, str]) -> Effort:
    about = run.payload
    return Effort(
        what=about.exercise,
        label=titles.get(about.exercise, about.exercise),
        at=run.at,
        before=about.before,
        after=about.after,
        feeling=about.feeling,
    )


def _events(
    member: Member, keyring: Keyring, *, zone: checkins.Zone, since: datetime, now: datetime
) -> tuple[Event, ...]:
    """Busy times that are over, from the calendars the member gave, on the member's clock."""
    return tuple(
        Event(zone.local(one.begins), zone.local(one.ends), one.word)
        for one in nudges.busy_until(member, keyring, now=now)
        if one.begins >= since
    )


def _writing(
    member: Member, keyring: Keyring, *, since: datetime, zone: checkins.Zone, now: datetime
) -> tuple[DatedText, ...]:
    """Journal, notes, and what the member said in talks of the last half year, oldest first."""
    found: list[tuple[date, str]] = [
        *journal.texts(member, keyring, since=since, zone=zone),
        *checkins.notes(member, keyring, since=since, zone=zone),
        *_said(member, keyring, zone, now),
    ]
    return tuple(DatedText(on=on, text=text) for on, text in sorted(found, key=lambda one: one[0]))


def _said(
    member: Member, keyring: Keyring, zone: checkins.Zone, now: datetime
) -> list[tuple[date, str]]:
    """What the member said in each talk, as one piece a talk."""
    pieces = []
    for talk in companion.earlier(member, limit=MOST_TALKS):
        if now - talk.at > timedelta(days=TALK_DAYS):
            break
        said = [one.text for _, one in companion.messages_of(talk, keyring) if one.by_member]
        if said:
            pieces.append((zone.local(talk.at).date(), "\n".join(said)))
    return pieces


__all__ = ["Look", "gather", "look", "texts_of", "window"]
