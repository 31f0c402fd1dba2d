"""Work beside the pages: done again and again while the process lives, whatever goes wrong in it.

Here: the thread that keeps at it. Not here: what is done (the outbox, nudges, the queue's worker).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, close_old_connections

log = logging.getLogger(__name__)


def keep_at(work: Callable[[], object], *, name: str, every_seconds: float) -> threading.Thread:
    """A thread of its own that waits, does `work` and begins again: no error ends it."""

    def keep_at_it() -> None:
        pause = threading.Event()
        while not pause.wait(every_seconds):
            with going_on(name):
                work()

    thread = threading.Thread(target=keep_at_it, name=name, daemon=True)
    thread.start()
    return thread


@contextmanager
def going_on(name: str) -> Iterator[None]:
    """What goes wrong inside is logged and over; a connection that broke is made anew."""
    try:
        close_old_connections()
        yield
    except DatabaseError:
        log.warning("The %s could not reach the database and goes on trying.", name)
    except Exception:
        log.exception("The %s met something new and goes on.", name)
