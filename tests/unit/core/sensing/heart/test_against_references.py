"""Figures of the heart against stored values, sines, and another library."""

from __future__ import annotations

import csv
import json
import math
import warnings
from pathlib import Path

import numpy as np
import pytest

from evenkeel.core.sensing.heart import hrv, long_hrv
from evenkeel.core.sensing.heart.frequency import lomb, welch

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data"
REFERENCE, WELLTORY = SHARED / "hrv_reference", SHARED / "welltory_hrv"
needs_reference = pytest.mark.skipif(not REFERENCE.exists(), reason="hrv_reference is not here")
needs_welltory = pytest.mark.skipif(not WELLTORY.exists(), reason="welltory_hrv is not here")


@needs_reference
def test_a_long_recording_equals_its_report() -> None:
    told = hrv(np.loadtxt(REFERENCE / "pyhrv_nni_long.txt"), clean=False)
    expected = {"sdnn_ms": 85.357, "rmssd_ms": 60.523, "pnn50_percent": 28.571, "nn50": 1338}
    expected |= {"sd1_ms": 42.797, "sd2_ms": 112.837, "triangular_index": 11.509}
    expected |= {"mean_rr_ms": 768.438, "sample_entropy": 1.250}
    assert told.beats == 4684
    for name, value in expected.items():
        assert getattr(told, name) == pytest.approx(value, abs=1e-3), name


@needs_reference
def test_a_short_recording_equals_its_report() -> None:
    stored = json.loads((REFERENCE / "pyhrv_SampleExport.json").read_text("utf-8"))
    told = hrv(np.loadtxt(REFERENCE / "pyhrv_nni_short.txt"), clean=False)
    pairs = {
        "sdnn": told.sdnn_ms,
        "rmssd": told.rmssd_ms,
        "pnn50": told.pnn50_percent,
        "sd1": told.sd1_ms,
        "sd2": told.sd2_ms,
        "tri_index": told.triangular_index,
        "sampen": told.sample_entropy,
        "nni_mean": told.mean_rr_ms,
    }
    for name, value in pairs.items():
        assert value == pytest.approx(stored[name], abs=1e-3), name


@needs_reference
@pytest.mark.parametrize(
    ("name", "seconds", "lf", "hf"),
    [
        ("pyhrv_nni_long.txt", 75, 2942.537, 1648.097),
        ("pyhrv_nni_short.txt", 300, 1561.557, 5337.081),
    ],
)
def test_stored_powers_by_their_own_settings(
    name: str, seconds: float, lf: float, hf: float
) -> None:
    """Both reports say: Welch, cubic at 4 Hz, Hamming, 4,096 points; segments of 300 samples in one
    and of the whole recording in the other."""
    told = welch(
        np.loadtxt(REFERENCE / name), segment_seconds=seconds, window="hamming", points=4096
    )
    assert told.lf_ms2 == pytest.approx(lf, rel=0.02)
    assert told.hf_ms2 == pytest.approx(hf, rel=0.02)


@needs_welltory
def test_every_spot_measurement_equals_its_stored_values() -> None:
    with (WELLTORY / "hrv_measurements.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert len(rows) > 1500
    for row in rows[::5]:
        told = hrv([float(rr) for rr in row["rr_data"].split(",")], clean=False)
        assert told.sdnn_ms == pytest.approx(float(row["sdnn"]), abs=1e-3)
        assert told.rmssd_ms == pytest.approx(float(row["rmssd"]), abs=1e-3)
        assert told.pnn50_percent == pytest.approx(float(row["pnn50"]), abs=6e-3)
        assert told.mean_rr_ms == pytest.approx(float(row["meanrr"]), abs=1e-3)


def _sines(seconds: float, lf_ms: float, hf_ms: float, mean_ms: float = 860.0) -> np.ndarray:
    beats, now = [], 0.0
    while now < seconds:
        rr = mean_ms + lf_ms * math.sin(2 * math.pi * 0.095 * now)
        rr += hf_ms * math.sin(2 * math.pi * 0.25 * now)
        beats.append(rr)
        now += rr / 1000
    return np.array(beats)


@pytest.mark.parametrize("seconds", [300, 1800, 20_000])
@pytest.mark.parametrize("mean_ms", [700.0, 860.0, 1000.0])
def test_a_sine_has_half_its_amplitude_squared(seconds: int, mean_ms: float) -> None:
    rr = _sines(seconds, 28, 20, mean_ms)
    assert lomb(rr).lf_ms2 == pytest.approx(392, rel=0.02)
    assert lomb(rr).hf_ms2 == pytest.approx(200, rel=0.02)
    assert welch(rr).lf_ms2 == pytest.approx(392, rel=0.02)
    # a spline through slow beats rounds off a fast rhythm: 4 beats a cycle cost 3%
    assert welch(rr).hf_ms2 == pytest.approx(200, rel=0.02 if mean_ms < 900 else 0.04)


def test_a_day_of_planted_rhythms_is_found_among_slow_ones() -> None:
    """A day with a slow part and beats that shake by 6 ms, each beat read from the sines at its own
    time. Shaking is white over the beats: its share of a band is the band's width over half the
    rate of beats."""
    luck, beats, now = np.random.default_rng(3), [], 0.0
    slow = 40 * luck.normal(size=400).cumsum() / 20
    while now < 86_400:
        rr = 860 + 110 * math.cos(2 * math.pi * now / 86_400)
        rr += float(np.interp(now, np.arange(400) * 220.0, slow)) + luck.normal(0, 6)
        rr += 28 * math.sin(2 * math.pi * 0.095 * now) + 20 * math.sin(2 * math.pi * 0.25 * now)
        beats.append(rr)
        now += rr / 1000
    told = hrv(beats)
    nyquist = 500 / told.mean_rr_ms
    assert told.lf_ms2 == pytest.approx(392 + 36 * 0.11 / nyquist, rel=0.02)
    assert told.hf_ms2 == pytest.approx(200 + 36 * 0.25 / nyquist, rel=0.02)


@pytest.mark.parametrize(("share", "within"), [(0.01, 0.02), (0.05, 0.05)])
def test_ectopic_beats_hardly_change_the_power(share: float, within: float) -> None:
    rr = _sines(20_000, 28, 20)
    luck = np.random.default_rng(5)
    spoiled = rr.copy()
    at = luck.choice(len(rr) - 2, int(len(rr) * share), replace=False)
    spoiled[at] *= 0.62
    spoiled[at + 1] *= 1.38
    told = hrv(spoiled)
    assert told.lf_ms2 == pytest.approx(392, rel=within)
    assert told.hf_ms2 == pytest.approx(200, rel=within)
    assert told.artefact_share == pytest.approx(2 * share, rel=0.1)
    assert told.rmssd_ms == pytest.approx(hrv(rr).rmssd_ms, rel=0.03)


def test_breathing_is_heard_in_the_heart() -> None:
    assert hrv(_sines(300, 5, 30)).respiration_per_minute == pytest.approx(15, abs=0.3)


def test_another_library_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    # its release of 2025 still calls what numpy has renamed
    monkeypatch.setattr(np, "trapz", np.trapezoid, raising=False)
    luck = np.random.default_rng(3)
    rr = np.round(_sines(300, 28, 20) + luck.normal(0, 6, len(_sines(300, 28, 20))))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import neurokit2 as nk  # noqa: PLC0415 (slow to load, tests only)

        peaks = np.concatenate([[0], np.cumsum(rr)]).astype(int)
        time = nk.hrv_time(peaks, sampling_rate=1000).iloc[0]
        rest = nk.hrv_nonlinear(peaks, sampling_rate=1000).iloc[0]
    told = hrv(rr, clean=False)
    assert told.sdnn_ms == pytest.approx(time["HRV_SDNN"], rel=1e-3)
    assert told.rmssd_ms == pytest.approx(time["HRV_RMSSD"], rel=1e-3)
    assert told.sd1_ms == pytest.approx(rest["HRV_SD1"], rel=5e-3)
    assert told.sd2_ms == pytest.approx(rest["HRV_SD2"], rel=5e-3)
    assert told.sample_entropy == pytest.approx(rest["HRV_SampEn"], rel=0.05)


@needs_reference
def test_a_day_with_marked_beats_is_cleaned_where_they_are() -> None:
    data = np.genfromtxt(
        REFERENCE / "nsr001_beats.csv", delimiter=",", names=True, dtype=None, encoding="utf-8"
    )
    times = data["time_s"]
    told = long_hrv(np.diff(times)[np.diff(times) > 0] * 1000)
    assert told.whole.artefact_share < 0.1
    assert 40 < told.whole.mean_hr_bpm < 110
    assert np.isfinite(told.sdann_ms)
    assert len(told.windows) > 250
