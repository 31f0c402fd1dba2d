"""Django's sessions in the database, asked for with SQL that is written once (`apps.asking`)."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from evenkeel.apps import asking


class SessionStore(db.SessionStore):
    """As Django's; every page of a member asks for it."""

    def load(self) -> dict[str, Any]:
        """The session's values; none where there is no such session, or its time is over."""
        for row in asking.rows(Session, session_key=self.session_key):
            if row.expire_date > timezone.now():
                values: dict[str, Any] = self.decode(row.session_data)
                return values
        self._session_key = None
        return {}
