"""Health Connect's exported database (Android) -> observations, with the app that wrote each.

Here: finding the database, sleep, heart rate and workouts, which span two tables. Not here: tables
that are one signal each (`tables.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from evenkeel.importers.contract import Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.health_connect.tables import (
    FLOWS,
    INSTANTS,
    INTERVALS,
    NUTRIENTS,
    SPORTS,
    STAGES,
    Signal,
)
from evenkeel.importers.reading import (
    Collector,
    Database,
    Moment,
    UnreadableTime,
    database,
    from_epoch,
)

MAGIC: Final = b"SQLite format 3\0"
_ENDING: Final = ".db"
_INSTANT: Final = ("row_id", "time", "zone_offset", "app_info_id")
_INTERVAL: Final = ("row_id", "start_time", "start_zone_offset", "end_time", "app_info_id")
_SIGN: Final = b"record_table"
MOST_EAST: Final = 18 * 60
Row = Mapping[str, Any]


def recognise(names: Sequence[str], head: Head) -> float:
    """By an SQLite file that is named like the export, or says a table of it at its beginning."""
    for name in names:
        first = head(name) if name.lower().endswith(_ENDING) or len(names) == 1 else b""
        if first.startswith(MAGIC):
            return 0.9 if "health_connect" in name.lower() or _SIGN in first else 0.55
    return 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every table that is known; tables of other kinds are counted by their name."""
    name = next((n for n in source.names if source.head(n).startswith(MAGIC)), None)
    if name is None:
        raise Refused(Reason.NOT_THIS)
    source.expect([name])
    with database(source.open(name)) as opened:
        if not any(table.endswith("_record_table") for table in opened.tables):
            raise Refused(Reason.NOT_THIS)
        yield from _Reading(opened, choices.zone).items()


class _Reading:
    """One database, table by table."""

    def __init__(self, opened: Database, zone: ZoneInfo | None) -> None:
        self._opened, self._zone = opened, zone
        self._kept = Collector("Health Connect")
        self._apps = {
            row["row_id"]: str(row["app_name"] or row["package_name"] or "")[:60]
            for row in opened.rows("application_info_table", ["row_id", "app_name", "package_name"])
        }

    def items(self) -> Iterator[Item]:
        for table, signal in INSTANTS.items():
            for row in self._opened.rows(table, [*_INSTANT, *signal.columns]):
                self._plain(table, row, signal, "time", "zone_offset")
                yield from self._kept.ready()
        for table, signal in INTERVALS.items():
            for row in self._opened.rows(table, [*_INTERVAL, *signal.columns]):
                self._plain(table, row, signal, "start_time", "start_zone_offset")
                yield from self._kept.ready()
        yield from self._heart()
        yield from self._sleep()
        self._workouts()
        self._meals()
        self._cycle()
        self._rest()
        yield from self._kept.finish()

    def _plain(self, table: str, row: Row, signal: Signal, time: str, offset: str) -> None:
        self._kept.part, line = table, _line(row)
        try:
            start = self._at(row[time], row[offset])
            end = self._at(row["end_time"], row[offset]) if "end_time" in row else start
        except UnreadableTime:
            return self._kept.broken(line, Reason.TIME)
        source = self._apps.get(row["app_info_id"], "")
        for column, (name, factor) in signal.columns.items():
            value = row[column]
            if isinstance(value, int | float):
                self._kept.add(
                    name, start, round(value * factor, 6), end=end, line=line, source=source
                )
            elif value is not None:
                self._kept.broken(line, Reason.NUMBER)
        return None

    def _heart(self) -> Iterator[Item]:
        parents = self._parents("heart_rate_record_table")
        self._kept.part = table = "heart_rate_record_series_table"
        for row in self._opened.rows(table, ["parent_key", "beats_per_minute", "epoch_millis"]):
            east, source = parents.get(row["parent_key"], (None, ""))
            with self._kept.row(0):
                at, value = self._at(row["epoch_millis"], east), float(row["beats_per_minute"])
                self._kept.add("heart_rate", at, value, source=source)
            yield from self._kept.ready()

    def _sleep(self) -> Iterator[Item]:
        """Stages where the app told them; else the session as one stretch."""
        table = "sleep_session_record_table"
        parents = self._parents(table)
        staged = set()
        self._kept.part = "sleep_stages_table"
        columns = ["parent_key", "stage_start_time", "stage_end_time", "stage_type"]
        for row in self._opened.rows("sleep_stages_table", columns):
            east, source = parents.get(row["parent_key"], (None, ""))
            staged.add(row["parent_key"])
            span = row["stage_start_time"], row["stage_end_time"]
            self._stretch(span, east, STAGES.get(row["stage_type"], ""), source, 0)
            yield from self._kept.ready()
        self._kept.part = table
        for row in self._opened.rows(table, _INTERVAL):
            if row["row_id"] not in staged:
                east, source = parents.get(row["row_id"], (None, ""))
                span = row["start_time"], row["end_time"]
                self._stretch(span, east, "asleep", source, _line(row))

    def _stretch(
        self, span: tuple[Any, Any], east: int | None, stage: str, source: str, line: int
    ) -> None:
        if not stage:
            return self._kept.skip("sleep of an unknown stage")
        try:
            start, end = self._at(span[0], east), self._at(span[1], east)
        except UnreadableTime:
            return self._kept.broken(line, Reason.TIME)
        return self._kept.stage("sleep_stage", start, stage, end=end, line=line, source=source)

    def _workouts(self) -> None:
        self._kept.part = table = "exercise_session_record_table"
        for row in self._opened.rows(table, [*_INTERVAL, "exercise_type"]):
            try:
                start = self._at(row["start_time"], row["start_zone_offset"])
                end = self._at(row["end_time"], row["start_zone_offset"])
            except UnreadableTime:
                self._kept.broken(_line(row), Reason.TIME)
                continue
            label = SPORTS.get(row["exercise_type"], "exercise")
            source = self._apps.get(row["app_info_id"], "")
            minutes = (end.ms - start.ms) / 60_000
            self._kept.add(
                "workout", start, minutes, end=end, line=_line(row), label=label, source=source
            )

    def _meals(self) -> None:
        """A meal, and what was in it. Its name is the member's own words."""
        table = "nutrition_record_table"
        for row in self._opened.rows(table, [*_INTERVAL, *NUTRIENTS.columns]):
            self._plain(table, row, NUTRIENTS, "start_time", "start_zone_offset")
            self._kept.skip("names of meals")

    def _cycle(self) -> None:
        self._kept.part = table = "menstruation_flow_record_table"
        for row in self._opened.rows(table, [*_INSTANT, "flow"]):
            try:
                at = self._at(row["time"], row["zone_offset"])
            except UnreadableTime:
                self._kept.broken(_line(row), Reason.TIME)
                continue
            self._kept.stage(
                "menstrual_flow", at, FLOWS.get(row["flow"], ""), end=at, line=_line(row)
            )

    def _rest(self) -> None:
        known = {*INSTANTS, *INTERVALS, *_OWN}
        for table in sorted(self._opened.tables):
            if table.endswith("record_table") and table not in known:
                count = sum(1 for _ in self._opened.rows(table, ["row_id"]))
                if count:
                    self._kept.skip(table.removesuffix("_record_table"), count)

    def _parents(self, table: str) -> dict[Any, tuple[int | None, str]]:
        return {
            row["row_id"]: (row["start_zone_offset"], self._apps.get(row["app_info_id"], ""))
            for row in self._opened.rows(table, _INTERVAL)
        }

    def _at(self, ms: Any, offset: Any) -> Moment:
        """A time and its offset, which the database counts in seconds."""
        if isinstance(ms, bool) or not isinstance(ms, int | float):
            raise UnreadableTime("no count")
        told = from_epoch(float(ms), self._zone)
        if not isinstance(offset, int | float) or abs(offset) > MOST_EAST * 60:
            return told
        return Moment(told.ms, round(offset / 60))


_OWN: Final = frozenset(
    {
        "heart_rate_record_table",
        "sleep_session_record_table",
        "exercise_session_record_table",
        "nutrition_record_table",
        "menstruation_flow_record_table",
    }
)


def _line(row: Row) -> int:
    return row["row_id"] if isinstance(row["row_id"], int) else 0
