"""Erases an account: keys at once, every other row after that, a receipt at the end.

Here: the two halves of an erasure, both safe to repeat. Not here: who may ask (actions.py), how
the database forgets (scrub.py), the queue (tasks.py).

With the keys gone, what is left of an account cannot be opened by anybody, so that a machine that
stops between the halves leaks nothing. The second half can be stopped and started at any point.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.db import models, transaction

from evenkeel.apps.privacy.classes import ModelClass, Sensitivity, class_of, classed_models
from evenkeel.apps.privacy.models import Erasure
from evenkeel.apps.privacy.scrub import scrub

if TYPE_CHECKING:
    from uuid import UUID

    from evenkeel.apps.people.models import Member

BATCH_ROWS: Final = 500
"""Rows per transaction: the lock is held for a moment, the progress bar moves."""
TOKEN_BYTES: Final = 24


def hash_of(token: str) -> str:
    """What is stored of a receipt's address: whoever reads the database cannot open receipts."""
    return hashlib.sha256(token.encode()).hexdigest()


def destroy_keys(*, by: Member, now: datetime) -> tuple[Erasure, str]:
    """First half: keys, sessions, tokens and the nickname go, committed. Returns the receipt."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        erasure = Erasure.objects.create(
            token_hash=hash_of(token),
            subject=by.pk,
            requested_at=now,
            keys_destroyed_at=now,
            touched_at=now,
            total=sum(rows.count() for _, rows in _rows_of(by.pk)) + 1,
        )
        gone = 0
        for entry, rows in _rows_of(by.pk):
            if entry.keys:
                gone += rows.delete()[0]
        _end_sessions(by.pk)
        _forget_names(by.pk)
        Erasure.objects.filter(pk=erasure.pk).update(done=gone)
    scrub()
    return erasure, token


def delete_rows(erasure_id: UUID, *, now: datetime) -> None:
    """Second half: every row that leads to the member, then the member. Safe to repeat."""
    erasure = Erasure.objects.filter(pk=erasure_id, subject__isnull=False).first()
    if erasure is None or erasure.subject is None:
        return
    for _, rows in _rows_of(erasure.subject):
        for gone in _in_batches(rows):
            Erasure.objects.filter(pk=erasure_id).update(
                done=models.F("done") + gone, touched_at=now
            )
    with transaction.atomic():
        _end_sessions(erasure.subject)
        gone = get_user_model()._default_manager.filter(pk=erasure.subject).delete()[0]
        done = models.F("done") + gone
        Erasure.objects.filter(pk=erasure_id).update(
            subject=None, done=done, total=done, finished_at=now, touched_at=now
        )
    scrub()


def _rows_of(member_id: UUID) -> Iterator[tuple[ModelClass, models.QuerySet[models.Model]]]:
    """Each table with its rows of one member; the member's own row is not among them."""
    for model, entry in classed_models():
        if entry.member is not None and model is not get_user_model():
            yield entry, model._default_manager.filter(**{entry.member: member_id})


def _in_batches(rows: models.QuerySet[models.Model]) -> Iterator[int]:
    """Delete some rows at a time; yields how many went, rows that hung on them included."""
    while batch := list(rows.order_by().values_list("pk", flat=True)[:BATCH_ROWS]):
        gone, _ = rows.model._default_manager.filter(pk__in=batch).delete()
        yield gone


def _end_sessions(member_id: UUID) -> None:
    """Django's own session rows name their member only inside."""
    engine = import_module(settings.SESSION_ENGINE)
    for session in Session.objects.iterator():
        if engine.SessionStore().decode(session.session_data).get(SESSION_KEY) == str(member_id):
            session.delete()


def _forget_names(member_id: UUID) -> None:
    """Blank what identifies or describes the member, so that nobody can log in or be found."""
    member = get_user_model()
    changes: dict[str, object] = {}
    fields = class_of(member).fields
    for column in member._meta.concrete_fields:
        if fields[column.name].kind is Sensitivity.TECHNICAL or column.primary_key:
            continue
        if isinstance(column, models.CharField):
            changes[column.name] = f"erased {secrets.token_hex(16)}" if column.unique else ""
        elif column.null:
            changes[column.name] = None
    member._default_manager.filter(pk=member_id).update(**changes)
