"""`/api/v1`: the operations, joined. Each area's operations are in the file of its name.

Not here: cookies. A browser's session opens nothing here, so no other site can use one.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from evenkeel import __version__
from evenkeel.apps.api import (
    checkins,
    conversations,
    exercises,
    export,
    journal,
    offered,
    problems,
    questionnaires,
    status,
)
from evenkeel.apps.api.access import PerToken

api = NinjaAPI(
    title="Evenkeel",
    version=__version__,
    description=(
        "A member's own data, for programs of their choice. Make a token under Security, choose "
        "its scopes, and send it as `Authorization: Bearer <token>`. Every answer above 399 is "
        "`{error, what_to_do}`."
    ),
    docs_url=None,
    openapi_url=None,  # served by reference.py: ninja's needs its own URL namespace
    urls_namespace="api-v1",
    throttle=PerToken(),
)
problems.register(api)
api.add_router("/status", status.router)
api.add_router("/conversations", conversations.router)
api.add_router("/check-ins/offered", offered.router)
api.add_router("/check-ins", checkins.router)
api.add_router("/journal", journal.router)
api.add_router("/questionnaires", questionnaires.router)
api.add_router("/exercises", exercises.router)
api.add_router("/export", export.router)


def urls() -> list[URLPattern]:
    """Ninja's addresses, each behind `without_cookies`."""
    patterns: list[URLPattern] = api.urls[0]  # type: ignore[assignment]
    for pattern in patterns:
        pattern.callback = without_cookies(pattern.callback)
    return patterns


def without_cookies(view: Any) -> Any:
    """The view for programs: no session, no CSRF, never cached, every refusal as a problem."""

    @wraps(view)
    def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.COOKIES = {}
        try:
            response: HttpResponse = view(request, *args, **kwargs)
        except RequestDataTooBig:
            response = problems.answer(problems.too_big())
        except SuspiciousOperation:
            response = problems.answer(problems.unreadable())
        if isinstance(response, HttpResponseNotAllowed):
            response = _not_allowed(response)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    served.login_required = False  # type: ignore[attr-defined]
    served.csrf_exempt = True  # type: ignore[attr-defined]
    return served


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Any other address under /api/v1."""
    return problems.answer(
        problems.Problem(
            404,
            _("There is no operation at this address."),
            _("/api/v1/docs lists what there is."),
        )
    )


def _not_allowed(response: HttpResponse) -> HttpResponse:
    problem = problems.Problem(
        405,
        _("This address does not do that."),
        _("Use one of the methods in the `Allow` header."),
    )
    return problems.answer(problem, {"Allow": response["Allow"]})
