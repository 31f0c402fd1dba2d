"""One simulated person as insights see a member: three years of check-ins, signals, exercises.

Seeded, no person's data. Not here: planted truths (`people`), measuring (`insights`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np

from benchmarks.people import person
from evenkeel.core.insights import Effort, Entry, Metric, MetricKind, View, day_table

FIRST = date(2023, 1, 2)
SCALES = ("mood", "anxiety", "stress", "energy")
FACTORS = 30


def long_view(seed: int, *, days: int = 1096) -> View:
    """Two check-ins a day on four scales, thirty factors, 150 tries of six exercises."""
    made = person(seed, days=days, factors=FACTORS, outcomes=len(SCALES), planted=6, effect=0.25)
    rng = np.random.default_rng([seed, 1])
    metrics = {name: Metric(name, name.title(), low=0, high=100) for name in SCALES}
    entries = []
    for day in range(days):
        if np.isnan(made.outcomes[day]).any():
            continue
        for hour in (9, 20):
            at = datetime(2023, 1, 2, hour, tzinfo=UTC) + timedelta(days=day)
            values = np.clip(made.outcomes[day] + rng.normal(0, 4, len(SCALES)), 0, 100)
            entries.append(Entry(at, dict(zip(SCALES, values.tolist(), strict=True))))
    last = FIRST + timedelta(days=days - 1)
    table = day_table(entries, metrics=metrics, first=FIRST, last=last)
    around = {f"f{j}": tuple(made.factors[:, j].tolist()) for j in range(FACTORS)}
    kinds = {0: MetricKind.NUMBER, 1: MetricKind.NUMBER, 2: MetricKind.YES_NO, 3: MetricKind.NUMBER}
    around_metrics = {f"f{j}": Metric(f"f{j}", f"Factor {j}", kinds[j % 4]) for j in range(FACTORS)}
    begun = datetime(2023, 6, 1, 19, tzinfo=UTC)
    efforts = tuple(
        Effort(f"e{n % 6}", f"Exercise {n % 6}", begun + timedelta(days=4 * n),
               float(rng.integers(5, 10)), float(rng.integers(2, 7)))
        for n in range(150)
    )  # fmt: skip
    return View(
        days=table, entries=tuple(entries), metrics=metrics, around=around,
        around_metrics=around_metrics, efforts=efforts,
    )  # fmt: skip
