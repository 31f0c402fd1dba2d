"""WHOOP API v2: cycles, recoveries, sleeps and workouts, as rows of the tables WHOOP exports.

The export's mapper reads tables, so an answer becomes one: with the export's columns, rounding and
clock, so that a synced night and the same night in a file are the same. Not here: what the columns
mean (`importers.whoop`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from evenkeel.sources.contract import Ask, Document, Unexpected, Window

PAGE: Final = 25
MOST_PAGES: Final = 400
KILOJOULE_A_KILOCALORIE: Final = 4.184
SCORED: Final = "SCORED"
_MS_A_MINUTE: Final = 60_000
_CYCLE: Final = ("Cycle start time", "Cycle end time", "Cycle timezone")
One = Mapping[str, Any]


def read(ask: Ask, window: Window) -> Iterator[Document]:
    """Three tables. A cycle and its recovery belong together; a night stands in its cycle."""
    span = _span(window)
    cycles = {one.get("id"): one for one in _pages(ask, "cycle", span)}
    recoveries = {one.get("cycle_id"): one for one in _pages(ask, "recovery", span)}
    sleeps = list(_pages(ask, "activity/sleep", span))
    nights = {one.get("cycle_id"): one for one in sleeps if not one.get("nap")}
    yield _table(
        "physiological_cycles",
        [_cycle(one, recoveries.get(id), nights.get(id)) for id, one in cycles.items()],
        first=("Recovery score %",),
    )
    rows = [_sleep(one, cycles.get(one.get("cycle_id"))) for one in sleeps if _ended(one)]
    yield _table("sleeps", rows, first=("Sleep onset", "Wake onset"))
    workouts = [_workout(one) for one in _pages(ask, "activity/workout", span) if _ended(one)]
    yield _table("workouts", workouts, first=("Workout start time",))


def leave(ask: Ask) -> None:
    """End the permission at WHOOP."""
    ask.send("DELETE", "user/access")


def _span(window: Window) -> dict[str, str | int]:
    zone = window.zone or UTC
    start = datetime.combine(window.since - timedelta(days=1), time(), zone)
    end = datetime.combine(window.until + timedelta(days=2), time(), zone)
    return {"start": _utc(start), "end": _utc(end), "limit": PAGE}


def _pages(ask: Ask, path: str, span: Mapping[str, str | int]) -> Iterator[One]:
    asked = dict(span)
    for _page in range(MOST_PAGES):
        answer = ask.maybe(path, asked)
        if answer is None:
            return
        records = answer.get("records") if isinstance(answer, dict) else None
        if not isinstance(records, list):
            raise Unexpected("no records")
        yield from (one for one in records if isinstance(one, dict))
        following = answer.get("next_token")
        if not following:
            return
        asked = {**span, "nextToken": str(following)}


def _cycle(one: One, recovery: One | None, night: One | None) -> dict[str, str]:
    """A cycle that is still running has no figures yet, but its night and recovery do."""
    row = _clock(one)
    score = _score(one)
    if score and one.get("end"):
        row["Day Strain"] = _number(score.get("strain"), 1)
        energy = score.get("kilojoule")
        if isinstance(energy, int | float):
            row["Energy burned (cal)"] = str(round(energy / KILOJOULE_A_KILOCALORIE))
    healed = _score(recovery) if recovery else {}
    row |= {
        "Recovery score %": _number(healed.get("recovery_score"), 0),
        "Resting heart rate (bpm)": _number(healed.get("resting_heart_rate"), 0),
        "Heart rate variability (ms)": _number(healed.get("hrv_rmssd_milli"), 0),
        "Skin temp (celsius)": _number(healed.get("skin_temp_celsius"), 1),
        "Blood oxygen %": _number(healed.get("spo2_percentage"), 1),
    }
    if night and _ended(night):
        zone = str(one.get("timezone_offset", ""))
        row |= {"Sleep onset": _local(night["start"], zone)}
        row |= {"Wake onset": _local(night["end"], zone)}
    return row


def _sleep(one: One, cycle: One | None) -> dict[str, str]:
    zone = str(one.get("timezone_offset", ""))
    row = {
        "Cycle start time": _local((cycle or one)["start"], zone),
        "Cycle timezone": _zone(zone),
        "Sleep onset": _local(one["start"], zone),
        "Wake onset": _local(one["end"], zone),
        "Nap": "true" if one.get("nap") else "false",
    }
    score = _score(one)
    stages = score.get("stage_summary") or {}
    parts = {
        "Light sleep duration (min)": stages.get("total_light_sleep_time_milli"),
        "Deep (SWS) duration (min)": stages.get("total_slow_wave_sleep_time_milli"),
        "REM duration (min)": stages.get("total_rem_sleep_time_milli"),
        "Awake duration (min)": stages.get("total_awake_time_milli"),
    }
    row |= {column: _minutes(value) for column, value in parts.items()}
    asleep = [value for column, value in parts.items() if not column.startswith("Awake")]
    if asleep and all(isinstance(value, int | float) for value in asleep):
        row["Asleep duration (min)"] = _minutes(sum(value or 0 for value in asleep))
    need = score.get("sleep_needed") or {}
    known = [value for value in need.values() if isinstance(value, int | float)]
    row["Sleep need (min)"] = _minutes(sum(known)) if known else ""
    row["Sleep performance %"] = _number(score.get("sleep_performance_percentage"), 0)
    row["Respiratory rate (rpm)"] = _number(score.get("respiratory_rate"), 1)
    return row


def _workout(one: One) -> dict[str, str]:
    zone = str(one.get("timezone_offset", ""))
    return {
        "Cycle start time": _local(one["start"], zone),
        "Cycle timezone": _zone(zone),
        "Workout start time": _local(one["start"], zone),
        "Workout end time": _local(one["end"], zone),
        "Activity name": str(one.get("sport_name", "")).replace("_", " ").lower(),
        "Distance (meters)": _number(_score(one).get("distance_meter"), 0),
    }


def _clock(one: One) -> dict[str, str]:
    zone = str(one.get("timezone_offset", ""))
    return {
        "Cycle start time": _local(one["start"], zone),
        "Cycle end time": _local(one["end"], zone) if one.get("end") else "",
        "Cycle timezone": _zone(zone),
    }


def _score(one: One | None) -> One:
    """The figures of a record that WHOOP has worked out; nothing while it has not."""
    score = one.get("score") if one and one.get("score_state", SCORED) == SCORED else None
    return score if isinstance(score, dict) else {}


def _ended(one: One) -> bool:
    return bool(one.get("start") and one.get("end"))


def _local(text: str, zone: str) -> str:
    """A moment in UTC as the wall's clock, to the second, as the export writes it."""
    at = datetime.fromisoformat(str(text)).astimezone(UTC)
    return (at + _east(zone)).strftime("%Y-%m-%d %H:%M:%S")


def _east(zone: str) -> timedelta:
    if zone in {"", "Z"}:
        return timedelta(0)
    sign = -1 if zone.startswith("-") else 1
    hours, _colon, minutes = zone.lstrip("+-").partition(":")
    return sign * timedelta(hours=int(hours), minutes=int(minutes or 0))


def _zone(zone: str) -> str:
    return "UTCZ" if zone in {"", "Z", "+00:00", "-00:00"} else f"UTC{zone}"


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _number(value: Any, decimals: int) -> str:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return ""
    return f"{round(float(value), decimals):.{decimals}f}"


def _minutes(milliseconds: Any) -> str:
    known = isinstance(milliseconds, int | float)
    return str(round(milliseconds / _MS_A_MINUTE)) if known else ""


def _table(name: str, rows: Sequence[Mapping[str, str]], *, first: Sequence[str]) -> Document:
    columns = list(dict.fromkeys([*_CYCLE, *first, *(key for row in rows for key in row)]))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return Document(f"{name}.csv", text.getvalue().encode())
