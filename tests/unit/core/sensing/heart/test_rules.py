"""What is not measured well is not told, and edges of the constants."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenkeel.core.sensing.heart import Place, Quality, TooFewBeats, baseline, hrv, long_hrv
from evenkeel.core.sensing.heart.baseline import DAYS, FEWEST_DAYS
from evenkeel.core.sensing.heart.cleaning import (
    LONGEST_MS,
    MOST_CHANGE,
    SHORTEST_MS,
    artefacts,
    clean,
)
from evenkeel.core.sensing.heart.report import (
    FEWEST_BEATS,
    MOST_ARTEFACTS,
    USELESS_ARTEFACTS,
    quality_of,
)
from evenkeel.core.sensing.heart.time_domain import time_domain


@pytest.mark.parametrize("series", [[], [800], [800, float("nan")], [800, -1], [800, 0]])
def test_nothing_to_work_out(series: list[float]) -> None:
    with pytest.raises(TooFewBeats):
        hrv(series)


def test_only_artefacts_is_nothing_either() -> None:
    with pytest.raises(TooFewBeats):
        hrv([100.0] * 40)


@pytest.mark.parametrize(
    ("beats", "share", "quality"),
    [
        (FEWEST_BEATS, MOST_ARTEFACTS, Quality.GOOD),
        (FEWEST_BEATS - 1, 0.0, Quality.POOR),
        (FEWEST_BEATS, MOST_ARTEFACTS + 1e-9, Quality.FAIR),
        (FEWEST_BEATS, USELESS_ARTEFACTS, Quality.FAIR),
        (FEWEST_BEATS, USELESS_ARTEFACTS + 1e-9, Quality.POOR),
    ],
)
def test_quality_at_its_edges(beats: int, share: float, quality: Quality) -> None:
    assert quality_of(beats, share) is quality


def test_artefacts_at_their_edges() -> None:
    rr = np.full(60, 800.0)
    for value, bad in ((SHORTEST_MS, True), (LONGEST_MS, True), (800 * 1.13, True), (890.0, False)):
        series = rr.copy()
        series[30] = value
        assert bool(artefacts(series)[30]) is bad, value
    assert artefacts(np.array([SHORTEST_MS - 1, 800, LONGEST_MS + 1])).tolist() == [
        True,
        False,
        True,
    ]
    wild = 800 + 150 * (-1.0) ** np.arange(60)
    wild[30] = 800 * (1 + MOST_CHANGE) + 200
    assert artefacts(wild)[30]


def test_fifty_is_not_above_fifty() -> None:
    assert time_domain(np.array([800.0, 850, 901]), np.array([50.0, 51.0])).nn50 == 1


def test_short_recordings_have_no_spectrum() -> None:
    assert np.isnan(hrv([800.0, 810] * 30).lf_ms2)
    assert np.isfinite(hrv([800.0, 810] * 60).lf_ms2)


def test_sparse_windows_are_hidden() -> None:
    rr = np.concatenate([np.full(380, 800.0) + np.arange(380) % 7, np.full(60, 800.0)])
    windows = long_hrv(rr).windows
    assert windows.usable.tolist() == [True, False]
    assert np.isnan(windows.rmssd_ms[1])


def test_a_baseline_needs_two_weeks_and_forgets() -> None:
    assert baseline([40.0] * (FEWEST_DAYS - 1)).place(10.0) is Place.UNKNOWN
    assert baseline([40.0, 41] * (FEWEST_DAYS // 2)).place(10.0) is Place.BELOW
    old = [500.0] * 30 + [40.0, 41.0] * (DAYS // 2)
    assert baseline(old).middle == pytest.approx(40.5, abs=0.6)
    band = baseline([38.0, 40, 42] * 10)
    assert band.place(band.low) is Place.USUAL
    assert band.place(band.high) is Place.USUAL
    assert band.place(float("nan")) is Place.UNKNOWN


@given(st.lists(st.floats(1, 5000), min_size=2, max_size=80))
def test_any_intervals_give_figures_or_a_reason(series: list[float]) -> None:
    try:
        told = hrv(series)
    except TooFewBeats:
        return
    assert 0 <= told.artefact_share <= 1
    assert np.isfinite(told.mean_rr_ms)


@given(st.integers(0, 2**32 - 1))
def test_cleaning_leaves_a_calm_series_alone(seed: int) -> None:
    rr = 800 + np.random.default_rng(seed).normal(0, 15, 200)
    assert clean(rr).artefact_share <= 0.02
