"""Retention: rows whose class says they stay some days go after that, with nobody asking.

Here: which rows are past their time. Not here: erasing a whole account (erasure.py).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from evenkeel.apps.privacy.classes import classed_models
from evenkeel.apps.privacy.models import Erasure

KEEP: Final = timedelta(days=7)
STALLED: Final = timedelta(minutes=10)
"""An erasure that has not moved for this long was interrupted, and is taken up again."""


def tidy(*, now: datetime) -> int:
    """Delete what is past its time. Returns how many rows went."""
    gone = Session.objects.filter(expire_date__lt=now).delete()[0]
    for model, entry in classed_models():
        if entry.ages_by is not None:
            old = model._default_manager.filter(**{f"{entry.ages_by}__lt": now - KEEP})
            gone += old.delete()[0]
    return gone


def unfinished_erasures(*, now: datetime) -> QuerySet[Erasure]:
    """Erasures whose keys are gone but whose rows are not, and that nobody is working on."""
    return Erasure.objects.filter(subject__isnull=False, touched_at__lt=now - STALLED)
