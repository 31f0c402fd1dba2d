"""The copy of a whole Polar Flow account: pulse all day, activity, nights, training.

Here: the records of its files. Not here: AccessLink's answers and finding records (`mapper.py`).
Times are the wall's clock, with minutes east beside some of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from evenkeel.importers.contract import Reason
from evenkeel.importers.reading import Collector, Moment, UnreadableTime, moment, number

STAGES: Final[Mapping[str, str]] = {
    "WAKE": "awake",
    "REM": "rem",
    "NONREM1": "light",
    "NONREM2": "light",
    "NONREM3": "deep",
}
FILES: Final = re.compile(
    r"(?:^|/)(?:247ohr_|sleep_result_|sleep_score_|nightly_recovery_\d|training-session[-_]"
    r"|activity-\d{4}-\d\d-\d\d)[^/]*\.json$"
)
DAY_MS: Final = 86_400_000
MINUTE_MS: Final = 60_000
MINUTE_OF_MS: Final = 60_000.0
_LENGTH: Final = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
Zone = ZoneInfo | None
One = Mapping[str, Any]


def milliseconds(text: Any) -> int:
    """`PT1H30M`, `PT5400S`. Raises `UnreadableTime`."""
    found = _LENGTH.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise UnreadableTime("no length")
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return round((hours * 3600 + minutes * 60 + seconds) * 1000)


def pulse(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """A month of pulse, day by day, in seconds from each day's start."""
    for day in one["deviceDays"]:
        start = moment(str(day["date"])[:10], zone)
        for sample in day["samples"]:
            try:
                seconds, rate = float(sample["secondsFromDayStart"]), float(sample["heartRate"])
            except ValueError:
                kept.broken(place, Reason.NUMBER)
                continue
            at = Moment(start.ms + round(seconds * 1000), start.offset)
            kept.add("heart_rate", at, rate, line=place)


def activity(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """A day: steps by the minute where they are there, else its sum."""
    start = moment(str(one["date"])[:10], zone)
    steps = (one.get("samples") or {}).get("steps") or []
    for sample in steps:
        at = moment(f"{str(one['date'])[:10]}T{sample['localTime']}", zone)
        if sample["value"]:
            end = Moment(at.ms + MINUTE_MS, at.offset)
            kept.add("steps", at, float(sample["value"]), end=end, line=place)
    total = number((one.get("summary") or {}).get("stepCount"))
    if not steps and total is not None:
        kept.add("steps", start, total, end=Moment(start.ms + DAY_MS, start.offset), line=place)


def night(kept: Collector, one: One, place: int, _zone: Zone) -> None:
    """A night's stages; each holds until the next, the last until the end."""
    told = one["sleepResult"]["hypnogram"]
    start, end = moment(told["sleepStart"]), moment(told["sleepEnd"])
    changes = told.get("sleepStateChanges") or []
    if not changes:
        return kept.stage("sleep_stage", start, "asleep", end=end, line=place)
    at = [start.ms + milliseconds(change["offsetFromStart"]) for change in changes]
    for change, first, last in zip(changes, at, [*at[1:], end.ms], strict=True):
        stage = STAGES.get(str(change["state"]), "")
        if stage and last > first:
            begin, until = Moment(first, start.offset), Moment(last, start.offset)
            kept.stage("sleep_stage", begin, stage, end=until, line=place)
        elif last > first:
            kept.skip("sleep that could not be measured")
    return None


def score(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """A night's score, by its morning."""
    start = moment(one["night"], zone)
    value = number(one["sleepScoreResult"]["sleepScore"])
    if value is not None:
        end = Moment(start.ms + DAY_MS, start.offset)
        kept.add("sleep_score", start, value, end=end, line=place)


def recovery(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """Nightly Recharge, by its morning: RMSSD and, from breaths' length, their rate."""
    start = moment(one["night"], zone)
    end = Moment(start.ms + DAY_MS, start.offset)
    rmssd = number(one["meanNightlyRecoveryRmssd"])
    if rmssd:
        kept.add("hrv_rmssd", start, rmssd, end=end, line=place)
    breath = number(one.get("meanNightlyRecoveryRespirationInterval"))
    if breath:
        kept.add("respiratory_rate", start, round(MINUTE_OF_MS / breath, 6), end=end, line=place)


def session(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """A training session; its pulse where it was recorded second by second."""
    east = one.get("timezoneOffsetMinutes", one.get("timeZoneOffset"))
    start, end = (_local(one[key], east, zone) for key in ("startTime", "stopTime"))
    minutes = (end.ms - start.ms) / MINUTE_MS
    exercises = one.get("exercises") or []
    sport = exercises[0].get("sport", "") if exercises else one.get("sport", "")
    label = sport.lower().replace("_", " ") if isinstance(sport, str) else "exercise"
    kept.add("workout", start, minutes, end=end, line=place, label=label)
    for exercise in exercises:
        samples = exercise.get("samples")
        begin = _local(exercise.get("startTime", one["startTime"]), east, zone)
        for series in samples if isinstance(samples, list) else ():
            if series.get("type") == "HEART_RATE":
                _series(kept, series, begin, place)


def _series(kept: Collector, series: One, begin: Moment, place: int) -> None:
    step = float(series["intervalMillis"])
    for i, value in enumerate(series["values"]):
        if isinstance(value, int | float) and value > 0:
            at = Moment(begin.ms + round(i * step), begin.offset)
            kept.add("heart_rate", at, float(value), line=place)


def _local(text: str, east: Any, zone: Zone) -> Moment:
    """The wall's clock with minutes east beside it, where they are."""
    if east is None:
        return moment(text, zone)
    return Moment(moment(text).ms - int(east) * MINUTE_MS, int(east))


KINDS: Final[Sequence[tuple[str, Callable[[Collector, One, int, Zone], None]]]] = (
    ("deviceDays", pulse),
    ("sleepResult", night),
    ("sleepScoreResult", score),
    ("meanNightlyRecoveryRmssd", recovery),
    ("stopTime", session),
    ("summary", activity),
)
"""A field -> what a record is that has it."""
