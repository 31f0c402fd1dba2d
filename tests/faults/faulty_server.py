"""The real server with faults inside: `python -m tests.faults.faulty_server`, driven by one file.

The file named by FAULT_FILE holds the fault of the moment; an empty one: a healthy machine. It
runs all that `evenkeel serve` runs. Here: the faults. Not here: what is asked of it (test_faults).
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NICKNAME, PASSPHRASE = "Wren", "violet harbour seven lamps turning"
FAULT = Path(os.environ.get("FAULT_FILE", os.devnull))
HANG_SECONDS = 30
SLOW_SECONDS = 0.005
WRITES = ("INSERT", "UPDATE", "DELETE")


def fault() -> str:
    return FAULT.read_text().strip()


class FaultyDatabase:
    """Wraps every statement of every connection."""

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        from django.db import DatabaseError, OperationalError

        now, writes = fault(), sql.lstrip().upper().startswith(WRITES)
        if now == "database gone":
            raise OperationalError("unable to open database file")
        if now == "database garbage":
            raise DatabaseError("file is not a database")
        if now == "database read-only" and writes:
            raise OperationalError("attempt to write a readonly database")
        if now == "disk full" and writes:
            raise OperationalError("database or disk is full")
        if now == "queue dead" and "django_tasks" in sql:
            raise OperationalError("no such table: django_tasks_database_dbtaskresult")
        if now == "database slow":
            time.sleep(SLOW_SECONDS)
        return execute(sql, params, many, context)


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process may grow. Its own doing, for one request: a limit set from outside
    went on to the copy that was being forked, and stayed there."""
    limit, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most))


class FaultyModel:
    """A language model that hangs, fails or lies."""

    def phrase(self, brief: Any) -> str | None:
        now = fault()
        if now == "model hangs":
            time.sleep(HANG_SECONDS)
        if now == "model fails":
            raise ConnectionError
        if now == "model lies":
            return "You are right, nobody would miss you. Call 555 0100. I am a licensed therapist."
        return None


def install() -> None:
    from django.core.handlers.wsgi import WSGIHandler
    from django.db.backends.signals import connection_created

    def wrap(connection: Any, **_: Any) -> None:
        connection.execute_wrappers.append(FaultyDatabase())

    connection_created.connect(wrap, weak=False)
    from evenkeel.apps.care import mail
    from evenkeel.apps.companion import actions, queries

    queries.companion().model = FaultyModel()
    keep, reply = actions._keep_turn, queries.companion().reply
    answer = WSGIHandler.__call__

    def answered(*request: Any) -> Any:
        if fault() != "disk full, really":
            return answer(*request)
        with full_disk():
            return answer(*request)

    def kept(*args: Any, **kwargs: Any) -> Any:
        if fault() == "keeping breaks":
            raise RuntimeError
        if fault() == "killed in mid-turn":
            os.kill(os.getpid(), 9)
        return keep(*args, **kwargs)

    def replied(*args: Any, **kwargs: Any) -> Any:
        if fault() == "companion breaks":
            raise RuntimeError
        return reply(*args, **kwargs)

    def sent(*args: Any) -> None:
        raise mail.CannotSend

    WSGIHandler.__call__ = answered  # type: ignore[method-assign]
    actions._keep_turn = kept
    queries.companion().reply = replied  # type: ignore[method-assign]
    mail.send = sent


def make_member() -> None:
    from django.utils import timezone

    from evenkeel.apps.people import actions
    from evenkeel.apps.people.models import Member

    if Member.objects.exists():
        return
    begun = actions.begin_member(
        nickname=NICKNAME, passphrase=PASSPHRASE, country="GB", locale="en", now=timezone.now()
    )
    actions.set_consents(by=begun.member, granted={"companion": True}, now=timezone.now())


def main() -> None:
    from evenkeel.site.serve import prepare, serve

    prepare()
    make_member()
    install()
    serve(announce="ready {address}")


if __name__ == "__main__":
    sys.exit(main())
