"""What an archive holds, that all of it is there, and that little of it is in memory."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re

import pytest

from evenkeel.apps.privacy import actions, archive, export
from evenkeel.apps.privacy.models import ExportRun
from evenkeel.apps.records import locked_models
from tests.factories.members import NOW, make_member, make_records
from tests.integration.privacy.conftest import contents, exported, records

pytestmark = pytest.mark.django_db


def test_holds_every_record_of_every_kind(wren, rows):
    found = records(exported(wren))
    assert set(found) == {archive.records_name(archive.kind_of(model)) for model in locked_models()}
    for model, made in rows.items():
        lines = found[archive.records_name(archive.kind_of(model))]
        assert {line["id"] for line in lines} == {str(row.id) for row in made}
        first = next(line for line in lines if line["id"] == str(made[0].id))
        assert first["payload"] == json.loads(made[0].open(wren.keyring).model_dump_json())
        assert first["revision"] == made[0].revision


def test_manifest_counts_and_checksums_are_true(wren, rows):
    files = contents(exported(wren))
    manifest = archive.Manifest.model_validate_json(files[archive.MANIFEST])
    assert set(manifest.files) == set(files) - {archive.MANIFEST}
    for name, entry in manifest.files.items():
        assert entry.sha256 == hashlib.sha256(files[name]).hexdigest()
        assert entry.size_bytes == len(files[name])
    assert manifest.kinds == {archive.kind_of(model): len(made) for model, made in rows.items()}


def test_tables_open_in_a_spreadsheet_and_no_cell_is_a_formula(wren):
    make_records(wren, text=lambda name: "=SUM(A1)" if name in {"text", "name"} else name)
    files = contents(exported(wren))
    formulas = 0
    for name in (name for name in files if name.startswith("tables/")):
        text = files[name].decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(text)))
        assert all(len(row) == len(table[0]) for row in table)
        assert not any(cell.startswith("=") for row in table for cell in row)
        formulas += text.count("'=SUM")
    assert formulas


def test_pages_ask_nothing_of_the_network(wren, rows):
    files = contents(exported(wren))
    for name in (name for name in files if name.endswith(".html")):
        page = files[name].decode()
        assert not re.search(r"(src|href)=\"(https?:)?//", page), name
        assert "<script" not in page
    index = files[archive.INDEX].decode()
    for link in re.findall(r'href="([^"]+)"', index):
        assert link in files, link


def test_text_in_a_page_is_text(wren):
    make_records(wren, text=lambda name: "<script>alert(1)</script>")
    files = contents(exported(wren))
    pages = b"".join(raw for name, raw in files.items() if name.endswith(".html"))
    assert b"<script>alert" not in pages
    assert b"&lt;script&gt;alert" in pages


def test_nothing_of_another_member_is_in_it(wren, rows):
    other = make_member("Finch")
    make_records(other, text=lambda name: "finch-only")
    raw = b"".join(contents(exported(wren)).values())
    assert b"finch-only" not in raw
    assert b"Finch" not in raw
    assert str(other.member.pk).encode() not in raw


def test_no_key_material_is_in_it(wren, rows):
    raw = b"".join(contents(exported(wren)).values())
    for secret in (wren.root, bytes(wren.member.keys.root_by_passphrase)):
        assert secret not in raw
        assert secret.hex().encode() not in raw


def test_an_account_without_entries_exports_too(wren):
    files = contents(exported(wren))
    manifest = archive.Manifest.model_validate_json(files[archive.MANIFEST])
    assert sum(manifest.kinds.values()) == 0
    assert json.loads(files[archive.ACCOUNT])["people.member"][0]["nickname"] == "Wren"


def test_a_record_changed_in_the_database_is_left_out_and_said(wren, rows):
    model, made = next(iter(rows.items()))
    model.objects.filter(pk=made[0].pk).update(sealed=bytes(made[0].sealed)[:-1] + b"x")
    files = contents(exported(wren))
    manifest = archive.Manifest.model_validate_json(files[archive.MANIFEST])
    assert manifest.kinds[archive.kind_of(model)] == len(made) - 1
    assert b"could not be opened" in files[archive.INDEX]


def test_is_made_in_pieces_and_progress_is_kept(wren, monkeypatch):
    monkeypatch.setattr(export, "CHUNK_RECORDS", 3)
    monkeypatch.setattr(actions, "PROGRESS_EVERY", 2)
    make_records(wren, each=7)
    chunks = actions.start_export(by=wren.member, keyring=wren.keyring, now=NOW)
    run = ExportRun.objects.get(member=wren.member)
    assert run.total == 7 * len(list(locked_models()))
    assert b"".join(chunks)
    run.refresh_from_db()
    assert (run.state, run.done) == (ExportRun.State.DONE, run.total)
    assert run.finished_at is not None


def test_a_download_that_is_cancelled_says_so(wren, rows, monkeypatch):
    monkeypatch.setattr(export, "PIECE_BYTES", 1)
    chunks = actions.start_export(by=wren.member, keyring=wren.keyring, now=NOW)
    next(chunks)
    chunks.close()
    assert ExportRun.objects.get(member=wren.member).state == ExportRun.State.STOPPED
