"""What each insight says at its edges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from evenkeel.core.insights import (
    DatedText,
    Entry,
    Metric,
    MetricKind,
    View,
    best_and_worst,
    day_table,
    missing,
    over_days,
    week_map,
    words_used,
)

MONDAY = date(2026, 3, 2)
MOOD = {"mood": Metric("mood", "Mood", low=0, high=100)}


def view_of(
    moods: list[float | None], *, metrics: dict[str, Metric] = MOOD, hour: int = 10
) -> View:
    name = next(iter(metrics))
    noon = datetime(2026, 3, 2, hour, tzinfo=UTC)
    entries = tuple(
        Entry(noon + timedelta(days=n), {name: value})
        for n, value in enumerate(moods)
        if value is not None
    )
    last = MONDAY + timedelta(days=len(moods) - 1)
    return View(
        days=day_table(entries, metrics=metrics, first=MONDAY, last=last),
        entries=entries,
        metrics=metrics,
    )


@pytest.mark.parametrize(("days", "sentence"), [(4, "too_few"), (5, "usual")])
def test_over_days_speaks_from_five_days_on(days: int, sentence: str) -> None:
    finding = over_days.find(view_of([50.0 + n % 2 for n in range(days)]), "mood")
    assert finding is not None
    assert finding.sentence == sentence


def test_over_days_admits_when_it_cannot_say() -> None:
    finding = over_days.find(view_of([5, 95, 10, 90, 5, 95]), "mood")
    assert finding is not None
    assert finding.sentence == "wide"


def test_over_days_without_any_value() -> None:
    assert over_days.find(view_of([None, None]), "mood") is None


def test_yes_or_no_is_counted() -> None:
    metrics = {"out": Metric("out", "Out", MetricKind.YES_NO)}
    finding = over_days.find(view_of([1, 0, 1, 1, None, 0], metrics=metrics), "out")
    assert finding is not None
    assert (finding.sentence, finding.values["yes"], finding.n) == ("yes_no", 3, 5)
    assert finding.effect == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("hour", "time"), [(0, 0), (5, 0), (6, 1), (11, 1), (12, 2), (17, 2), (18, 3), (23, 3)]
)
def test_times_of_day(hour: int, time: int) -> None:
    at = datetime(2026, 3, 3, hour, 59, tzinfo=UTC)
    assert week_map.place_of(Entry(at, {})) == (1, time)


def test_week_map_names_the_low_evening() -> None:
    moods: list[float | None] = [20 if n % 7 == 1 else 60 + n % 3 for n in range(21)]
    finding = week_map.find(view_of(moods, hour=20), "mood")
    assert finding is not None
    assert finding.sentence == "low_and_high"
    assert (finding.values["low_weekday"], finding.values["low_time"]) == ("tuesday", "evening")
    assert finding.values["low_n"] == 3


def test_week_map_keeps_quiet_about_two_entries() -> None:
    finding = week_map.find(view_of([50.0] * 14), "mood")
    assert finding is not None
    assert finding.sentence == "too_few"
    picture = week_map.picture(view_of([50.0] * 14), "mood", _week_words())
    assert picture is not None
    assert all(row[2] is None for row in picture.rows)


def _week_words() -> dict[str, str]:
    words = {day: day for day in week_map.WEEKDAYS} | {time: time for time in week_map.TIMES}
    return words | {f"{day}_short": day[:3] for day in week_map.WEEKDAYS}


def test_best_and_worst_finds_the_planted_weeks() -> None:
    moods: list[float | None] = [50.0] * 42
    moods[7:14] = [20.0] * 7
    moods[28:35] = [80.0] * 7
    finding = best_and_worst.find(view_of(moods), "mood")
    assert finding is not None
    assert finding.sentence == "two_ends"
    assert finding.values["hard_first_day"] == "2026-03-09"
    assert finding.values["best_first_day"] == "2026-03-30"
    assert finding.effect == pytest.approx(60)


@pytest.mark.parametrize(("distance", "sentence"), [(7.9, "alike"), (8.0, "two_ends")])
def test_weeks_are_alike_under_eight_points(distance: float, sentence: str) -> None:
    finding = best_and_worst.find(view_of([50.0] * 7 + [50.0 + distance] * 7), "mood")
    assert finding is not None
    assert finding.sentence == sentence


@pytest.mark.parametrize(("days", "sentence"), [(13, "too_few"), (14, "alike")])
def test_two_weeks_are_needed(days: int, sentence: str) -> None:
    finding = best_and_worst.find(view_of([50.0] * days), "mood")
    assert finding is not None
    assert finding.sentence == sentence


def test_a_stretch_needs_four_days() -> None:
    week: list[float | None] = [50, None, 50, None, 50, None, None]
    assert best_and_worst.stretches(view_of(week)) == ()
    week[1] = 50
    assert len(best_and_worst.stretches(view_of(week))) == 1


def test_words_are_counted_once_a_text_and_stop_words_never() -> None:
    texts = tuple(DatedText(MONDAY, text) for text in ("The river, the RIVER", "river", "A river"))
    view = View(days=view_of([None]).days, texts=texts, stop_words=frozenset({"the"}))
    assert words_used.counted(view) == (("river", 3),)
    finding = words_used.find(view, "")
    assert finding is not None
    assert finding.values["word"] == "river"


def test_words_of_other_alphabets() -> None:
    assert words_used.words_of("Тревога и сон", stop_words=frozenset()) == {"тревога", "сон"}


def test_too_little_writing() -> None:
    texts = (DatedText(MONDAY, "river"),)
    finding = words_used.find(View(days=view_of([None]).days, texts=texts), "")
    assert finding is not None
    assert finding.sentence == "too_few"


@pytest.mark.parametrize(
    ("moods", "sentence"),
    [
        ([1, 1, 1], "none_missing"),
        ([1, None, 1], "single_days"),
        ([1, None, None, 1], "with_gap"),
        ([None, None], "all_missing"),
    ],
)
def test_what_is_missing(moods: list[float | None], sentence: str) -> None:
    finding = missing.find(view_of(moods), "")
    assert finding is not None
    assert finding.sentence == sentence
    assert finding.missing_days == moods.count(None)
