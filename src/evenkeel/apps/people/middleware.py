"""Gives each request its keyring; sends the signed-out to log in and the locked to unlock.

Text posted meanwhile is carried along (`asking`), so nothing a member wrote is lost. Public views
are touched only where the browser brings a half-key, and never fail for it: the crisis page answers
with the database down.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user, logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from evenkeel.apps.people import asking, sessions

View = Callable[..., HttpResponseBase]


class MemberMiddleware(AuthenticationMiddleware):
    """Django's own, but the member comes with the session's row: one query instead of two."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _member(request))  # type: ignore[assignment]


def _member(request: Any) -> AbstractBaseUser | AnonymousUser:
    if not hasattr(request, "_cached_user"):
        request._cached_user = sessions.member_of(request) or get_user(request)
    known: AbstractBaseUser | AnonymousUser = request._cached_user
    return known


class SignedInMiddleware(LoginRequiredMiddleware):
    """Django's own, but a posted text survives, and a first visit is welcomed."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: View
    ) -> HttpResponseBase:
        if request.path == "/":
            return redirect("people:welcome")
        return asking.ask(request, asking.Reason.LOG_IN)


class UnlockedMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.keyring = None
        request.open_session = None
        response = self.get_response(request)
        sessions.write_cookie(request, response)
        if sessions.cookie_name() in request.COOKIES and "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: HttpRequest, view_func: View, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            _try_to_open(request)
            return None
        opened = sessions.load(request, now=timezone.now())
        if opened is None or opened.row.member_id != request.user.pk:
            sessions.forget(request)
            logout(request)  # ended from another browser
            return asking.ask(request, asking.Reason.LOG_IN)
        sessions.sweep(now=timezone.now())
        _speak(request, opened)
        if opened.keyring is None and not getattr(view_func, "lock_allowed", False):
            return asking.ask(request, asking.Reason.UNLOCK)
        return None


def _try_to_open(request: HttpRequest) -> None:
    if sessions.cookie_name() not in request.COOKIES:
        return
    try:
        opened = sessions.load(request, now=timezone.now())
        if opened is None or not request.user.is_authenticated:
            request.keyring = None  # type: ignore[attr-defined]
            return
        _speak(request, opened)
    except DatabaseError:
        request.keyring = None  # type: ignore[attr-defined]


def _speak(request: HttpRequest, opened: sessions.OpenSession) -> None:
    translation.activate(opened.row.member.locale)
    request.LANGUAGE_CODE = translation.get_language()
