"""The member's model: one locked record each."""

from __future__ import annotations

from evenkeel.apps.records import LockedRecord
from evenkeel.apps.wording import payloads
from evenkeel.core.vault import DataClass


class ModelChoice(LockedRecord):
    """A member's choice. `at` is when it was last changed."""

    payload = payloads.ModelChoicePayload
    data_class = DataClass.C
