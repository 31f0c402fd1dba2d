"""Who may call what: personal tokens with scopes, and how often. Cookies open nothing here.

Not here: making and ending tokens (`apps.people`).
"""

from __future__ import annotations

from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from evenkeel.apps.api.problems import Problem
from evenkeel.apps.people import queries as people
from evenkeel.apps.records import MemberRequest

PER_MINUTE: Final = 600
"""Requests of one token: ten a second is far above any person, and far below harm."""
WINDOW_SECONDS: Final = 60


class ApiRequest(MemberRequest):
    """A request with a valid token: its member, the limited keyring, and what it may do."""

    scopes: frozenset[str]
    token_id: str


class Token(HttpBearer):
    """A personal token that has one scope. Use as an operation's `auth`."""

    openapi_bearerFormat: Final = "personal token"  # noqa: N815 (the name ninja reads)

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: Any, token: str) -> bool:
        found = people.member_by_token(token, now=timezone.now())
        if found is None:
            return False
        request.user, request.keyring, request.scopes = found
        request.token_id = token.split("_")[1]
        translation.activate(request.user.locale)
        need(request, self.scope)
        return True


def need(request: ApiRequest, scope: str) -> None:
    """Go on only with this scope. Raises `Problem` 403."""
    if scope not in request.scopes:
        raise Problem(
            403,
            _("This token may not do that: it lacks the scope `%(scope)s`.") % {"scope": scope},
            _("Make a token with this scope, under Security."),
        )


class PerToken(BaseThrottle):
    """At most so many requests a minute for each token."""

    def __init__(self, per_minute: int = PER_MINUTE) -> None:
        self.per_minute = per_minute

    def allow_request(self, request: HttpRequest) -> bool:
        token_id = getattr(request, "token_id", None)
        if token_id is None:
            return True
        key = f"api-calls:{token_id}"
        cache.add(key, 0, WINDOW_SECONDS)
        try:
            return cache.incr(key) <= self.per_minute
        except ValueError:  # the window ended between the two lines
            return True

    def wait(self) -> float:
        return float(WINDOW_SECONDS)
