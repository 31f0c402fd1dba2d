"""Simulated people with a calendar: what `after_events` is judged against. Seeded, no one's data.

Half a year of three check-ins a day at odd hours (a fifth missing), anxiety that carries over from
one to the next, with a time-of-day and a weekday pattern; a weekly busy time without a word, a
weekly one with a word, one with a word on odd days. `effect`: points by which anxiety is higher
in the six hours after the named ones.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np

from evenkeel.core.insights import Entry, Event, Metric, View, day_table

FIRST = date(2026, 1, 5)
WEEKS = 26
SPREAD = 12.0
LASTS = timedelta(hours=6)
METRICS = {
    name: Metric(name, name.title(), low=0, high=100) for name in ("anxiety", "mood", "energy")
}


def busy_person(seed: int, *, effect: float = 0.0, weeks: int = WEEKS) -> View:
    """One person's view; anxiety is `effect` points higher after "review" and "visit"."""
    rng = np.random.default_rng([seed, weeks])
    begun = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    events = []
    for week in range(weeks):
        monday = begun + timedelta(weeks=week)
        for off, hour, word in ((0, 9, ""), (1, 15, "review")):
            if rng.random() < 0.9:
                at = monday + timedelta(days=off, hours=hour)
                events.append(Event(at, at + timedelta(hours=1), word))
        at = monday + timedelta(days=int(rng.integers(7)), hours=int(rng.integers(10, 18)))
        events.append(Event(at, at + timedelta(minutes=45), "visit"))
    named = [one for one in events if one.word]
    weekday, part = rng.normal(0, 5, (7, 3)), rng.normal(0, 5, (4, 3))
    value, entries = rng.normal(0, 1, 3), []
    carry = rng.uniform(0.3, 0.8)
    for day in range(7 * weeks):
        for hour in np.sort(rng.uniform(7, 23, 3)):
            at = begun + timedelta(days=day, hours=float(hour))
            value = carry * value + np.sqrt(1 - carry**2) * rng.normal(0, 1, 3)
            if rng.random() < 0.2:
                continue
            now = 50 + SPREAD * value + weekday[day % 7] + part[at.hour // 6]
            now[0] += effect * any(one.ends <= at <= one.ends + LASTS for one in named)
            said = np.clip(np.round(now), 0, 100).tolist()
            entries.append(Entry(at, dict(zip(METRICS, said, strict=True))))
    table = day_table(
        entries, metrics=METRICS, first=FIRST, last=FIRST + timedelta(days=7 * weeks - 1)
    )
    return View(days=table, entries=tuple(entries), metrics=METRICS, events=tuple(events))
