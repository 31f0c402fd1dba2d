"""A night written down, stress now, and which of two devices counted: from sealed rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.test import Client

from evenkeel.apps.body import actions, days, queries
from evenkeel.apps.body.importing import settings_of
from evenkeel.apps.body.models import DayBlock
from evenkeel.apps.body.payloads import DaysPayload
from evenkeel.apps.body.store import Store
from evenkeel.core.sensing.arousal import State, is_sustained
from evenkeel.core.sensing.batches import batch
from evenkeel.core.sensing.diary import DiaryNight
from evenkeel.core.vocabulary import ObservationBatch
from tests.factories.members import Known

ON = date(2026, 3, 4)
ZERO = round(datetime(2026, 3, 4, tzinfo=UTC).timestamp() * 1000)
HOUR, MINUTE = 3_600_000, 60_000
NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)
ZONE = ZoneInfo("UTC")


def keep(known: Known, *batches: ObservationBatch) -> None:
    kept = Store(known.member, known.keyring, NOW)
    for one in batches:
        kept.add(one)
    kept.flush()
    chosen = settings_of(known.member, known.keyring)
    days.work_out(known.member, known.keyring, kept.touched, settings=chosen, zone=ZONE, now=NOW)


def cell(known: Known, column: str) -> float | None:
    table = queries.day_table(known.member, known.keyring, ON, ON)
    return table.columns[column][0] if column in table.columns else None


def night(*, awake: float = 30.0) -> DiaryNight:
    bed = datetime(2026, 3, 3, 23, tzinfo=UTC)
    woke = bed + timedelta(hours=8)
    return DiaryNight(bed, woke, woke, 0, awake)


def write_down(known: Known, one: DiaryNight) -> None:
    actions.keep_night(by=known.member, keyring=known.keyring, night=one, zone=ZONE, now=NOW)


def test_a_night_written_down_is_kept_and_can_be_written_anew(known: Known) -> None:
    write_down(known, night())
    assert cell(known, "diary_sleep_minutes") == cell(known, "sleep_minutes") == 450
    write_down(known, night(awake=90))
    assert cell(known, "diary_sleep_minutes") == 390
    assert cell(known, "diary_difference_minutes") is None


def test_diary_and_device_stand_side_by_side_until_one_is_off(known: Known) -> None:
    write_down(known, night())
    seen = batch(
        "sleep_stage", [ZERO - HOUR], [3.0], end=[ZERO + 6 * HOUR], offset=0, source="Ring"
    )
    keep(known, seen)
    assert cell(known, "sleep_minutes") == cell(known, "device_sleep_minutes") == 420
    assert cell(known, "diary_sleep_minutes") == 450
    assert cell(known, "diary_difference_minutes") == -30
    actions.switch(
        by=known.member, keyring=known.keyring, signal="sleep_stage", on=False, now=NOW, zone=ZONE
    )
    assert cell(known, "sleep_minutes") == 450, "what is off is not looked at"


def _month_of_pulse(known: Known, *, now_bpm: float, moving: bool = False) -> None:
    luck = np.random.default_rng(4)
    at = ZERO + 15 * HOUR + np.arange(-25 * 1440, 0) * MINUTE
    rate = (62 + luck.normal(0, 3, len(at))).round()
    rate[-30:] = now_bpm
    walk = [ZERO + 15 * HOUR - 8 * MINUTE]
    keep(
        known,
        batch("heart_rate", at, rate, offset=0, source="Watch"),
        batch("steps", walk, [400.0 if moving else 0.0], end=[walk[0] + MINUTE], offset=0),
    )


@pytest.mark.parametrize(
    ("bpm", "moving", "state"),
    [(62.0, False, State.USUAL), (85.0, False, State.RAISED), (85.0, True, State.MOVING)],
)
def test_stress_now_is_against_one_s_own_usual(
    known: Known, bpm: float, moving: bool, state: State
) -> None:
    _month_of_pulse(known, now_bpm=bpm, moving=moving)
    told = queries.stress_now(known.member, known.keyring, at=NOW, zone=ZONE)
    assert told.state is state
    assert is_sustained(told) is (state is State.RAISED)


def test_stress_now_does_not_look_at_what_is_off(known: Known) -> None:
    _month_of_pulse(known, now_bpm=85.0)
    actions.switch(by=known.member, keyring=known.keyring, signal="heart_rate", on=False, now=NOW)
    told = queries.stress_now(known.member, known.keyring, at=NOW, zone=ZONE)
    assert told.state is State.NO_DATA


def test_who_counted_is_told_and_can_be_chosen(known: Known) -> None:
    at = ZERO + np.arange(8, 12) * HOUR
    watch = batch("steps", at, [900.0, 900, 100, 900], end=at + HOUR, offset=0, source="Watch")
    phone = batch("steps", at[1:], [800.0, 400, 800], end=at[1:] + HOUR, offset=0, source="Phone")
    keep(known, watch, phone)
    told = queries.overlap(known.member, known.keyring, "steps", since=ON, until=ON, zone=ZONE)
    assert told is not None
    assert (dict(told.hours), told.shared, told.preferred) == ({"Watch": 3, "Phone": 1}, 3, ())
    assert cell(known, "steps") == 900 + 900 + 400 + 900
    actions.prefer(
        by=known.member, keyring=known.keyring, signal="steps", order=["Phone"], zone=ZONE, now=NOW
    )
    told = queries.overlap(known.member, known.keyring, "steps", since=ON, until=ON, zone=ZONE)
    assert told is not None
    assert (dict(told.hours), told.preferred) == ({"Phone": 3, "Watch": 1}, ("Phone",))
    assert cell(known, "steps") == 900 + 800 + 400 + 800


def test_one_device_has_no_overlap(known: Known) -> None:
    keep(known, batch("steps", [ZERO], [5.0], end=[ZERO + HOUR], offset=0, source="Watch"))
    args = (known.member, known.keyring, "steps")
    assert queries.overlap(*args, since=ON, until=ON, zone=ZONE) is None


def test_days_of_an_older_version_are_worked_out_anew(known: Known) -> None:
    keep(known, batch("steps", [ZERO], [5.0], end=[ZERO + HOUR], offset=0, source="Watch"))
    row = DayBlock.of(known.member).first()
    assert row is not None
    told: DaysPayload = row.open(known.keyring)
    old = told.model_copy(update={"version": 0, "columns": {"steps": (1.0,) * 31}})
    row.update_locked(keyring=known.keyring, payload=old, expected_revision=row.revision, now=NOW)
    assert cell(known, "steps") == 5
    assert DayBlock.of(known.member).get().open(known.keyring).version == told.version


def test_the_page_says_who_counted(known: Known, page: Client) -> None:
    at = ZERO + np.arange(8, 12) * HOUR
    watch = batch("steps", at, [900.0, 900, 100, 900], end=at + HOUR, offset=0, source="Watch")
    phone = batch("steps", at[1:], [800.0, 400, 800], end=at[1:] + HOUR, offset=0, source="Phone")
    keep(known, watch, phone)
    said = page.get("/body/signals/steps").content.decode()
    assert "In 3 hours of the last month more than one measured; one of them counts." in said
    assert "Counted: Watch in 3 hours, Phone in 1 hour." in said
