"""Pages that belong to no area: errors and the installable shell."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control

from evenkeel.apps.api import problems


def _error(request: HttpRequest, status: int) -> HttpResponse:
    """An error page that needs no session, no member and no database."""
    return HttpResponse(render_to_string(f"{status}.html", {"path": request.path}), status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    too_big = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    if request.path.startswith("/api/"):  # a wrong host is refused before any of its views
        return problems.answer(problems.too_big() if too_big else problems.elsewhere())
    return _error(request, 413 if too_big else 400)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    return _error(request, 500)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from an old page. What was typed is shown again so that it can be copied."""
    kept = [
        value
        for name, value in request.POST.items()
        if name not in {"csrfmiddlewaretoken", "passphrase", "again", "code", "carried", "next"}
        and not name.startswith("group_")
        and isinstance(value, str)
        and value.strip()
    ]
    page = render_to_string("403_csrf.html", {"path": request.path, "kept": kept})
    return HttpResponse(page, status=403)


@login_not_required
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "offline.html")


@login_not_required
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Served from the root so that its scope is the whole site."""
    return _asset("sw.js", "text/javascript", {})


@login_not_required
def manifest(request: HttpRequest) -> HttpResponse:
    """The installable app; `?notes` installs under the discreet name."""
    context = {"discreet": "notes" in request.GET}
    return _asset("manifest.webmanifest", "application/manifest+json", context)


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """For a host's monitor: the process answers. Says nothing else."""
    return HttpResponse("ok", content_type="text/plain")


def _asset(template: str, content_type: str, context: dict[str, Any]) -> HttpResponse:
    return HttpResponse(render_to_string(template, context), content_type=content_type)
