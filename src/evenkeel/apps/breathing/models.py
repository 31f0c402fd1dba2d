"""Breathing with one's heart: one sealed summary a time."""

from __future__ import annotations

from evenkeel.apps.breathing import payloads
from evenkeel.apps.records import LockedRecord
from evenkeel.core.vault import DataClass


class HeartSession(LockedRecord):
    """A summary the member chose to keep. `at` is when it was kept."""

    payload = payloads.HeartPayload
    data_class = DataClass.D
