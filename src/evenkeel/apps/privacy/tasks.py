"""Background work of this area. Arguments are random numbers only: the queue stores them openly.

Not here: the work itself (erasure.py, tidy.py).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone
from django_tasks import task

from evenkeel.apps.privacy import erasure, tidy

DAY: Final = timedelta(days=1)


@task()
def delete_rows(erasure_id: str) -> None:
    """The second half of an erasure."""
    erasure.delete_rows(UUID(erasure_id), now=timezone.now())


@task()
def tidy_daily() -> None:
    """Retention, and erasures that a stopped machine left half done; then again tomorrow."""
    now = timezone.now()
    tidy_daily.using(run_after=now + DAY).enqueue()  # first: a day that fails is not the last
    tidy.tidy(now=now)
    for unfinished in tidy.unfinished_erasures(now=now):
        erasure.delete_rows(unfinished.pk, now=timezone.now())
