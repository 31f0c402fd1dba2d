"""What other areas may ask of the safety plan: the member's own steps, and whether there are any.

Here: reading. Not here: writing (`actions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from evenkeel.apps.safety_plan.models import SafetyPlan
from evenkeel.apps.safety_plan.payloads import SafetyPlanPayload
from evenkeel.apps.safety_plan.said import newly_said, with_plan
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import PlanStep

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = ["DEVICE_COOKIE", "newly_said", "plan_of", "row_of", "steps_of", "with_plan"]

DEVICE_COOKIE = "plan-copy"
"""Set in a browser in which the member asked for a copy that opens without a network."""


def row_of(member: Member) -> SafetyPlan | None:
    """The member's plan as a row; None before anything was written."""
    return SafetyPlan.latest(member)


def plan_of(member: Member, keyring: Keyring) -> SafetyPlanPayload:
    """The member's plan; an empty one before anything was written."""
    row = row_of(member)
    plan: SafetyPlanPayload = row.open(keyring) if row else SafetyPlanPayload()
    return plan


def steps_of(member: Member, keyring: Keyring) -> Mapping[PlanStep, tuple[str, ...]]:
    """The member's own words, step by step, for a turn that quotes them back."""
    return plan_of(member, keyring).by_step()
