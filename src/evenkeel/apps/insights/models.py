"""Trials of one's own: the only rows of this area. Findings are never stored."""

from __future__ import annotations

from evenkeel.apps.insights import payloads
from evenkeel.apps.records import LockedRecord
from evenkeel.core.vault import DataClass


class Trial(LockedRecord):
    """One trial. `at` is when it was begun."""

    payload = payloads.TrialPayload
    data_class = DataClass.C
