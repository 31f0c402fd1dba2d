"""An archive comes back exactly, once, whole, into the right account; anything else is refused."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
import zipfile

import pytest

from evenkeel.apps.privacy import actions, archive, erasure, restore, upload
from evenkeel.apps.records import locked_models
from tests.factories.members import NOW, make_member, make_records
from tests.integration.privacy.conftest import contents, exported, records, zipped_again

pytestmark = pytest.mark.django_db


def bring(known, file, **options):
    file.seek(0)
    return actions.import_archive(by=known.member, keyring=known.keyring, file=file, **options)


def test_export_erase_begin_import_export_is_the_same(wren, rows):
    first = exported(wren)
    receipt, _ = erasure.destroy_keys(by=wren.member, now=NOW)
    erasure.delete_rows(receipt.pk, now=NOW)
    assert not any(model.objects.exists() for model in locked_models())

    again = make_member("Wren")
    outcome = bring(again, first)
    assert outcome.added == sum(len(made) for made in rows.values())
    assert records(exported(again)) == records(first)


def test_importing_twice_changes_nothing(wren, rows):
    file = exported(wren)
    before = {
        row.pk: bytes(row.sealed) for model in locked_models() for row in model.of(wren.member)
    }
    outcome = bring(wren, file)
    assert (outcome.added, outcome.kept, outcome.replaced) == (0, 0, 0)
    assert outcome.same == len(before)
    after = {
        row.pk: bytes(row.sealed) for model in locked_models() for row in model.of(wren.member)
    }
    assert after == before


def test_what_was_deleted_since_comes_back_and_the_rest_stays(wren, rows):
    file = exported(wren)
    for model in locked_models():
        model.of(wren.member).first().delete()
    outcome = bring(wren, file)
    assert outcome.added > 0
    assert outcome.kept == 0
    assert records(exported(wren)) == records(file)


def edited(wren, rows):
    """The first kind's first row, edited after the export."""
    model, made = next(iter(rows.items()))
    row = model.objects.get(pk=made[0].pk)
    later = NOW.replace(year=2027)
    row.update_locked(
        keyring=wren.keyring, payload=row.open(wren.keyring), expected_revision=1, now=later
    )
    return model.objects.get(pk=row.pk)


def test_an_entry_edited_since_stays_by_default(wren, rows):
    file = exported(wren)
    row = edited(wren, rows)
    outcome = bring(wren, file)
    assert outcome.kept == 1
    assert type(row).objects.get(pk=row.pk).updated_at == row.updated_at


def test_an_entry_edited_since_is_replaced_when_asked(wren, rows):
    file = exported(wren)
    row = edited(wren, rows)
    outcome = bring(wren, file, prefer_file=True)
    assert outcome.replaced == 1
    now = type(row).objects.get(pk=row.pk)
    assert now.updated_at == NOW
    assert now.revision > row.revision, "a revision never goes back: that would be a replay"
    assert now.open(wren.keyring)


def test_beside_the_original_account_ids_are_new_and_nothing_is_shared(wren, rows):
    file = exported(wren)
    finch = make_member("Finch")
    assert bring(finch, file).added == sum(len(made) for made in rows.values())
    mine = {row.pk for model in locked_models() for row in model.of(wren.member)}
    theirs = {row.pk for model in locked_models() for row in model.of(finch.member)}
    assert not mine & theirs
    again = bring(finch, file)
    assert (again.added, again.same) == (0, sum(len(made) for made in rows.values()))
    assert records(exported(wren)) == records(file)


def test_ids_inside_a_payload_follow_a_new_id(wren):
    models = {archive.kind_of(model): model for model in locked_models()}
    checkin = models["checkins.checkin"]
    own = uuid.uuid4()
    metric = models["checkins.ownmetric"]
    rows = make_records(wren, each=1)
    payload = rows[metric][0].open(wren.keyring)
    metric.create_locked(
        by=wren.member, keyring=wren.keyring, payload=payload, at=NOW, now=NOW, id=own
    )
    numbers = (
        rows[checkin][0].open(wren.keyring).model_copy(update={"numbers": {f"own:{own}": 4.0}})
    )
    checkin.create_locked(by=wren.member, keyring=wren.keyring, payload=numbers, at=NOW, now=NOW)
    finch = make_member("Finch")
    bring(finch, exported(wren))
    names = {
        name for row in checkin.of(finch.member) for name in row.open(finch.keyring).numbers
    } & {f"own:{pk}" for pk in metric.of(finch.member).values_list("pk", flat=True)}
    assert len(names) == 1


# --- Refusals: one sentence, nothing changed ----------------------------------------------------


def rewritten(files, change):
    """The archive with its manifest changed."""
    manifest = json.loads(files[archive.MANIFEST])
    change(manifest)
    return {**files, archive.MANIFEST: json.dumps(manifest).encode()}


def resealed(files, name, raw):
    """A records file changed by somebody who also fixed the checksum."""

    def change(manifest):
        entry = manifest["files"][name]
        entry["sha256"], entry["size_bytes"] = hashlib.sha256(raw).hexdigest(), len(raw)

    return rewritten({**files, name: raw}, change)


def some_records(files):
    return next(name for name in sorted(files) if name.startswith("records/"))


def edit_record(files, change):
    name = some_records(files)
    head, *lines, tail = files[name].decode().split("\n")[:-1]
    record = json.loads(lines[0].removesuffix(","))
    change(record)
    raw = "\n".join([head, json.dumps(record) + ("," if len(lines) > 1 else ""), *lines[1:], tail])
    return resealed(files, name, (raw + "\n").encode())


def without(files, name):
    return {key: raw for key, raw in files.items() if key != name}


HOSTILE = {
    "no manifest": lambda f: without(f, archive.MANIFEST),
    "manifest is not JSON": lambda f: {**f, archive.MANIFEST: b"{"},
    "manifest is a list": lambda f: {**f, archive.MANIFEST: b"[]"},
    "manifest is deep": lambda f: {**f, archive.MANIFEST: b"[" * 100_000},
    "manifest is huge": lambda f: {**f, archive.MANIFEST: b" " * 3_000_000 + b"{}"},
    "another program's": lambda f: rewritten(f, lambda m: m.update(format="else")),
    "a newer version": lambda f: rewritten(f, lambda m: m.update(version=99)),
    "a version that is none": lambda f: rewritten(f, lambda m: m.update(version="1")),
    "an unknown key": lambda f: rewritten(f, lambda m: m.update(more=1)),
    "an unknown kind": lambda f: rewritten(
        f,
        lambda m: (
            m["kinds"].update({"evil.thing": 0}),
            m["files"].update(
                {"records/evil.thing.json": {"sha256": "0" * 64, "size_bytes": 0, "records": 0}}
            ),
        ),
    ),
    "a count too high": lambda f: rewritten(
        f, lambda m: m["kinds"].update({kind: n + 1 for kind, n in m["kinds"].items()})
    ),
    "a checksum that is wrong": lambda f: {
        **f,
        some_records(f): f[some_records(f)].replace(b"some", b"none"),
    },
    "a records file missing": lambda f: without(f, some_records(f)),
    "a records file too many": lambda f: {**f, "records/people.member.json": b"{}"},
    "a records file cut short": lambda f: resealed(f, some_records(f), f[some_records(f)][:-20]),
    "a record twice": lambda f: edit_record(f, lambda r: r.update(id=second_id(f))),
    "a record with a bad id": lambda f: edit_record(f, lambda r: r.update(id="../../etc")),
    "a time without a zone": lambda f: edit_record(f, lambda r: r.update(at="2026-01-01T00:00:00")),
    "a revision below one": lambda f: edit_record(f, lambda r: r.update(revision=0)),
    "a revision too high": lambda f: edit_record(f, lambda r: r.update(revision=10**12)),
    "an unknown column": lambda f: edit_record(f, lambda r: r["columns"].update(member="x")),
    "a payload of another shape": lambda f: edit_record(f, lambda r: r.update(payload={"x": 1})),
    "more after the end": lambda f: resealed(
        f, some_records(f), f[some_records(f)] + b'{"x": 1}\n'
    ),
    "a path upwards": lambda f: {**f, "../../evil.py": b"x"},
    "an absolute path": lambda f: {**f, "/etc/evil": b"x"},
    "a Windows path": lambda f: {**f, "..\\evil": b"x"},
}


def second_id(files):
    name = some_records(files)
    return json.loads(files[name])["records"][1]["id"]


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_archive_is_refused_in_a_sentence(wren, rows, case):
    files = contents(exported(wren))
    finch = make_member("Finch")
    with pytest.raises(upload.Refused) as refused:
        bring(finch, zipped_again(HOSTILE[case](files)))
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "some" not in sentence.lower().replace("something", ""), "no content in an error"
    assert not any(model.of(finch.member).exists() for model in locked_models())


@pytest.mark.parametrize(
    "raw", [b"", b"PK", b"not a zip", b"\0" * 4096, b"PK\x05\x06" + b"\0" * 18, b"\xff\xd8\xff\xe0"]
)
def test_what_is_no_zip_is_refused(wren, raw):
    with pytest.raises(upload.Refused):
        bring(wren, io.BytesIO(raw))


def test_a_bomb_stops_at_what_the_manifest_promised(wren, rows):
    files = contents(exported(wren))
    name = some_records(files)
    bomb = zipped_again({**files, name: b"\0" * 200_000_000})
    assert len(bomb.getvalue()) < 1_000_000
    with pytest.raises(upload.Refused):
        bring(wren, bomb)


def test_a_bomb_that_promises_its_size_is_refused_unread(wren, rows, monkeypatch):
    monkeypatch.setattr(upload, "MAX_UNPACKED_BYTES", 10_000)
    files = contents(exported(wren))
    name = some_records(files)
    big = resealed(files, name, files[name] + b" " * 20_000)
    with pytest.raises(upload.Refused, match="larger"):
        bring(wren, zipped_again(big))


def test_a_zip_cut_in_half_or_flipped_is_refused(wren, rows):
    raw = exported(wren).getvalue()
    finch = make_member("Finch")
    for broken in (raw[: len(raw) // 2], raw[:40] + bytes([raw[40] ^ 255]) + raw[41:]):
        with pytest.raises(upload.Refused):
            bring(finch, io.BytesIO(broken))


def test_a_zip_with_a_password_is_refused(wren, rows):
    raw = bytearray(exported(wren).getvalue())
    at = raw.find(b"PK\x01\x02")
    raw[at + 8] |= 1
    with pytest.raises(upload.Refused, match="password"):
        bring(wren, io.BytesIO(bytes(raw)))


def test_a_file_named_twice_is_refused(wren, rows):
    files = contents(exported(wren))
    buffer = zipped_again(files)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as more:
        more.writestr(some_records(files), b"x")
    with pytest.raises(upload.Refused):
        bring(wren, buffer)


def test_a_link_to_somebody_elses_record_is_refused(wren, rows):
    linked = [
        (model, column)
        for model in locked_models()
        for column in archive.own_columns(model)
        if column.is_relation
    ]
    assert linked
    model, column = linked[0]
    finch = make_member("Finch")
    theirs = make_records(finch, each=1)[column.related_model][0]
    files = contents(exported(wren))
    name = archive.records_name(archive.kind_of(model))
    mine = str(rows[column.related_model][0].pk)
    changed = resealed(files, name, files[name].replace(mine.encode(), str(theirs.pk).encode()))
    with pytest.raises(upload.Refused):
        bring(wren, zipped_again(changed))


def test_a_failure_half_way_leaves_nothing(wren, rows, monkeypatch):
    file = exported(wren)
    finch = make_member("Finch")
    last = list(locked_models())[-1]
    whole = restore.Restore._kind

    def fails(self, model):
        if model is last:
            raise upload.Refused("no")
        whole(self, model)

    monkeypatch.setattr(restore.Restore, "_kind", fails)
    with pytest.raises(upload.Refused):
        bring(finch, file)
    assert not any(model.of(finch.member).exists() for model in locked_models())
