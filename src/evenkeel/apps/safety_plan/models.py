"""The safety plan: one locked record of class C for each member."""

from __future__ import annotations

from evenkeel.apps.records import LockedRecord
from evenkeel.apps.safety_plan import payloads
from evenkeel.core.vault import DataClass


class SafetyPlan(LockedRecord):
    """A member's plan. `at` is when it was last changed."""

    payload = payloads.SafetyPlanPayload
    data_class = DataClass.C
