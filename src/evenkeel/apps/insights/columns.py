"""One column a day for everything besides the check-in's own numbers, with what each is called.

Here: triggers and activities tapped, exercises done, what devices measured. Not here: opening the
rest of what insights look at (`gathering`), what is found (`core.insights`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from math import isnan, nan
from typing import TYPE_CHECKING

from evenkeel.apps.body import queries as body
from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.programs import queries as programs
from evenkeel.core.insights import Metric, MetricKind
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

FEWEST_DAYS = 28
"""Days with a value before something counts as a factor."""
FEWEST_TAPS = 10
"""Days on which a trigger or an activity was tapped before it counts."""
IN_HOURS = 60.0
"""Signals told in minutes are told in hours where a usual day has more than this."""
GROUPS = {
    "sleep_minutes": "sleep",
    "steps": "movement",
    "hrv_rmssd": "heart",
    "rmssd_from_beats": "heart",
    "resting_heart_rate": "heart",
    "people_met": "people",
    "contacts": "people",
}
"""The main measure of a side of life, for the picture of the whole person."""
SIDES = {"with_people": "people", "moving": "movement"}
"""Families of activities that stand for a side of life where nothing measures it."""
DAYS_A_WEEK = 7.0
NO_FACTORS = frozenset(
    {
        *("mood", "valence", "anxiety", "irritability", "energy_level", "stress_score"),
        *("bmi", "height", "lean_mass", "body_fat", "basal_energy", "total_energy", "ecg"),
        *("heart_rate", "heart_rate_beats", "rr_interval", "moving", "sleep_stage", "hrv_sdnn"),
        *("sleep_score", "recovery_score", "activity_score", "strain_score", "energy_reserve"),
        *("sleep_minutes_light", "sleep_need", "distance_total", "floors_climbed_metres"),
        *("intradaily_variability", "interdaily_stability", "relative_amplitude"),
        *("l5_start_hour", "m10_start_hour", "movement_counts", "intensity", "stand_minutes"),
    }
)
"""How somebody is (an outcome), scores made of other columns, and further names for one thing: each
more column that is tried makes a true link harder to see."""


Columns = dict[str, tuple[Metric, tuple[float, ...]]]


def around(
    dates: Sequence[date], *parts: Columns
) -> tuple[dict[str, tuple[float, ...]], dict[str, Metric]]:
    columns, metrics = {}, {}
    for part in parts:
        for name, (metric, values) in part.items():
            if len(values) == len(dates):
                columns[name], metrics[name] = values, metric
    return columns, metrics


def taps(
    member: Member, keyring: Keyring, moments: Sequence[checkins.Moment], dates: Sequence[date]
) -> Columns:
    """Triggers and activities: 1 on days they were tapped, 0 on others with a check-in."""
    asked: set[date] = set()
    tapped: dict[str, set[date]] = {}
    kinds: dict[str, str] = {}
    for moment in moments:
        day = moment.at.date()
        asked.add(day)
        for kind, words in (
            ("triggers", moment.payload.triggers),
            ("activities", moment.payload.activities),
        ):
            for word in words:
                tapped.setdefault(word, set()).add(day)
                kinds[word] = kind
    often = {word: days for word, days in tapped.items() if len(days) >= FEWEST_TAPS}
    if not often:
        return {}
    own = {
        f"{checkins.OWN}{row.pk}": payload.name
        for row, payload in checkins.own_words(member, keyring, archived=True)
    }
    offered = checkins.catalogue(member.locale)
    made: Columns = {}
    for word, days in often.items():
        label = checkins.labels((word,), kinds[word], offered, own)
        if label:
            chosen = kinds[word] == "activities"
            metric = Metric(f"tap:{word}", label[0], MetricKind.YES_NO, chosen=chosen)
            made[metric.name] = (metric, _yes(dates, days, asked))
    return made


def sides(
    locale: str, moments: Sequence[checkins.Moment], dates: Sequence[date], known: Collection[str]
) -> Columns:
    """Days a week with people, and on the move, from what was tapped: a level, not a factor."""
    made: Columns = {}
    asked = {moment.at.date() for moment in moments}
    for group in checkins.catalogue(locale).activities:
        side = SIDES.get(group.id, "")
        on = {m.at.date() for m in moments if set(m.payload.activities) & set(group.words)}
        if side and side not in known and len(on) >= FEWEST_TAPS:
            metric = Metric(
                f"side:{side}", group.label, MetricKind.NUMBER, low=0.0, high=DAYS_A_WEEK,
                group=side, level_only=True,
            )  # fmt: skip
            shares = _yes(dates, on, asked)
            made[metric.name] = (metric, tuple(DAYS_A_WEEK * share for share in shares))
    return made


def done(runs: Sequence[programs.Run], titles: Mapping[str, str], dates: Sequence[date]) -> Columns:
    """Exercises: 1 on days one was done, 0 on others since the first."""
    days: dict[str, set[date]] = {}
    for run in runs:
        days.setdefault(run.payload.exercise, set()).add(run.at.date())
    made: Columns = {}
    for what, on in days.items():
        if len(on) >= FEWEST_TAPS and what in titles:
            metric = Metric(f"did:{what}", titles[what], MetricKind.YES_NO, later=True, chosen=True)
            since = min(on)
            made[metric.name] = (metric, _yes(dates, on, {d for d in dates if d >= since}))
    return made


def _yes(dates: Sequence[date], on: set[date], asked: set[date]) -> tuple[float, ...]:
    return tuple(1.0 if day in on else 0.0 if day in asked else nan for day in dates)


def measured(member: Member, keyring: Keyring, first: date, last: date) -> Columns:
    """What watches, rings and files tell, in units a person would say."""
    table = body.day_table(member, keyring, first, last)
    made: Columns = {}
    for name, values in table.columns.items():
        held = [value for value in values if not isnan(value)]
        if name in NO_FACTORS or len(held) < FEWEST_DAYS:
            continue
        unit = body.words.column_unit(name)
        if unit == "min" and sum(held) / len(held) > IN_HOURS:
            values, unit = tuple(value / 60 for value in values), "h"  # noqa: PLW2901
        said = "" if unit.startswith("{") or unit == "1" else str(body.words.UNITS.get(unit, unit))
        metric = Metric(
            name, body.words.column_name(name), MetricKind.NUMBER, unit=said,
            group=GROUPS.get(name, ""),
        )  # fmt: skip
        made[name] = (metric, values)
    return made
