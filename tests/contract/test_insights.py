"""Every insight that is discovered keeps the same promises, whatever data it looks at."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenkeel.core.content.loader import CONTENT
from evenkeel.core.insights import (
    DatedText,
    Entry,
    Insight,
    Metric,
    MetricKind,
    View,
    day_table,
    insights,
    load_texts,
    tell,
)

FIRST = date(2026, 1, 5)
METRICS = {
    "mood": Metric("mood", "Mood", low=0, high=100),
    "own:1": Metric("own:1", "Coffee {n}", MetricKind.NUMBER, unit="cups", total=True),
    "own:2": Metric("own:2", "Outside", MetricKind.YES_NO),
}
TEXTS = load_texts()
SLOT = re.compile(r"\{(\w+)\}")

every = pytest.mark.parametrize("insight", insights().values(), ids=insights().keys())


def make_view(entries: list[Entry], texts: list[DatedText], days: int) -> View:
    table = day_table(entries, metrics=METRICS, first=FIRST, last=FIRST + timedelta(days=days - 1))
    return View(days=table, entries=tuple(entries), texts=tuple(texts), metrics=METRICS)


def full_view(days: int = 60) -> View:
    entries = []
    for n in range(days):
        if n % 7 == 5 or 20 <= n < 24:
            continue
        at = datetime(2026, 1, 5, 9 + n % 12, tzinfo=UTC) + timedelta(days=n)
        numbers = {"mood": 50 + 30 * math.sin(n / 6), "own:1": n % 4, "own:2": n % 2}
        entries.append(Entry(at, numbers))
        entries.append(Entry(at + timedelta(hours=3), {"mood": 40.0 + n % 9}))
    texts = [
        DatedText(FIRST + timedelta(days=n), "slept badly, the river helped") for n in range(9)
    ]
    return make_view(entries, texts, days)


@every
def test_it_has_its_words(insight: Insight) -> None:
    text = TEXTS[insight.id]
    assert text.sentences
    assert text.limits
    assert text.table


def test_no_words_without_an_insight() -> None:
    assert set(TEXTS) == set(insights())
    assert {path.stem for path in (CONTENT / "insights").glob("*.yaml")} == set(insights())


@every
def test_nothing_to_look_at_is_not_an_error(insight: Insight) -> None:
    for days in (0, 1, 30):
        view = make_view([], [], days)
        for subject in insight.subjects(view):
            finding = insight.find(view, subject)
            assert finding is None or finding.n == 0
            insight.picture(view, subject, TEXTS[insight.id].words)


@every
def test_every_sentence_has_its_values_and_every_row_its_headings(insight: Insight) -> None:
    text = TEXTS[insight.id]
    for days in (3, 10, 60, 200):
        view = full_view(days)
        for subject in insight.subjects(view):
            finding = insight.find(view, subject)
            if finding is None:
                continue
            for template in (text.title, text.sentences[finding.sentence]):
                said = tell(template, finding.values, number=str, day=date.isoformat)
                assert said
                assert "nan" not in said
            picture = insight.picture(view, subject, text.words)
            if picture is not None:
                assert all(len(row) == len(text.table) for row in picture.rows)


@every
def test_it_says_how_many_days_and_how_many_are_missing(insight: Insight) -> None:
    view = full_view()
    for subject in insight.subjects(view):
        finding = insight.find(view, subject)
        assert finding is not None
        assert finding.insight == insight.id
        assert len(finding.days) + finding.missing_days == len(view.days.dates)
        assert set(finding.days) <= set(view.days.dates)
        if finding.interval is not None:
            assert finding.effect is not None
            assert finding.interval[0] <= finding.effect <= finding.interval[1]


@every
def test_the_picture_is_plain_data_without_style_or_address(insight: Insight) -> None:
    view = full_view()
    for subject in insight.subjects(view):
        picture = insight.picture(view, subject, TEXTS[insight.id].words)
        assert picture is not None
        text = json.dumps(picture.spec, allow_nan=False)
        assert "url" not in picture.spec["data"]
        assert text.count("http") == 1  # the schema's name
        assert "NaN" not in text


@every
def test_the_same_data_give_the_same_answer(insight: Insight) -> None:
    view = full_view()
    for subject in insight.subjects(view):
        assert insight.find(view, subject) == insight.find(view, subject)


@every
def test_its_slots_are_known(insight: Insight) -> None:
    """A slot nobody fills would break a page: each is filled by at least one finding's values."""
    text = TEXTS[insight.id]
    source = (Path(__file__).parents[2] / f"src/evenkeel/core/insights/{insight.id}.py").read_text()
    for template in (text.title, *text.sentences.values(), text.alt):
        for name in SLOT.findall(template):
            assert f'"{name}"' in source, f"{insight.id}: nothing fills {{{name}}}"


numbers = st.dictionaries(
    st.sampled_from(sorted(METRICS)), st.floats(-1e6, 1e6, allow_nan=False), max_size=3
)
moments = st.datetimes(datetime(2025, 12, 30), datetime(2026, 3, 1), timezones=st.just(UTC))


@every
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    entries=st.lists(st.builds(Entry, at=moments, numbers=numbers), max_size=40),
    words=st.lists(st.text(max_size=40), max_size=6),
    days=st.integers(0, 50),
)
def test_any_data_are_answered(
    insight: Insight, entries: list[Entry], words: list[str], days: int
) -> None:
    view = make_view(entries, [DatedText(FIRST, word) for word in words], days)
    text = TEXTS[insight.id]
    for subject in insight.subjects(view):
        finding = insight.find(view, subject)
        if finding is not None:
            tell(text.sentences[finding.sentence], finding.values, number=str, day=str)
        picture = insight.picture(view, subject, text.words)
        if picture is not None:
            json.dumps(picture.spec, allow_nan=False)
