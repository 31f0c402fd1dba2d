"""The thread that carries nudges and, once a night, the early-warning pass.

Here: looking again and again for as long as the process lives. Not here: the work. It runs beside
the server's own worker and in every `evenkeel worker`: leases keep several from doing one thing.
"""

from __future__ import annotations

import itertools
import threading
from typing import Final

from django.utils import timezone

from evenkeel.apps import background
from evenkeel.apps.nudges import planning, sending
from evenkeel.apps.warnings import actions as warnings

LOOK_EVERY_SECONDS: Final = 15.0
NIGHT_EVERY: Final = 40
"""Looks between two looks for members whose numbers are due: about ten minutes."""


def start() -> threading.Thread:
    """The thread of this process."""
    looks = itertools.count()
    return background.keep_at(
        lambda: _look(next(looks)), name="nudges", every_seconds=LOOK_EVERY_SECONDS
    )


def _look(number: int) -> None:
    sending.run_due(now=timezone.now())
    if number % NIGHT_EVERY == 0:
        warnings.run_night(now=timezone.now())
        planning.plan_signs(now=timezone.now())
