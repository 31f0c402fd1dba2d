"""Pages for an appointment: one kind of locked record."""

from __future__ import annotations

from evenkeel.apps.brief import payloads
from evenkeel.apps.records import LockedRecord
from evenkeel.core.vault import DataClass


class Brief(LockedRecord):
    """One page for an appointment. `at` is when it was last changed."""

    payload = payloads.BriefPayload
    data_class = DataClass.C
