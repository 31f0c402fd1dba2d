"""Makes the database forget what was deleted, as far as a database can.

SQLite: `secure_delete` (settings) overwrites freed pages with zeros; older versions of pages stay
in the write-ahead log until it is checkpointed and cut, which happens here. PostgreSQL: dead rows
stay in their pages until they are vacuumed, which happens here. Not here: deciding what goes.
"""

from __future__ import annotations

from typing import Final

from django.db import DEFAULT_DB_ALIAS, connections

TRIES: Final = 3
"""A reader in another process can hold the log open for a moment; each try waits `timeout`."""


def scrub(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Cut the log of what was deleted. False where a reader kept it open: call again later.

    Outside of transactions only: inside one, nothing has been deleted yet.
    """
    connection = connections[using]
    if connection.in_atomic_block:
        return False
    if connection.vendor == "sqlite":
        return any(_checkpoint(using) for _ in range(TRIES))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
    return True


def _checkpoint(using: str) -> bool:
    with connections[using].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row = cursor.fetchone()
    return bool(row is not None and row[0] == 0)
