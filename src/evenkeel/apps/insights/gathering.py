"""Opens what insights look at: check-ins, writing, the body, exercises, laid side by side on days.

Here: from locked rows to a `View`, in memory, for one response. Not here: what is found
(`core.insights`), sentences (`showing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.companion import queries as companion
from evenkeel.apps.insights import columns
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
TALK_DAYS = 180
MOST_TALKS = 40


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
    measured = columns.measured(member, keyring, first, last)
    around, around_metrics = columns.around(
        table.dates,
        columns.taps(member, keyring, moments, table.dates),
        columns.done(runs, titles, table.dates),
        measured,
        columns.sides(
            member.locale, moments, table.dates, {metric.group for metric, _ in measured.values()}
        ),
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
