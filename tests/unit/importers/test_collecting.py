"""The collector keeps its columns level, whatever a damaged file puts into a row."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from evenkeel.core.sensing.batches import problems
from evenkeel.core.vocabulary import ZONE_UNKNOWN, ObservationBatch
from evenkeel.importers.contract import BrokenRow, Reason
from evenkeel.importers.reading import Collector, UnreadableTime, moment
from evenkeel.importers.reading.collecting import MOST_NAMES, TOO_LATE
from evenkeel.importers.reading.times import Moment

AT = moment("2026-03-04T08:00:00Z")


def kept_of(collector: Collector) -> tuple[list[ObservationBatch], list[BrokenRow]]:
    items = list(collector.finish())
    batches = [one for one in items if isinstance(one, ObservationBatch)]
    assert not [problem for one in batches for problem in problems(one)]
    return batches, [one for one in items if isinstance(one, BrokenRow)]


@pytest.mark.parametrize("length", [float("inf"), float("nan"), 1e300])
def test_an_end_that_is_no_time_is_a_broken_row(length: float) -> None:
    kept = Collector("My Watch")
    end = Moment(AT.ms + length, ZONE_UNKNOWN)  # type: ignore[arg-type]
    kept.add("steps", AT, 12, end=end, line=3)
    assert kept_of(kept) == ([], [BrokenRow("", 3, Reason.TIME)])


@pytest.mark.parametrize(("end", "told"), [(TOO_LATE - 1, True), (TOO_LATE, False)])
def test_no_row_ends_after_2099(end: int, told: bool) -> None:
    assert datetime.fromtimestamp(TOO_LATE / 1000, UTC) == datetime(2100, 1, 1, tzinfo=UTC)
    kept = Collector("My Watch")
    kept.add("steps", AT, 12, end=Moment(end, ZONE_UNKNOWN))
    assert bool(kept_of(kept)[0]) is told


def test_a_label_that_is_no_text_leaves_nothing_behind() -> None:
    kept = Collector("My Watch")
    kept.add("steps", AT, 12)
    with pytest.raises(TypeError):
        kept.add("steps", AT, 12, label=["walk"])  # type: ignore[arg-type]
    kept.add("steps", AT, 13)
    (batch,), broken = kept_of(kept)
    assert batch.value.tolist() == [12, 13]
    assert not broken


def test_more_names_than_codes_leave_nothing_behind() -> None:
    kept = Collector("My Watch")
    for count in range(MOST_NAMES):
        kept.add("steps", AT, 12, label=str(count))
    with pytest.raises(ValueError, match="too many names"):
        kept.add("steps", AT, 12, label="one more")
    (batch,), _broken = kept_of(kept)
    assert len(batch) == MOST_NAMES


@pytest.mark.parametrize("zone", [None, ZoneInfo("Pacific/Auckland")])
def test_the_last_hour_of_the_calendar_is_no_time(zone: ZoneInfo | None) -> None:
    with pytest.raises(UnreadableTime):
        moment("9999-12-31T23:59:59Z", zone)
