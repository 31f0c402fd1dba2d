"""A file handed to the wrong importer, or none of its kind, is refused and nothing is kept."""

from __future__ import annotations

import pytest

from evenkeel.importers.contract import Choices, Reason, Refused
from evenkeel.importers.discovery import importer
from tests.contract.importers.fixtures import read_all, source_of

TABLES = ("daylio", "whoop", "sleep_as_android", "sleepmeter", "withings")
DOCUMENTS = ("fitbit", "oura", "withings", "polar", "google_fit", "ihealth", "suunto")


def reason(id: str, name: str, raw: bytes) -> Reason:
    with pytest.raises(Refused) as refusal:
        read_all(importer(id), source_of(raw, name), Choices())
    return refusal.value.reason


@pytest.mark.parametrize("id", [*TABLES, "oura", "polar", "google_fit", "suunto", "garmin_fit"])
def test_a_text_is_not_an_export(id: str) -> None:
    found = reason(id, "notes.txt", b"milk, bread, call Jo\n")
    assert found in {Reason.NOT_THIS, Reason.DAMAGED}


@pytest.mark.parametrize("id", TABLES[1:])
def test_another_maker_s_table_is_refused_by_name(id: str) -> None:
    other = b"full_date,date,weekday,time,mood,activities,note_title,note\n"
    assert reason(id, "daylio_export.csv", other) is Reason.NOT_THIS


@pytest.mark.parametrize("id", [*DOCUMENTS, "garmin_connect"])
def test_a_document_that_was_cut_off_is_damaged(id: str) -> None:
    assert reason(id, "answer.json", b'{"data": [{"day": "2026-0') is Reason.DAMAGED
