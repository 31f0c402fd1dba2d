"""The thread that carries nudges and, once a night, the early-warning pass.

Here: looking again and again for as long as the process lives. Not here: the work. It runs beside
the server's own worker and in every `evenkeel worker`: leases keep several from doing one thing.
"""

from __future__ import annotations

import logging
import threading
from typing import Final

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from evenkeel.apps.nudges import planning, sending
from evenkeel.apps.warnings import actions as warnings

LOOK_EVERY_SECONDS: Final = 15.0
NIGHT_EVERY: Final = 40
"""Looks between two looks for members whose numbers are due: about ten minutes."""

log = logging.getLogger(__name__)


def start() -> threading.Thread:
    """The thread of this process."""
    thread = threading.Thread(target=_keep_looking, name="nudges", daemon=True)
    thread.start()
    return thread


def _keep_looking() -> None:
    pause, looks = threading.Event(), 0
    while not pause.wait(LOOK_EVERY_SECONDS):
        looks += 1
        try:
            close_old_connections()
            sending.run_due(now=timezone.now())
            if looks % NIGHT_EVERY == 1:
                warnings.run_night(now=timezone.now())
                planning.plan_signs(now=timezone.now())
        except DatabaseError:
            log.warning("Nudges could not reach the database; they go on trying.")
        except Exception as error:
            log.error("Nudges met something new and go on: %s.", type(error).__name__)
