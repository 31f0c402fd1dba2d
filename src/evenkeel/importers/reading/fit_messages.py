"""What the messages of a FIT file mean: from the FIT SDK's public profile.

Here: one file's messages, gathered until its local clock is known. Not here: the binary form
(`fit.py`). Garmin's heart rate variability is RMSSD (`hrv_value`: 5-minute RMSSD).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from fitdecode import FitDataMessage

from evenkeel.core.vocabulary import ZONE_UNKNOWN
from evenkeel.importers.contract import Choices, Reason
from evenkeel.importers.reading import Collector, Moment, UnreadableTime
from evenkeel.importers.reading.times import from_datetime

DISTANCE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("running", "walking", "hiking", "trail_running"), "distance_on_foot"),
    **dict.fromkeys(("cycling", "e_biking"), "distance_cycling"),
    "swimming": "distance_swimming",
}
STAGES: Final[Mapping[str, str]] = {
    "awake": "awake",
    "light": "light",
    "deep": "deep",
    "rem": "rem",
}
HRV_WINDOW: Final = timedelta(minutes=5)
STAGE_EPOCH: Final = timedelta(minutes=1)
"""The last stage of a night has no next one: it is given the length of one epoch."""
BEAT_DRIFT: Final = timedelta(seconds=5)
"""RR intervals carry no time. Where their sum leaves the clock of the records, it starts anew."""
FROM_MIDNIGHT: Final = timedelta(minutes=5)
"""A day's counter that is read this soon after midnight began at nought."""
_QUARTER: Final = 15


class _Row(NamedTuple):
    signal: str
    start: datetime
    value: float
    line: int
    end: datetime | None = None
    label: str = ""
    stage: str = ""


class Day:
    """One FIT file: an activity, a day's monitoring, a night."""

    def __init__(self, kept: Collector, choices: Choices) -> None:
        self._kept, self._choices = kept, choices
        self._rows: list[_Row] = []
        self._offset: int | None = None
        self._now: datetime | None = None
        self._beat: datetime | None = None
        self._stages: list[tuple[datetime, str, int]] = []
        self._counters: dict[str, tuple[datetime, float]] = {}
        self._people = 0
        self._other: dict[str, int] = {}

    def take(self, message: FitDataMessage, line: int) -> None:
        """One message; `line` is its number in the file."""
        said = {field.name: field.value for field in message.fields if field.value is not None}
        self._clock(said)
        handler = _HANDLERS.get(message.name)
        if handler is not None:
            handler(self, said, line)

    def close(self) -> None:
        """Hand everything on, with the local clock that the file told."""
        self._night()
        if self._people > 1:
            self._rows = [row for row in self._rows if row.signal not in ("weight", "body_fat")]
        for row in self._rows:
            try:
                at, end = self._moment(row.start), self._moment(row.end or row.start)
            except UnreadableTime:
                self._kept.broken(row.line, Reason.TIME)
                continue
            if row.stage:
                self._kept.stage(row.signal, at, row.stage, end=end, line=row.line)
            else:
                self._kept.add(row.signal, at, row.value, end=end, line=row.line, label=row.label)
        for what, count in self._other.items():
            self._kept.skip(what, count)
        self._rows = []

    def add(
        self,
        signal: str,
        at: Any,
        value: Any,
        line: int,
        *,
        end: datetime | None = None,
        label: str = "",
    ) -> None:
        """One value; a missing time or a value that is no number is counted."""
        if not isinstance(at, datetime):
            self._kept.broken(line, Reason.TIME)
        elif isinstance(value, bool) or not isinstance(value, int | float):
            self._kept.broken(line, Reason.NUMBER)
        else:
            self._rows.append(_Row(signal, at, float(value), line, end, label))

    def skip(self, what: str) -> None:
        self._other[what] = self._other.get(what, 0) + 1

    def _clock(self, said: Mapping[str, Any]) -> None:
        at, local = said.get("timestamp"), said.get("local_timestamp")
        if isinstance(at, datetime):
            self._now = at
            if isinstance(local, datetime):
                minutes = (local - at).total_seconds() / 60
                self._offset = round(minutes / _QUARTER) * _QUARTER

    def _moment(self, at: datetime) -> Moment:
        told = from_datetime(at, self._choices.zone if self._offset is None else None)
        if self._offset is None or told.offset != ZONE_UNKNOWN:
            return told
        return Moment(told.ms, self._offset)

    # messages ---------------------------------------------------------------------------------

    def record(self, said: Mapping[str, Any], line: int) -> None:
        if "heart_rate" in said:
            self.add("heart_rate", said.get("timestamp"), said["heart_rate"], line)

    def beats(self, said: Mapping[str, Any], line: int) -> None:
        times = said.get("time")
        for seconds in times if isinstance(times, tuple | list) else (times,):
            if not isinstance(seconds, int | float) or self._now is None:
                continue
            beat = self._beat or self._now
            if abs(beat - self._now) > BEAT_DRIFT:
                beat = self._now
            self._beat = beat + timedelta(seconds=seconds)
            self.add("rr_interval", self._beat, seconds * 1000, line)

    def session(self, said: Mapping[str, Any], line: int) -> None:
        start, seconds = said.get("start_time"), said.get("total_elapsed_time")
        if not isinstance(start, datetime) or not isinstance(seconds, int | float):
            return self._kept.broken(line, Reason.TIME)
        end = start + timedelta(seconds=seconds)
        sport = str(said.get("sport", ""))
        self.add("workout", start, seconds / 60, line, end=end, label=sport.replace("_", " "))
        if said.get("total_distance"):
            signal = DISTANCE.get(sport, "distance_total")
            self.add(signal, start, said["total_distance"], line, end=end)
        return None

    def monitoring(self, said: Mapping[str, Any], line: int) -> None:
        at = said.get("timestamp", self._now)
        if "timestamp_16" in said and isinstance(self._now, datetime):
            at = self._now = _whole(self._now, said["timestamp_16"])
        if said.get("heart_rate"):
            self.add("heart_rate", at, said["heart_rate"], line)
        if "steps" in said and isinstance(at, datetime):
            self._steps(str(said.get("activity_type", "")), at, said["steps"], line)

    def _steps(self, kind: str, at: datetime, total: Any, line: int) -> None:
        """Counters run from midnight, one for each way of moving: differences are kept."""
        if not isinstance(total, int | float):
            return self._kept.broken(line, Reason.NUMBER)
        before, self._counters[kind] = self._counters.get(kind), (at, float(total))
        if before is None:
            midnight = at + timedelta(minutes=self._offset or 0)
            since = midnight - midnight.replace(hour=0, minute=0, second=0, microsecond=0)
            if self._offset is None or since > FROM_MIDNIGHT or not total:
                return None
            before = (at - since, 0.0)
        if total > before[1] and at > before[0]:
            self.add("steps", before[0], total - before[1], line, end=at)
        return None

    def stress(self, said: Mapping[str, Any], line: int) -> None:
        level = said.get("stress_level_value")
        if isinstance(level, int | float) and level < 0:
            return self.skip("stress that could not be measured")
        return self.add("stress_score", said.get("stress_level_time"), level, line)

    def hrv(self, said: Mapping[str, Any], line: int) -> None:
        at = said.get("timestamp")
        start = at - HRV_WINDOW if isinstance(at, datetime) else at
        if "value" in said:
            self.add("hrv_rmssd", start, said["value"], line, end=at)

    def stage(self, said: Mapping[str, Any], line: int) -> None:
        at, level = said.get("timestamp"), str(said.get("sleep_level", ""))
        if not isinstance(at, datetime):
            return self._kept.broken(line, Reason.TIME)
        self._stages.append((at, STAGES.get(level, ""), line))
        return None

    def score(self, said: Mapping[str, Any], line: int) -> None:
        score = said.get("overall_sleep_score")
        if score is not None and self._stages:
            start, end = self._stages[0][0], self._stages[-1][0]
            self.add("sleep_score", start, score, line, end=end)

    def weight(self, said: Mapping[str, Any], line: int) -> None:
        if self._people > 1:
            return self.skip("a scale used by several people: the file does not say who you are")
        if said.get("weight") is not None:
            self.add("weight", said.get("timestamp"), said["weight"], line)
        if said.get("percent_fat") is not None:
            self.add("body_fat", said.get("timestamp"), said["percent_fat"], line)
        return None

    def person(self, said: Mapping[str, Any], line: int) -> None:
        self._people += 1

    def _night(self) -> None:
        ends = [at for at, _stage, _line in self._stages[1:]]
        ends += [self._stages[-1][0] + STAGE_EPOCH] if self._stages else []
        for (at, stage, line), end in zip(self._stages, ends, strict=True):
            if stage and end > at:
                self._rows.append(_Row("sleep_stage", at, 0, line, end, stage=stage))
            elif not stage:
                self.skip("sleep that could not be measured")


def _whole(now: datetime, low: Any) -> datetime:
    """A time of which only the lowest 16 bits of its FIT seconds were written."""
    fit = int(now.timestamp()) - _FIT_EPOCH
    return now + timedelta(seconds=(int(low) - (fit & 0xFFFF)) & 0xFFFF)


_FIT_EPOCH: Final = 631_065_600


def _plain(
    signal: str, field: str, *, at: str = "timestamp"
) -> Callable[[Day, Mapping[str, Any], int], None]:
    """A message whose one field is a signal at its timestamp."""

    def take(day: Day, said: Mapping[str, Any], line: int) -> None:
        if said.get(field):
            day.add(signal, said.get(at), said[field], line)

    return take


_HANDLERS: Final[Mapping[str, Callable[[Day, Mapping[str, Any], int], None]]] = {
    "record": Day.record,
    "hrv": Day.beats,
    "session": Day.session,
    "monitoring": Day.monitoring,
    "stress_level": Day.stress,
    "hrv_value": Day.hrv,
    "sleep_level": Day.stage,
    "sleep_assessment": Day.score,
    "weight_scale": Day.weight,
    "user_profile": Day.person,
    "monitoring_hr_data": _plain("resting_heart_rate", "resting_heart_rate"),
    "max_met_data": _plain("vo2_max", "vo2_max", at="update_time"),
    "spo2_data": _plain("oxygen_saturation", "reading_spo2"),
    "respiration_rate": _plain("respiratory_rate", "respiration_rate"),
}
