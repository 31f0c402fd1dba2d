"""An archive with several makers' exports in it is read whole; other leftovers are let be."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pytest

from evenkeel.importers.contract import Choices, Item, Reason, Refused
from evenkeel.importers.discovery import guesses, importer
from evenkeel.importers.running import Summary
from evenkeel.importers.sources import ZipSource, open_source
from evenkeel.importers.whole import read_whole

FITBIT = {
    "Takeout/Fitbit/Global Export Data/steps-2026-03-04.json": json.dumps(
        [{"dateTime": "03/04/26 07:10:00", "value": "12"}]
    )
}
POINT = {
    "dataTypeName": "com.google.weight",
    "startTimeNanos": 1772604000000000000,
    "endTimeNanos": 1772604000000000000,
    "fitValue": [{"value": {"fpVal": 70.5}}],
}
GOOGLE_FIT = {
    "Takeout/Fit/All Data/raw_com.google.weight.json": json.dumps(
        {"Data Source": "raw:com.google.weight:phone", "Data Points": [POINT]}
    )
}
OTHER = {"Takeout/Location History/Records.json": json.dumps({"locations": []})}


def archive(files: Mapping[str, str]) -> ZipSource:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as zipped:
        for name, text in files.items():
            zipped.writestr(name, text)
    data = kept.getvalue()
    source = open_source(lambda: io.BytesIO(data), name="takeout.zip", size=len(data))
    assert isinstance(source, ZipSource)
    return source


def summed(source: ZipSource, first: str = "") -> Summary:
    id = first or guesses(source)[0].importer
    summary = Summary()
    items: list[Item] = list(read_whole(importer(id), source, Choices(zone=ZoneInfo("UTC"))))
    for item in items:
        summary.take(item)
    return summary


def test_a_takeout_of_two_makers_is_read_whole() -> None:
    source = archive({**FITBIT, **OTHER, **GOOGLE_FIT})
    found = summed(source)
    assert {id: one.rows for id, one in found.signals.items()} == {"steps": 1, "weight": 1}
    assert found.signals["weight"].sources == {"Google Fit"}
    assert not found.broken
    read = {**FITBIT, **GOOGLE_FIT}
    assert source.progress.done == source.progress.total == sum(map(len, read.values()))


def test_the_other_way_round_is_the_same() -> None:
    source = archive({**OTHER, **GOOGLE_FIT, **FITBIT})
    assert set(summed(source, "google_fit").signals) == {"steps", "weight"}


def test_files_of_nobody_are_let_be() -> None:
    found = summed(archive({**FITBIT, **OTHER}))
    assert set(found.signals) == {"steps"}
    assert not found.broken


def test_what_must_be_asked_about_first_is_not_read_unasked() -> None:
    found = summed(archive({**FITBIT, "notes/table.csv": "time,heart rate\n2026-03-04 07:00,61\n"}))
    assert set(found.signals) == {"steps"}


def test_a_damaged_second_part_costs_only_itself() -> None:
    cut = {name: text[:-9] for name, text in GOOGLE_FIT.items()}
    found = summed(archive({**FITBIT, **cut}))
    assert set(found.signals) == {"steps"}
    assert sum(found.broken.values()) == 1


def test_the_first_importer_still_refuses() -> None:
    with pytest.raises(Refused) as refused:
        summed(archive({**OTHER, "a.txt": "x"}), "google_fit")
    assert refused.value.reason is Reason.NOT_THIS
