"""From a dropped file to a table of days, and everything that can go wrong on the way."""

from __future__ import annotations

import io
import uuid
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from evenkeel.apps.body import queries, spool
from evenkeel.apps.body.models import BodyIndex, DayBlock, Dropped, ImportRun, SignalBlock
from evenkeel.core.sensing.days import EPOCH
from tests.factories.members import Known, make_member, sign_in
from tests.integration.body.conftest import APPLE, TABLES, address_of, apple_zip, give

DAY = EPOCH.replace(2026, 3, 4)


def test_a_file_is_looked_at_before_anything_is_kept(page: Client, known: Known) -> None:
    answer = give(page, "export.zip", apple_zip())
    said = answer.content.decode()
    assert "export from Apple Health" in said
    assert "kinds, on 4 March 2026" in said
    assert "1 day with sleep" in said
    assert "a unit we do not know" not in said
    assert not SignalBlock.objects.exists()
    assert not DayBlock.objects.exists()


def test_only_what_is_agreed_to_is_kept(page: Client, known: Known) -> None:
    at = address_of(give(page, "export.zip", apple_zip()))
    page.post(f"{at}/keep", {"signals": ["steps", "sleep_stage"]}, follow=True)
    held = queries.held(known.member, known.keyring, on=DAY)
    assert {one.id for one in held} == {"steps", "sleep_stage"}
    table = queries.day_table(known.member, known.keyring, DAY, DAY)
    assert table.columns["steps"] == (151.0,), "watch and phone walked the same steps"
    assert "heart_rate" not in table.columns
    assert table.cells["steps"][0] > 0


def test_the_same_file_twice_adds_nothing(page: Client, known: Known) -> None:
    for said in ("All of it is new", "Nothing in it was new"):
        at = address_of(give(page, "export.zip", apple_zip()))
        answer = page.post(f"{at}/keep", {"signals": ["heart_rate", "steps"]}, follow=True)
        assert said in answer.content.decode()
    assert sum(one.rows for one in queries.held(known.member, known.keyring, on=DAY)) == 5
    assert BodyIndex.objects.count() == 1


def test_a_plain_xml_is_read_twice_and_its_name_is_forgotten(page: Client, known: Known) -> None:
    raw = (APPLE / "export.zip" / "apple_health_export" / "export.xml").read_bytes()
    at = address_of(give(page, "a private name.xml", raw))
    answer = page.post(f"{at}/keep", {"signals": ["heart_rate"]}, follow=True)
    assert "All of it is new" in answer.content.decode()
    assert Dropped.objects.get().open(known.keyring).name == ""


def test_overlapping_files_merge(page: Client, known: Known) -> None:
    one = b"time,heart_rate\n2026-03-04T08:00:00+01:00,61\n2026-03-04T08:01:00+01:00,62\n"
    more = one + b"2026-03-04T08:02:00+01:00,63\n"
    for raw in (one, more):
        at = address_of(give(page, "mine.csv", raw))
        _say_columns(page, at, {"role_0": "time", "role_1": "signal:heart_rate", "unit_1": "bpm"})
        page.post(f"{at}/keep", {"signals": ["heart_rate"]})
    assert sum(one.rows for one in queries.held(known.member, known.keyring, on=DAY)) == 3


def test_nothing_of_a_file_is_plain_on_disk_and_it_goes(page: Client, known: Known) -> None:
    row = b"2026-03-04T08:00:00+01:00,61,canary-on-disk\n"
    raw = b"time,heart_rate,what\n" + row * 50
    at = address_of(give(page, "mine.csv", raw))
    copies = list(Path(settings.SPOOL).glob("*"))
    assert len(copies) == 1
    assert b"canary" not in copies[0].read_bytes()
    page.post(f"{at}/stop")
    assert not list(Path(settings.SPOOL).glob("*"))
    assert not Dropped.objects.exists()


def test_nothing_of_a_file_is_plain_in_the_database(page: Client, known: Known) -> None:
    raw = (APPLE / "export.zip" / "apple_health_export" / "export.xml").read_bytes()
    raw = raw.replace(b"Robin", b"Canary")
    at = address_of(give(page, "canary.xml", raw))
    page.post(f"{at}/keep", {"signals": ["heart_rate", "menstrual_flow"]})
    for model in (SignalBlock, DayBlock, BodyIndex, Dropped, ImportRun):
        assert model.objects.exists()
        for row in model.objects.values():
            told = b" ".join(
                bytes(v) if isinstance(v, memoryview) else _bytes(v) for v in row.values()
            )
            for word in (b"anary", b"menstrual", b"heart", b"apple"):
                assert word not in told.lower(), model


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def test_a_table_is_read_as_the_member_says(page: Client, known: Known) -> None:
    at = address_of(give(page, "german.csv", (TABLES / "german.csv").read_bytes()))
    said = page.get(at).content.decode()
    assert "Gewicht (kg)" in said
    assert "70,4" in said
    fields = {"role_0": "time", "role_1": "signal:weight", "unit_1": "kg", "role_2": ""}
    _say_columns(page, at, fields, form="%d.%m.%Y", decimal=",", zone="Europe/Berlin")
    page.post(f"{at}/keep", {"signals": ["weight"]})
    table = queries.day_table(known.member, known.keyring, DAY, DAY)
    assert table.columns["weight"] == (70.4,)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"role_0": "time"}, "Say which column is the time"),
        ({"role_0": "time", "role_1": "time"}, "Two columns are said to be the same"),
        ({"role_0": "time", "role_1": "signal:weight", "unit_1": "bpm"}, "does not go with"),
    ],
)
def test_a_wrong_mapping_is_answered_in_words(
    page: Client, fields: dict[str, str], says: str
) -> None:
    at = address_of(give(page, "mine.csv", b"time,kg\n2026-03-04,70\n2026-03-05,71\n"))
    answer = _say_columns(page, at, fields)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def _bomb() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("apple_health_export/export.xml", bytes(64 * 1024 * 1024))
    return into.getvalue()


def _escape() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as zipped:
        zipped.writestr("../../etc/cron.d/x", "x")
    return into.getvalue()


EXPANDS = (
    b'<?xml version="1.0"?><!DOCTYPE HealthData [<!ENTITY a "aaaaaaaaaa">'
    + b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><HealthData locale="&b;">&b;</HealthData>'
)


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("export.zip", _bomb(), "grow far too large"),
        ("export.zip", _escape(), "point outside of it"),
        ("export.zip", b"PK\x03\x04 not really", "damaged or was cut off"),
        ("photo.jpg", b"\xff\xd8\xff" + bytes(100), "do not know this kind of file"),
        ("export.xml", EXPANDS, "There is nothing in this file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_kindly(
    page: Client, known: Known, name: str, raw: bytes, says: str
) -> None:
    answer = give(page, name, raw)
    assert says in answer.content.decode()
    assert ImportRun.objects.get().state == ImportRun.State.REFUSED
    assert not list(Path(settings.SPOOL).glob("*"))
    assert not SignalBlock.objects.exists()


def test_an_empty_file_and_no_file(page: Client) -> None:
    assert give(page, "export.xml", b"").status_code == 422
    assert page.post("/body/add", {}).status_code == 422


def test_a_large_file_comes_in_slices(page: Client, known: Known) -> None:
    raw = apple_zip() + bytes(0)
    begun = page.post("/body/add/begin", {"size": str(len(raw))}).json()
    base = f"/body/add/{begun['id']}"
    wrong = page.post(f"{base}/slice?at=7", raw, content_type="application/octet-stream")
    assert wrong.json() == {"here": 0}
    assert page.post(f"{base}/arrived", {"name": "export.zip"}).status_code == 422
    whole = page.post(f"{base}/slice?at=0", raw, content_type="application/octet-stream")
    assert whole.json() == {"here": len(raw)}
    told = page.post(f"{base}/arrived", {"name": "export.zip"}).json()
    assert "Apple Health" in page.get(told["next"]).content.decode()


def test_slices_are_sealed_one_after_the_other(known: Known, tmp_path: Path) -> None:

    id, key = uuid.uuid4(), spool.new_key()
    raw = bytes(range(256)) * 3000
    first = spool.Spool(id, key)
    first.write(raw[: spool.PIECE])
    first.close()
    assert spool.length(id) == spool.PIECE
    rest = spool.Spool(id, key, after=spool.PIECE)
    rest.write(raw[spool.PIECE :])
    rest.close()
    with spool.reader(id, key) as opened:
        assert opened.read() == raw
        opened.seek(spool.PIECE - 3)
        assert opened.read(9) == raw[spool.PIECE - 3 : spool.PIECE + 6]
    sealed = bytearray(spool.path_of(id).read_bytes())
    sealed[100] ^= 1
    spool.path_of(id).write_bytes(bytes(sealed))
    with spool.reader(id, key) as opened, pytest.raises(spool.SpoolDamaged):
        opened.read(10)


@pytest.mark.parametrize("size", ["0", "", "-5", "10000000000", "x"])
def test_a_size_nobody_reads_is_refused_before_it_comes(page: Client, size: str) -> None:
    assert page.post("/body/add/begin", {"size": size}).status_code == 422


def test_one_file_at_a_time(page: Client) -> None:
    assert page.post("/body/add/begin", {"size": "100"}).status_code == 200
    assert page.post("/body/add/begin", {"size": "100"}).status_code == 409


def test_another_members_file_is_not_there(page: Client, client: Client) -> None:
    at = address_of(give(page, "export.zip", apple_zip()))
    make_member("Robin")
    other = Client()
    sign_in(other, "Robin")
    assert other.get(at).status_code == 404
    for path, data in ((f"{at}/keep", {"signals": ["steps"]}), (f"{at}/stop", {})):
        assert other.post(path, data).status_code == 404


def _say_columns(
    client: Client,
    at: str,
    fields: dict[str, str],
    *,
    form: str = "iso",
    decimal: str = ".",
    zone: str = "unknown",
):  # type: ignore[no-untyped-def]
    return client.post(f"{at}/choices", {**fields, "form": form, "decimal": decimal, "zone": zone})
