"""Tables of an SQLite file, in memory and read only, whatever the file tries.

Here: opening it and reading rows by the names of columns. Not here: what they mean.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, BinaryIO, Final

from evenkeel.importers import limits
from evenkeel.importers.contract import Reason, Refused

MAGIC: Final = b"SQLite format 3\0"
_AT_ONCE: Final = 5_000
_MOST_STEPS: Final = 50_000
"""Times a million instructions of SQLite's machine: more is a trap, not a table."""


class Database:
    """Plain tables of one file. Views, triggers and generated columns are never looked at."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        self.tables = frozenset(str(name) for (name,) in listed)

    def columns(self, table: str) -> frozenset[str]:
        """Names of a table's columns; empty where there is no such table."""
        if table not in self.tables:
            return frozenset()
        listed = self._connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
        return frozenset(str(name) for (name,) in listed)

    def rows(self, table: str, names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """Rows as {column: value}, by `row_id` order of the file; absent columns are None."""
        here = self.columns(table)
        wanted = [name for name in names if name in here]
        if not wanted:
            return
        quoted = ", ".join(f'"{name}"' for name in wanted)
        cursor = self._connection.execute(f'SELECT {quoted} FROM "{table}"')  # noqa: S608 (names from the caller's own list)
        empty = dict.fromkeys(names)
        while some := cursor.fetchmany(_AT_ONCE):
            for row in some:
                yield {**empty, **dict(zip(wanted, row, strict=True))}


@contextmanager
def database(stream: BinaryIO) -> Iterator[Database]:
    """An SQLite file. Raises `Refused` when it is too large, cut short, or none.

    >>> import io
    >>> with closing(sqlite3.connect(":memory:")) as made:
    ...     _ = made.execute("CREATE TABLE t (a)"), made.execute("INSERT INTO t VALUES (7)")
    ...     made.commit()
    ...     raw = made.serialize()
    >>> with database(io.BytesIO(raw)) as opened:
    ...     [row["a"] for row in opened.rows("t", ["a", "b"])]
    [7]
    """
    raw = stream.read(limits.MOST_DATABASE_BYTES + 1)
    if len(raw) > limits.MOST_DATABASE_BYTES:
        raise Refused(Reason.TOO_BIG)
    if not raw.startswith(MAGIC):
        raise Refused(Reason.DAMAGED, "sqlite")
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(raw)
            del raw
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("PRAGMA query_only = ON")
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            steps = iter(range(_MOST_STEPS))
            connection.set_progress_handler(lambda: next(steps, None) is None, 1_000_000)
            yield Database(connection)
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise Refused(Reason.DAMAGED, "sqlite") from error
