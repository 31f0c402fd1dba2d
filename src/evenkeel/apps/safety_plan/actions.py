"""Writing a safety plan: every change of it, each atomic.

Here: saving one step, adding a line from a conversation, the discreet heading. Not here: the pages
(`views`), what a line may hold (`payloads`), checking what was typed (`forms`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from evenkeel.apps.records import EditConflict
from evenkeel.apps.safety_plan.models import SafetyPlan
from evenkeel.apps.safety_plan.payloads import MOST_CHARACTERS, MOST_LINES, SafetyPlanPayload
from evenkeel.apps.safety_plan.queries import row_of
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import PlanStep

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member


@transaction.atomic
def save_step(
    *,
    by: Member,
    keyring: Keyring,
    step: PlanStep,
    lines: Sequence[str],
    now: datetime,
    expected_revision: int | None = None,
) -> SafetyPlan:
    """Replace the lines of one step. Other steps stay.

    `expected_revision` is the revision the page was made from; `EditConflict` if that step was
    changed elsewhere since. Another step that changed meanwhile is no conflict.
    """
    row, plan = _current(by, keyring)
    stale = row is not None and expected_revision not in {None, row.revision}
    if stale and plan.lines(step) != tuple(lines) and _had_more(plan.lines(step), lines):
        raise EditConflict
    return _keep(by, keyring, row, plan.with_lines(step, tuple(lines)), now)


@transaction.atomic
def add_line(
    *, by: Member, keyring: Keyring, step: PlanStep, text: str, now: datetime
) -> SafetyPlan | None:
    """Add one line that came up in a conversation; None where there is nothing new to add."""
    line = " ".join(text.split())[:MOST_CHARACTERS].rstrip()
    row, plan = _current(by, keyring)
    have = plan.lines(step)
    if not line or len(have) >= MOST_LINES or line.casefold() in {one.casefold() for one in have}:
        return row
    return _keep(by, keyring, row, plan.with_lines(step, (*have, line)), now)


@transaction.atomic
def set_discreet(*, by: Member, keyring: Keyring, discreet: bool, now: datetime) -> SafetyPlan:
    """Whether printed and kept copies are headed "Notes"."""
    row, plan = _current(by, keyring)
    return _keep(by, keyring, row, plan.model_copy(update={"discreet": discreet}), now)


def delete_plan(*, by: Member) -> None:
    """Delete the whole plan. There is no way back; the page asks first."""
    SafetyPlan.of(by).delete()


def _current(by: Member, keyring: Keyring) -> tuple[SafetyPlan | None, SafetyPlanPayload]:
    row = row_of(by)
    return row, (row.open(keyring) if row else SafetyPlanPayload())


def _keep(
    by: Member, keyring: Keyring, row: SafetyPlan | None, plan: SafetyPlanPayload, now: datetime
) -> SafetyPlan:
    if row is None:
        return SafetyPlan.create_locked(by=by, keyring=keyring, payload=plan, at=now, now=now)
    row.update_locked(
        keyring=keyring, payload=plan, expected_revision=row.revision, now=now, at=now
    )
    return row


def _had_more(have: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether saving would drop a line that the page had not seen or that was meant to stay."""
    return bool(set(have) - set(wanted))
