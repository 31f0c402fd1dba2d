"""After an erasure nothing of a member is left: not in rows, not in files, not in the log."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django_tasks_db.models import DBTaskResult

from evenkeel.apps.people.models import ApiToken, ConsentEvent, Member, MemberKeys, MemberSession
from evenkeel.apps.privacy import actions, erasure, tidy
from evenkeel.apps.privacy.classes import classed_models
from evenkeel.apps.privacy.models import Erasure
from evenkeel.apps.records import locked_models
from tests.factories.members import NOW, make_member, make_records


def rows_of(member_id):
    return sum(
        model._default_manager.filter(**{entry.member: member_id}).count()
        for model, entry in classed_models()
        if entry.member
    )


@pytest.mark.django_db
def test_keys_go_first_and_alone_make_every_entry_unreadable(wren, rows):
    receipt, _ = erasure.destroy_keys(by=wren.member, now=NOW)
    assert not MemberKeys.objects.filter(pk=wren.member.pk).exists()
    assert any(model.of(wren.member).exists() for model in locked_models())
    assert receipt.subject == wren.member.pk
    member = Member.objects.get(pk=wren.member.pk)
    assert "wren" not in f"{member.nickname}{member.nickname_key}".lower()
    assert (member.country, member.last_login) == ("", None)


@pytest.mark.django_db
def test_every_row_goes_and_the_receipt_says_how_many(wren, rows):
    before = rows_of(wren.member.pk)
    receipt, token = erasure.destroy_keys(by=wren.member, now=NOW)
    erasure.delete_rows(receipt.pk, now=NOW)
    receipt.refresh_from_db()
    assert rows_of(wren.member.pk) == 0
    assert not Member.objects.filter(pk=wren.member.pk).exists()
    assert (receipt.subject, receipt.done, receipt.total) == (None, before, before)
    assert receipt.finished_at == NOW
    assert token not in str(vars(receipt)), "the database alone opens no receipt"


@pytest.mark.django_db
def test_nobody_else_loses_a_row(wren, rows):
    finch = make_member("Finch")
    make_records(finch)
    before = rows_of(finch.member.pk)
    receipt, _ = erasure.destroy_keys(by=wren.member, now=NOW)
    erasure.delete_rows(receipt.pk, now=NOW)
    assert rows_of(finch.member.pk) == before
    assert all(
        row.open(finch.keyring) for model in locked_models() for row in model.of(finch.member)
    )


@pytest.mark.django_db
@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_stop_at_any_point_is_taken_up_again(wren, rows, monkeypatch, after):
    monkeypatch.setattr(erasure, "BATCH_ROWS", 1)
    receipt, _ = erasure.destroy_keys(by=wren.member, now=NOW)
    batches = erasure._in_batches
    left = [after]

    def stops(rows):
        for gone in batches(rows):
            if left[0] == 0:
                raise SystemExit
            left[0] -= 1
            yield gone

    monkeypatch.setattr(erasure, "_in_batches", stops)
    with pytest.raises(SystemExit):
        erasure.delete_rows(receipt.pk, now=NOW)
    monkeypatch.setattr(erasure, "_in_batches", batches)

    later = NOW + tidy.STALLED * 2
    assert list(tidy.unfinished_erasures(now=later)) == [receipt]
    assert actions.resume_erasures(now=later) == 1
    erasure.delete_rows(receipt.pk, now=later)
    erasure.delete_rows(receipt.pk, now=later)
    receipt.refresh_from_db()
    assert receipt.finished_at == later
    assert rows_of(wren.member.pk) == 0


@pytest.mark.django_db
def test_the_queue_knows_only_a_random_number(wren, rows):
    actions.erase_everything(by=wren.member, now=NOW)
    task = DBTaskResult.objects.get()
    assert task.args_kwargs == {"args": [str(Erasure.objects.get().pk)], "kwargs": {}}


@pytest.mark.django_db
def test_sessions_tokens_and_consents_go(wren):
    browser = Client()
    browser.force_login(wren.member)
    MemberSession.objects.create(member=wren.member, started_at=NOW, seen_at=NOW)
    other = make_member("Finch")
    Client().force_login(other.member)
    receipt, _ = erasure.destroy_keys(by=wren.member, now=NOW)
    assert Session.objects.count() == 1
    assert not MemberSession.objects.filter(member=wren.member).exists()
    erasure.delete_rows(receipt.pk, now=NOW)
    for model in (ApiToken, ConsentEvent):
        assert not model.objects.filter(member_id=wren.member.pk).exists()


def files_of_the_database():
    path = Path(connection.settings_dict["NAME"])
    return {
        kind: file.read_bytes()
        for kind in ("", "-wal", "-journal")
        if (file := path.with_name(path.name + kind)).exists()
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's files")
def test_neither_the_database_file_nor_its_log_remembers():
    known = make_member("Nightjarqx")
    rows = make_records(known, each=40)
    blobs = [bytes(row.sealed)[50:82] for made in rows.values() for row in made]
    wrap = bytes(known.member.keys.root_by_passphrase)[20:60]
    ids = [row.pk.hex.encode() for made in rows.values() for row in made]
    looked_for = [*blobs, *ids, wrap, b"Nightjarqx", b"nightjarqx", known.member.pk.hex.encode()]
    before = b"".join(files_of_the_database().values())
    assert all(secret in before for secret in looked_for), "the scan must be able to fail"

    receipt, _ = erasure.destroy_keys(by=known.member, now=NOW)
    after_keys = b"".join(files_of_the_database().values())
    assert wrap not in after_keys
    assert b"ightjarqx" not in after_keys

    erasure.delete_rows(receipt.pk, now=NOW)
    after = files_of_the_database()
    assert not after.get("-wal"), "the log was cut"
    for place, raw in after.items():
        assert not [secret for secret in looked_for if secret in raw], place
