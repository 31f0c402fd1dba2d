"""The body page: what is here, today beside the usual, one signal and what can be done with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.body import actions, days, queries, telling
from evenkeel.apps.body.importing import settings_of
from evenkeel.apps.body.models import BodyIndex, SignalBlock
from evenkeel.apps.body.store import Store
from evenkeel.core.sensing.batches import batch
from tests.factories.members import Known

DAYS = 40


def lived(known: Known, *, last_rmssd: float = 20.0, quiet: int = 0) -> None:
    """Forty days of steps, nights and RMSSD that end `quiet` days ago."""
    now = timezone.now()
    start = datetime.combine(now.date(), datetime.min.time(), UTC) - timedelta(
        days=DAYS - 1 + quiet
    )
    noon = round(start.timestamp() * 1000) + np.arange(DAYS) * 86_400_000 + 8 * 3_600_000
    kept = Store(known.member, known.keyring, now)
    rmssd = 40.0 + np.arange(DAYS) % 5
    rmssd[-1] = last_rmssd
    night = np.full(DAYS, 7 * 3_600_000)
    night[-1] = 5 * 3_600_000
    kept.add(
        batch("steps", noon, 5000.0 + np.arange(DAYS), end=noon + 60_000, offset=0, source="W")
    )
    kept.add(batch("hrv_rmssd", noon, rmssd, end=noon, offset=0, source="Ring"))
    wake = noon - 3_600_000
    kept.add(batch("sleep_stage", wake - night, np.full(DAYS, 2.0), end=wake, offset=0, source="W"))
    kept.flush()
    chosen = settings_of(known.member, known.keyring)
    days.work_out(
        known.member, known.keyring, kept.touched, settings=chosen, zone=ZoneInfo("UTC"), now=now
    )


def test_an_empty_body_says_what_to_do(page: Client) -> None:
    said = page.get("/body").content.decode()
    assert "Nothing measured yet" in said
    assert "/body/add" in said


def test_today_is_told_beside_the_usual(page: Client, known: Known) -> None:
    lived(known)
    said = page.get("/body").content.decode()
    assert "Lower than your usual range" in said
    assert "So is most people&#x27;s after a short night." in said
    assert "<svg" in said
    for never in ("arrhythmia", "apnoea", "diagnos", "disease"):
        assert never not in said.lower().replace("not diagnoses", "")


def test_a_source_that_stopped_is_noticed(page: Client, known: Known) -> None:
    lived(known, quiet=4)
    said = page.get("/body").content.decode()
    assert "No data for 4 days since; the trends are paused" in said


def test_one_group_that_stopped_is_noticed_by_its_name(page: Client, known: Known) -> None:
    """Steps go on; nights ended four days ago."""
    lived(known, quiet=4)
    now = timezone.now()
    morning = round(now.timestamp() * 1000) - 3_600_000
    kept = Store(known.member, known.keyring, now)
    kept.add(batch("steps", [morning], [900.0], end=[morning + 60_000], offset=0, source="W"))
    kept.flush()
    said = page.get("/body").content.decode()
    assert "No sleep data for" in said
    assert "No heart data for" in said
    assert "No movement data for" not in said


def test_how_good_it_is_stands_beside_each_signal(page: Client, known: Known) -> None:
    lived(known)
    said = page.get("/body").content.decode()
    assert "30 of the last 30 days have a value" in said
    assert "beside__dot--out" in said


def test_where_the_newest_value_lies_is_drawn_inside_the_drawing(known: Known) -> None:
    for last in (0.5, 20.0, 41.0, 400.0):
        lived(known, last_rmssd=last)
        told = telling.sentences(
            queries.today(known.member, known.keyring, on=timezone.now().date())
        )
        (strip,) = [one.strip for one in told if one.column == "hrv_rmssd"]
        assert strip is not None
        assert 0 <= strip.dot_at <= telling.STRIP_WIDTH
        assert 0 <= strip.band_at <= strip.band_at + strip.band_width <= telling.STRIP_WIDTH
        inside = strip.band_at <= strip.dot_at <= strip.band_at + strip.band_width
        assert inside is strip.usual
        SignalBlock.objects.all().delete()
        BodyIndex.objects.all().delete()


def test_the_day_table_has_every_day_and_its_coverage(known: Known) -> None:
    lived(known)
    today = timezone.now().date()
    table = queries.day_table(known.member, known.keyring, today - timedelta(days=59), today)
    assert len(table.dates) == 60
    assert np.isnan(table.columns["steps"]).sum() == 20
    assert table.coverage("steps") == pytest.approx(40 / 60)
    assert table.cells["sleep_minutes"][-1] == 1
    assert table.columns["sleep_minutes"][-1] == 300


def test_switched_off_is_out_of_everything(page: Client, known: Known) -> None:
    lived(known)
    page.post("/body/signals/hrv_rmssd/switch", {"on": "no"})
    today = timezone.now().date()
    table = queries.day_table(known.member, known.keyring, today - timedelta(days=5), today)
    assert "hrv_rmssd" not in table.columns
    assert "steps" in table.columns
    assert "switched off" in page.get("/body/signals/hrv_rmssd").content.decode()
    page.post("/body/signals/hrv_rmssd/switch", {"on": "yes"})
    table = queries.day_table(known.member, known.keyring, today - timedelta(days=5), today)
    assert "hrv_rmssd" in table.columns


def test_deleted_is_gone_from_samples_and_days(page: Client, known: Known) -> None:
    lived(known)
    assert "Delete everything" in page.get("/body/signals/steps/delete").content.decode()
    assert SignalBlock.objects.exists()
    page.post("/body/signals/steps/delete")
    held = queries.held(known.member, known.keyring, on=timezone.now().date())
    assert {one.id for one in held} == {"hrv_rmssd", "sleep_stage"}
    today = timezone.now().date()
    table = queries.day_table(known.member, known.keyring, today - timedelta(days=50), today)
    assert "steps" not in table.columns


def test_export_gives_every_value(page: Client, known: Known) -> None:
    lived(known)
    lines = "".join(queries.samples_csv(known.member, known.keyring, "steps")).splitlines()
    assert lines[0].startswith("start_utc,end_utc,minutes_east,value ({count})")
    assert len(lines) == DAYS + 1
    assert ',0,5000,"W","",""' in lines[1]


def test_a_lost_index_finds_its_blocks_again(known: Known) -> None:
    lived(known)
    before = queries.held(known.member, known.keyring, on=timezone.now().date())
    BodyIndex.objects.all().delete()
    assert queries.held(known.member, known.keyring, on=timezone.now().date()) == before


def test_a_source_can_go_first(known: Known) -> None:
    lived(known)
    now = timezone.now()
    today = now.date()
    noon = round(datetime(today.year, today.month, today.day, 8, tzinfo=UTC).timestamp() * 1000)
    kept = Store(known.member, known.keyring, now)
    kept.add(batch("steps", [noon], [100.0], end=[noon + 60_000], offset=0, source="Phone"))
    kept.flush()
    actions.prefer(
        by=known.member, keyring=known.keyring, signal="steps", order=["Phone"], zone=None, now=now
    )
    table = queries.day_table(known.member, known.keyring, today, today)
    assert table.columns["steps"] == (100.0,)


@pytest.mark.parametrize("path", ["/body/signals/nonsense", "/body/signals/weight"])
def test_what_is_not_here_is_not_found(page: Client, path: str) -> None:
    assert page.get(path).status_code == 404
