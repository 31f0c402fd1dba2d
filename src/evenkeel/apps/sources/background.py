"""Runs a sync in a thread of this server, with the member's class D keys in memory only.

Here: starting it and keeping it from doing harm. Why a thread and not the queue: ADR 2, ADR 13.
"""

from __future__ import annotations

import logging
import threading

from django.db import connections

from evenkeel.apps.sources.models import SealedTokens
from evenkeel.apps.sources.syncing import Turn

log = logging.getLogger(__name__)


def start(turn: Turn) -> None:
    """Sync beside the request. Tests replace this by doing it at once."""
    threading.Thread(target=_run, args=(turn,), name="sync", daemon=True).start()


def _run(turn: Turn) -> None:
    try:
        turn.run()
    except Exception as error:  # the thread's last stand: say it, give the lease back
        log.error("a sync stopped: %s", type(error).__name__)
        SealedTokens.objects.filter(pk=turn.id).update(busy_until=None)
    finally:
        connections.close_all()
