"""Past runs of exercises, opened.

Here: what `queries` and `enrolments` both stand on. Not here: words, choices, effects (`queries`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.programs.models import ExerciseRun
from evenkeel.apps.programs.payloads import RunPayload
from evenkeel.core.exercises import PastRun
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member


@dataclass(frozen=True, slots=True)
class Run:
    """One opened run: its row's id, its time on the member's clock, its revision and content."""

    id: UUID
    at: datetime
    revision: int
    payload: RunPayload

    @property
    def rated(self) -> bool:
        """Whether the feeling was rated both before and after."""
        return self.payload.before is not None and self.payload.after is not None

    @property
    def past(self) -> PastRun:
        """The run as the core's ranking sees it."""
        found = self.payload
        return PastRun(
            found.exercise, self.at, found.before, found.after, found.outcome, found.because
        )


def runs(member: Member, keyring: Keyring, since: datetime | None = None) -> tuple[Run, ...]:
    """The member's runs, opened, newest first; all of them when `since` is None."""
    rows = ExerciseRun.of(member)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return tuple(opened(row, keyring) for row in rows.iterator(chunk_size=500))


def opened(row: ExerciseRun, keyring: Keyring) -> Run:
    """One row, opened, on the clock it was made on."""
    payload: RunPayload = row.open(keyring)
    return Run(row.pk, checkins.told_in(payload.zone, row.at), row.revision, payload)
