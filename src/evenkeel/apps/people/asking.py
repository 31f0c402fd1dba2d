"""Asks for the passphrase in the middle of something, and then does that something.

Here: the page that asks (log in, unlock, step up), carrying a posted form through it, and playing
it again afterwards. Not here: checking the passphrase.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.datastructures import MultiValueDict
from django.utils.http import url_has_allowed_host_and_scheme

CARRIED: Final = "carried"
NEXT: Final = "next"
NOT_CARRIED: Final = frozenset({"csrfmiddlewaretoken", CARRIED})


class Reason(StrEnum):
    """Why the passphrase is asked for; the value names the address."""

    LOG_IN = "log-in"
    UNLOCK = "unlock"
    STEP_UP = "step-up"


def ask(request: HttpRequest, reason: Reason) -> HttpResponseBase:
    """The page that asks: a redirect for a page, the page itself (with what was posted) for a form.

    A script gets 423 Locked (401 when signed out) and keeps what it holds.
    """
    address = reverse(f"people:{reason.value}")
    wants_data = request.headers.get("Accept", "").startswith("application/json")
    if wants_data or request.content_type == "application/json":
        status = HTTPStatus.UNAUTHORIZED if reason is Reason.LOG_IN else HTTPStatus.LOCKED
        return JsonResponse({"locked": True, "reason": reason.value, "at": address}, status=status)
    if request.method != "POST":
        onward = f"{address}?{NEXT}={quote(request.get_full_path(), safe='/')}"
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": onward})
        return HttpResponseRedirect(onward)
    return _asking_page(request, reason)


def _asking_page(request: HttpRequest, reason: Reason) -> HttpResponse:
    from evenkeel.apps.people.forms import LogInForm, PassphraseForm  # noqa: PLC0415 (cycle)

    form = LogInForm() if reason is Reason.LOG_IN else PassphraseForm()
    context = {
        "form": form,
        "next": request.get_full_path(),
        "carried": carried_from(request.POST),
        "has_files": bool(request.FILES),
    }
    page = render(request, f"people/{reason.value.replace('-', '_')}.html", context)
    if request.headers.get("HX-Request"):
        page["HX-Retarget"], page["HX-Reswap"] = "body", "innerHTML"
    return page


def carried_from(posted: QueryDict) -> str:
    """A posted form as one text, to be carried in a hidden field."""
    pairs = [(name, posted.getlist(name)) for name in posted if name not in NOT_CARRIED]
    return json.dumps(pairs)


def next_address(request: HttpRequest, default: str = "plan:today") -> str:
    """Where to go on to: an address of this site, else the default."""
    wanted = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure()):
        parts = urlsplit(wanted)
        if parts.path.startswith("/"):
            return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return reverse(default)


def go_on(request: HttpRequest) -> HttpResponseBase:
    """After the right passphrase: play the carried form, or go to the address."""
    fields = read_carried(request.POST.get(CARRIED, ""))
    address = next_address(request)
    if fields is None:
        return HttpResponseRedirect(address)
    return play(request, address, fields)


def read_carried(text: str) -> Mapping[str, list[str]] | None:
    """The carried form, or None where there is none."""
    if not text:
        return None
    try:
        return {str(name): [str(value) for value in values] for name, values in json.loads(text)}
    except (ValueError, TypeError):
        return None


def play(request: HttpRequest, address: str, fields: Mapping[str, list[str]]) -> HttpResponseBase:
    """Answer as if `fields` were posted to `address` now, by this member, in this session.

    The request came through CSRF, log-in and lock already; decorators of the view run as ever.
    """
    path, _, query = address.partition("?")
    try:
        match = resolve(path)
    except Resolver404:
        return HttpResponseRedirect(address)
    if match.app_name == "people" and match.url_name in set(Reason):
        return redirect("plan:today")
    _become(request, path, query, fields)
    request.resolver_match = match
    response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    if hasattr(response, "render") and callable(response.render):
        response = response.render()
    return response


def _become(request: Any, path: str, query: str, fields: Mapping[str, list[str]]) -> None:
    posted = QueryDict(mutable=True)
    for name, values in fields.items():
        posted.setlist(name, values)
    request.method = request.META["REQUEST_METHOD"] = "POST"
    request.path = request.path_info = path
    request.META["PATH_INFO"], request.META["QUERY_STRING"] = path, query
    request.GET = QueryDict(query)
    request.POST, request._files = posted, MultiValueDict()
