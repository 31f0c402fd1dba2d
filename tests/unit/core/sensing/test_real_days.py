"""Real people's days and minutes, where the shared data is: totals as stored, rhythms as told."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from evenkeel.core.sensing.batches import batch
from evenkeel.core.sensing.daily import daily_table
from evenkeel.core.sensing.days import EPOCH, Days
from evenkeel.core.sensing.rhythm import rhythm

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"
FITABASE, NPARACT = SHARED / "fitabase", SHARED / "actigraphy_nparact"
HOUR = 3_600_000


def _ms(text: str, form: str) -> int:
    return round((datetime.strptime(text, form) - datetime(1970, 1, 1)).total_seconds() * 1000)


@pytest.mark.skipif(not FITABASE.exists(), reason="fitabase is not here")
def test_hours_of_steps_add_up_to_the_days_of_the_same_export() -> None:
    hours: dict[str, list[tuple[int, float]]] = defaultdict(list)
    with (FITABASE / "hourlySteps_merged.csv").open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            at = _ms(row["ActivityHour"], "%m/%d/%Y %I:%M:%S %p")
            hours[row["Id"]].append((at, float(row["StepTotal"])))
    stored: dict[tuple[str, date], float] = {}
    with (FITABASE / "dailyActivity_merged.csv").open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            day = datetime.strptime(row["ActivityDate"], "%m/%d/%Y").date()
            stored[row["Id"], day] = float(row["TotalSteps"])
    near, seen = 0, 0
    for person, rows in hours.items():
        at, steps = (np.array(column) for column in zip(*sorted(rows), strict=True))
        first = EPOCH.fromordinal(EPOCH.toordinal() + int(at.min() // (24 * HOUR)))
        count = int((at.max() - at.min()) // (24 * HOUR)) + 1
        signal = batch("steps", at, steps, end=at + HOUR, offset=0)
        table = daily_table(Days(first, count, {"steps": signal}))
        for day, value in zip(table.dates, table.columns["steps"], strict=True):
            if (person, day) in stored and not np.isnan(value):
                seen += 1
                near += abs(value - stored[person, day]) <= 0.02 * max(500, stored[person, day])
    assert seen > 500
    assert near / seen > 0.9, "Fitbit's own hours and days differ on a few days"


@pytest.mark.skipif(not NPARACT.exists(), reason="actigraphy_nparact is not here")
def test_a_real_person_rests_at_night() -> None:
    levels = np.loadtxt(NPARACT / "sleepstudy.csv", delimiter=",", skiprows=1, usecols=-1, ndmin=1)
    per_hour = 240  # a value every 15 seconds
    whole = len(levels) // per_hour // 24 * 24 * per_hour
    hours = levels[:whole].reshape(-1, per_hour).mean(axis=1).reshape(-1, 24)
    told = rhythm(np.tile(hours, (3, 1)) if len(hours) < 5 else hours)
    assert told.l5 < told.m10
    assert 0.3 < told.amplitude < 1
    assert 0 < told.stability <= 1
    assert 0 < told.variability < 2.5
