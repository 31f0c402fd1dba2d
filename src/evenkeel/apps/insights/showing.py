"""Findings as the pages show them: sentences, pictures, tables.

Here: putting findings into the words of their content files. Not here: what is found
(`core.insights`), opening records (`gathering`), drawing (`charts`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from hashlib import blake2s

from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString

from evenkeel.apps.insights import charts
from evenkeel.apps.insights.gathering import Look
from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_file
from evenkeel.core.insights import (
    Insight,
    InsightText,
    Metric,
    MetricKind,
    View,
    insights,
    tell,
)
from evenkeel.core.insights.insight import Cell
from evenkeel.core.insights.searched import is_scale
from evenkeel.core.vocabulary import Finding

ONE_DECIMAL_UNDER = 10.0
"""Numbers below this are told with one decimal, others whole."""
NAMES = ("label", "factor")
"""Values that are names of ours: small inside a sentence, as the rest of it is."""
SPOKEN = ("_weekday", "_time", "_word")

Found = tuple[Insight, str, Finding]


class PictureText(Content):
    """The few sentences that are no finding's own: `content/picture/picture.yaml`."""

    sections: Mapping[str, str]
    nothing: Mapping[str, str]
    quiet: str
    further: str
    tries: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Card:
    """One finding with everything behind it."""

    insight: str
    subject: str
    title: str
    sentence: str
    coverage: tuple[int, int]
    limits: str
    svg: SafeString | None
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    how: str = ""
    would_change: str = ""
    sparse: bool = False

    @property
    def missing(self) -> int:
        """Days of the window without a value."""
        return self.coverage[1] - self.coverage[0]


@cache
def picture_words(locale: str = "en") -> PictureText:
    """The words of the picture in a language."""
    name = "picture.yaml"
    overlay = LANGUAGES / locale / "content" / "picture" / name
    return load_file(CONTENT / "picture" / name, PictureText, overlay=overlay)


def findings(seen: Look, *, only: Collection[str] = ()) -> list[Found]:
    """Everything there is to say, in the order of the content; of some insights when named."""
    return list(_found(seen, only or seen.texts))


def _found(seen: Look, wanted: Collection[str]) -> Iterator[Found]:
    every = insights()
    for name in wanted:
        insight = every[name]
        view = view_of(seen, insight)
        for subject in insight.subjects(view):
            finding = insight.find(view, subject)
            if finding is not None:
                yield insight, subject, finding


def view_of(seen: Look, insight: Insight) -> View:
    """The days an insight looks at: all of them, or the page's."""
    return seen.view if insight.all_days else seen.page


def key_of(insight: Insight, subject: str) -> str:
    """A name for an address: the same each time, and without a word of the member's in it."""
    hidden = blake2s(f"{insight.id}\n{subject}".encode(), digest_size=8).hexdigest()
    return f"{insight.id}-{hidden}"


def title_of(seen: Look, one: Found) -> str:
    """The heading of a finding."""
    return _said(seen, one)(seen.texts[one[0].id].title)


def sentence_of(seen: Look, one: Found) -> str:
    """The sentence of a finding."""
    return _said(seen, one)(seen.texts[one[0].id].sentences[one[2].sentence])


def said_of(seen: Look, one: Found, template: str) -> str:
    """A further sentence with the values of a finding."""
    return _said(seen, one)(template)


def card_of(seen: Look, one: Found) -> Card:
    """The finding with its picture and its table."""
    insight, about, finding = one
    text, said = seen.texts[insight.id], _said(seen, one)
    picture = insight.picture(view_of(seen, insight), about, text.words)
    metric = seen.view.metrics.get(about)
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
        how=text.how,
        would_change=text.would_change,
        sparse=insight.sparse,
    )


def _said(seen: Look, one: Found) -> Callable[[str], str]:
    insight, about, finding = one
    values = _spoken(finding.values, seen.texts[insight.id].words)
    metric = seen.view.metrics.get(about.partition("~")[0])
    number = partial(_number, metric=metric)
    small = _small(values, seen)

    def said(template: str) -> str:
        first = {name for name in NAMES if template.startswith("{" + name + "}")}
        chosen = {name: (values if name in first else small)[name] for name in values}
        text = tell(template, chosen, number=number, day=_day)
        return text[:1].upper() + text[1:]

    return said


def _small(values: Mapping[str, str | int | float], seen: Look) -> Mapping[str, str | int | float]:
    """Our own names in small letters, for inside a sentence; the member's as written, in quotes."""
    own = {m.label for name, m in seen.view.metrics.items() if name.startswith("own:")}
    made = dict(values)
    for name in NAMES:
        word = values.get(name)
        if isinstance(word, str) and word in own:
            made[name] = f"“{word}”"
        elif isinstance(word, str) and not (seen.locale == "de" or word[1:2].isupper()):
            made[name] = word[:1].lower() + word[1:]
    return made


def _alt(said: Callable[[str], str], text: InsightText) -> str:
    try:
        return said(text.alt)
    except KeyError:  # a finding of "too few" has fewer values than the picture's description
        return said(text.title)


def _spoken(
    values: Mapping[str, str | int | float], words: Mapping[str, str]
) -> dict[str, str | int | float]:
    """Values whose word depends on the language (weekdays, times) in that language."""
    return {
        name: words.get(value, value) if isinstance(value, str) and name.endswith(SPOKEN) else value
        for name, value in values.items()
    }


def _number(value: float, metric: Metric | None = None) -> str:
    """Whole on scales of 100 and from ten up, one decimal below."""
    whole = value == round(value) or abs(value) >= ONE_DECIMAL_UNDER
    if isinstance(value, int) or whole:
        return str(number_format(round(value), force_grouping=True))
    if is_scale(metric) and abs(value) >= 2:
        return str(number_format(round(value)))
    return str(number_format(round(value, 1), decimal_pos=1))


def _day(day: date) -> str:
    return str(date_format(day, "MONTH_DAY_FORMAT"))


def _cell(cell: Cell, metric: Metric | None) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, date):
        return str(date_format(cell, "DATE_FORMAT"))
    if isinstance(cell, str):
        return cell
    if metric is not None and metric.kind is MetricKind.YES_NO and cell in (0, 1):
        return str(number_format(int(cell)))
    return _number(cell, metric)
