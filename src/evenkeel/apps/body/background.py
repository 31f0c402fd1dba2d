"""Runs an import in a thread of this server, with the member's class D keys in memory only.

Here: starting it and keeping it from doing harm. Why a thread and not the queue: a queue would put
a key into the database (ADR 2). A thread that ends with the server leaves whole months behind; the
same file given again adds the rest and nothing twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import connections

from evenkeel.apps.body.importing import Import
from evenkeel.core.vault import DataClass, Keyring

log = logging.getLogger(__name__)


def only_numbers(keyring: Keyring) -> Keyring:
    """The same keyring without anything but class D."""
    return Keyring.limited(keyring.member_id, keyring.subkeys([DataClass.D]))


def start(one: Import, work: Callable[[Import], None]) -> None:
    """Do `work` beside the request. Tests replace this by doing it at once."""
    threading.Thread(target=_run, args=(one, work), name="import", daemon=True).start()


def _run(one: Import, work: Callable[[Import], None]) -> None:
    try:
        work(one)
    except Exception as error:  # the thread's last stand: say it, keep nothing
        log.error("an import stopped: %s", type(error).__name__)
        try:
            one.stop()
        except Exception as again:
            log.error("an import could not be put away: %s", type(again).__name__)
    finally:
        connections.close_all()
