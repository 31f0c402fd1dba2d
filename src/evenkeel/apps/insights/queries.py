"""Findings and pictures, made for one response and kept nowhere.

Here: opening what insights look at, running them, putting them into words. Not here: what they
find (`core.insights`), drawing (`charts`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.insights import charts
from evenkeel.apps.journal import queries as journal
from evenkeel.core.content.loader import LANGUAGES
from evenkeel.core.insights import (
    DatedText,
    Insight,
    InsightText,
    Metric,
    MetricKind,
    View,
    day_table,
    insights,
    load_texts,
    tell,
)
from evenkeel.core.insights.insight import Cell
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import Finding

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = ["Card", "Look", "cards", "chart_svg", "findings", "look"]

MOST_DRAWN = 4
"""Metrics drawn on the overview; every other one has a page of its own, one tap away."""

MOST_ROWS = 100
"""Rows of a table on the overview; a longer one is on the metric's own page."""

ONE_DECIMAL_UNDER = 10.0
"""Numbers below this are told with one decimal, others whole."""


@dataclass(frozen=True, slots=True)
class Look:
    """One member's window, opened, with the words to tell it in."""

    view: View
    texts: Mapping[str, InsightText]


@dataclass(frozen=True, slots=True)
class Card:
    """One finding as a page shows it."""

    insight: str
    subject: str
    title: str
    sentence: str
    coverage: tuple[int, int]
    limits: str
    svg: SafeString | None
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    rows_elsewhere: bool = False

    @property
    def missing(self) -> int:
        """Days of the window without a value."""
        return self.coverage[1] - self.coverage[0]


chart_svg = charts.svg


@cache
def _texts(locale: str) -> Mapping[str, InsightText]:
    return load_texts(overlay=LANGUAGES / locale / "content" / "insights")


def look(
    member: Member, keyring: Keyring, *, zone: checkins.Zone, now: datetime, days: int
) -> Look:
    """Open the last `days` days of one member: check-ins, journal and notes, and nothing older.

    The window begins with the first thing they ever wrote: days before that are not missing.
    """
    last = zone.today(now)
    first = max(last - timedelta(days=days - 1), _begun(member, zone) or last)
    since = checkins.day_start(first, zone)
    entries = checkins.entries(member, keyring, since=since)
    metrics = checkins.metrics(member, keyring, locale=member.locale)
    words = (
        *journal.texts(member, keyring, since=since, zone=zone),
        *checkins.notes(member, keyring, since=since, zone=zone),
    )
    texts = _texts(member.locale)
    view = View(
        days=day_table(entries, metrics=_used(metrics, entries), first=first, last=last),
        entries=entries,
        texts=tuple(DatedText(on=on, text=text) for on, text in words),
        metrics=metrics,
        stop_words=frozenset(texts["words_used"].stop_words.split()),
    )
    return Look(view=view, texts=texts)


def _begun(member: Member, zone: checkins.Zone) -> date | None:
    days = (checkins.first_day(member, zone=zone), journal.first_day(member, zone=zone))
    return min((day for day in days if day is not None), default=None)


def _used(metrics: Mapping[str, Metric], entries: Iterable[Any]) -> dict[str, Metric]:
    """Only metrics with an answer get a column: of 400, most windows use a few."""
    used = {name for entry in entries for name in entry.numbers}
    return {name: metric for name, metric in metrics.items() if name in used}


def findings(seen: Look) -> list[tuple[Insight, str, Finding]]:
    """Everything there is to say about the window, in the order of the page."""
    found = []
    every = insights()
    for name in seen.texts:
        for subject in every[name].subjects(seen.view):
            finding = every[name].find(seen.view, subject)
            if finding is not None:
                found.append((every[name], subject, finding))
    return found


def cards(seen: Look, *, subject: str | None = None) -> tuple[list[Card], list[Card]]:
    """(drawn, told): cards with a picture, and cards of further metrics with a sentence only.

    With `subject`, only what is about that metric, all of it drawn.
    """
    drawn: list[Card] = []
    told: list[Card] = []
    of_metrics = 0
    for insight, about, finding in findings(seen):
        if subject is not None and about != subject:
            continue
        of_metrics += insight.id == "over_days"
        rest = subject is None and insight.id == "over_days" and of_metrics > MOST_DRAWN
        card = _card(seen, insight, about, finding, draw=not rest)
        if subject is None and len(card.rows) > MOST_ROWS:
            card = replace(card, rows=(), rows_elsewhere=True)
        (told if rest else drawn).append(card)
    return drawn, told


def _card(seen: Look, insight: Insight, about: str, finding: Finding, *, draw: bool) -> Card:
    text = seen.texts[insight.id]
    values = _spoken(finding.values, text.words)
    metric = seen.view.metrics.get(about)
    number = partial(_number, metric=metric)

    def said(template: str) -> str:
        return tell(template, values, number=number, day=_day)

    picture = insight.picture(seen.view, about, text.words) if draw else None
    return Card(
        insight=insight.id,
        subject=about,
        title=said(text.title),
        sentence=said(text.sentences[finding.sentence]),
        coverage=(len(finding.days), len(finding.days) + finding.missing_days),
        limits=text.limits,
        svg=charts.svg(picture.spec, alt=_alt(said, text)) if picture else None,
        headings=text.table,
        rows=tuple(tuple(_cell(c, metric) for c in row) for row in picture.rows) if picture else (),
    )


def _alt(said: Callable[[str], str], text: InsightText) -> str:
    try:
        return said(text.alt)
    except KeyError:  # a finding of "too few" has fewer values than the picture's description
        return said(text.title)


def _spoken(
    values: Mapping[str, str | int | float], words: Mapping[str, str]
) -> dict[str, str | int | float]:
    """Values whose word depends on the language (weekdays, times) in that language."""
    spoken = ("_weekday", "_time", "_word")
    return {
        name: words.get(value, value) if isinstance(value, str) and name.endswith(spoken) else value
        for name, value in values.items()
    }


def _number(value: float, metric: Metric | None = None) -> str:
    """Whole on scales of 100 and from ten up, one decimal below."""
    if metric is not None and metric.kind is MetricKind.SCALE:
        return str(number_format(round(value)))
    if isinstance(value, int) or value == round(value) or abs(value) >= ONE_DECIMAL_UNDER:
        return str(number_format(round(value)))
    return str(number_format(round(value, 1), decimal_pos=1))


def _day(day: date) -> str:
    return str(date_format(day, "j F"))


def _cell(cell: Cell, metric: Metric | None) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, date):
        return str(date_format(cell, "j F Y"))
    if isinstance(cell, str):
        return cell
    if metric is not None and metric.kind is MetricKind.YES_NO and cell in (0, 1):
        return str(number_format(int(cell)))
    return _number(cell, metric)
