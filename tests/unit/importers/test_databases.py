"""SQLite files: plain tables by name, and nothing that a file can trick a reader into."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing

import pytest

from evenkeel.importers import limits
from evenkeel.importers.contract import Choices, Reason, Refused
from evenkeel.importers.discovery import importer
from evenkeel.importers.reading import database, databases
from tests.contract.importers.fixtures import read_all, source_of


def made(script: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(script)
        return connection.serialize()


def refused(raw: bytes) -> Reason:
    with pytest.raises(Refused) as refusal, database(io.BytesIO(raw)) as opened:
        list(opened.rows("t", ["a"]))
    return refusal.value.reason


def test_columns_come_by_name_and_absent_ones_are_none() -> None:
    raw = made("CREATE TABLE t (b, a); INSERT INTO t VALUES (1, 2);")
    with database(io.BytesIO(raw)) as opened:
        assert list(opened.rows("t", ["a", "c"])) == [{"a": 2, "c": None}]
        assert list(opened.rows("nothing", ["a"])) == []
        assert list(opened.rows("t", ["c"])) == []


def test_a_view_is_no_table() -> None:
    raw = made("CREATE TABLE x (a); CREATE VIEW t AS SELECT 1 AS a;")
    with database(io.BytesIO(raw)) as opened:
        assert opened.tables == {"x"}
        assert list(opened.rows("t", ["a"])) == []


def test_nothing_can_be_written() -> None:
    with (
        pytest.raises(Refused),
        database(io.BytesIO(made("CREATE TABLE t (a);"))) as opened,
    ):
        opened._connection.execute("INSERT INTO t VALUES (1)")


def test_a_query_that_runs_away_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "_MOST_STEPS", 1)
    endless = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    )
    with (
        pytest.raises(Refused) as refusal,
        database(io.BytesIO(made("CREATE TABLE t (a);"))) as opened,
    ):
        opened._connection.execute(endless).fetchall()
    assert refusal.value.reason is Reason.DAMAGED


def test_files_that_are_none_or_cut_short() -> None:
    whole = made("CREATE TABLE t (a);" + "INSERT INTO t VALUES (zeroblob(3000));" * 20)
    assert refused(b"no database") is Reason.DAMAGED
    assert refused(whole[:5000]) is Reason.DAMAGED
    assert refused(databases.MAGIC + bytes(2000)) is Reason.DAMAGED


def test_the_size_at_its_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = made("CREATE TABLE t (a); INSERT INTO t VALUES (7);")
    monkeypatch.setattr(limits, "MOST_DATABASE_BYTES", len(raw))
    with database(io.BytesIO(raw)) as opened:
        assert [row["a"] for row in opened.rows("t", ["a"])] == [7]
    monkeypatch.setattr(limits, "MOST_DATABASE_BYTES", len(raw) - 1)
    assert refused(raw) is Reason.TOO_BIG


def test_another_app_s_database_is_not_health_connect_s() -> None:
    raw = made("CREATE TABLE notes (a);")
    with pytest.raises(Refused) as refusal:
        read_all(importer("health_connect"), source_of(raw, "notes.db"), Choices())
    assert refusal.value.reason is Reason.NOT_THIS


def test_several_people_s_moods_are_nobody_s() -> None:
    raw = made(
        "CREATE TABLE mood_entries (id, user_id, date, mood, content, created_at);"
        "INSERT INTO mood_entries VALUES (1, 1, '2026-03-04', 3, '', '2026-03-04 20:00:00');"
        "INSERT INTO mood_entries VALUES (2, 2, '2026-03-04', 1, '', '2026-03-04 20:00:00');"
    )
    with pytest.raises(Refused) as refusal:
        read_all(importer("nightlio"), source_of(raw, "nightlio.db"), Choices())
    assert refusal.value.reason is Reason.NOT_THIS
