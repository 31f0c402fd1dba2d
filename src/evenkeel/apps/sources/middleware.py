"""Asks connected makers when their time has come and the member is here, unlocked.

There is no other moment: without the member nobody can open the tokens or seal what comes (ADR 14).
Here: noticing. Not here: asking (`actions.py`). It must never slow or break a page.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from evenkeel.apps.checkins.queries import ZoneSource, zone_of
from evenkeel.apps.sources import actions, hosted

log = logging.getLogger(__name__)
LOOK_EVERY: Final = 60.0
"""Seconds between two looks for one member."""
MOST_KNOWN: Final = 10_000


class SyncWhenHere:
    """After a page was answered, see whether a maker is due."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._looked: dict[str, float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "GET" and response.status_code == 200 and hosted.clients():
            self._look(request)
        return response

    def _look(self, request: HttpRequest) -> None:
        keyring = getattr(request, "keyring", None)
        if keyring is None or keyring.is_limited or not request.user.is_authenticated:
            return
        name, now = str(request.user.pk), time.monotonic()
        if now - self._looked.get(name, -LOOK_EVERY) < LOOK_EVERY:
            return
        if len(self._looked) >= MOST_KNOWN:
            self._looked.clear()
        self._looked[name] = now
        zone = zone_of(request)
        try:
            actions.sync_due(
                by=request.user,
                keyring=keyring,
                zone=zone.info if zone.source is ZoneSource.BROWSER else None,
                now=timezone.now(),
            )
        except Exception as error:  # a page that was answered is never lost to a maker
            log.warning("makers could not be looked at: %s", type(error).__name__)
