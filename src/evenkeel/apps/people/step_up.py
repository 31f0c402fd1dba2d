"""Asks again for the passphrase before what cannot be undone, or leaves the house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from evenkeel.apps.people import asking, sessions

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def stepped_up(request: HttpRequest, *, now: datetime) -> bool:
    """Whether the passphrase was typed in this session within the last minutes."""
    opened = sessions.load(request, now=now)
    if opened is None or opened.keyring is None or opened.row.stepped_up_at is None:
        return False
    return now - opened.row.stepped_up_at <= settings.STEP_UP_WINDOW


def require_step_up(view: View) -> View:
    """Decorator: the view runs only within five minutes of a typed passphrase; else it is asked."""

    @wraps(view)
    def asked(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not stepped_up(request, now=timezone.now()):
            return asking.ask(request, asking.Reason.STEP_UP)
        return view(request, *args, **kwargs)

    return asked  # type: ignore[return-value]


def lock_allowed(view: View) -> View:
    """Decorator: the view also serves a signed-in member whose session is locked."""
    view.lock_allowed = True  # type: ignore[attr-defined]
    return view
