"""What is running. No personal data, no counts of people: anybody may ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.responses import Status

from evenkeel import __version__
from evenkeel.apps.programs import queries as programs
from evenkeel.core.content import ContentError

router = Router(tags=["status"])


class StatusOut(Schema):
    """`ok` is true when a message would be answered and kept."""

    ok: bool
    version: str
    now: datetime
    database: bool
    exercises: int


@router.get("", auth=None, response={200: StatusOut, 503: StatusOut}, summary="What is running")
def status(request: HttpRequest) -> Status[dict[str, Any]]:
    """Whether this installation works, and which version it is."""
    database, exercises = _database_answers(), _exercises()
    found = {
        "ok": database and exercises > 0,
        "version": __version__,
        "now": timezone.now(),
        "database": database,
        "exercises": exercises,
    }
    return Status(200 if found["ok"] else 503, found)


def _exercises() -> int:
    """How many exercises this installation holds; none where a content file is broken."""
    try:
        return len(programs.exercises())
    except ContentError:
        return 0


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
