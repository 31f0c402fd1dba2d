"""Errors as the API says them: what is wrong in one sentence, and what to do.

Here: `Problem`, its JSON, and the translation of every other exception into it. No problem quotes
what was sent: an answer may end up in the log of the program that asked.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import Field

from evenkeel.apps.records import EditConflict
from evenkeel.core.vault import OutOfReach, VaultError

LONGEST_FIELD_NAME: Final = 60
logger = logging.getLogger("evenkeel.api")


class ProblemOut(Schema):
    """What every answer above 399 looks like."""

    error: str = Field(description="What is wrong, in one sentence.")
    what_to_do: str = Field(description="What to do about it.")
    field: str | None = Field(default=None, description="The field it is about, where it is one.")


class Problem(Exception):
    """Ends a request with a status and two sentences."""

    def __init__(
        self, status: int, error: str, what_to_do: str, *, field: str | None = None
    ) -> None:
        super().__init__(status)
        self.status, self.error, self.what_to_do, self.field = status, error, what_to_do, field


def not_found() -> Problem:
    return Problem(
        404,
        _("There is nothing of yours with this id."),
        _("List what there is, and use an id from there."),
    )


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> HttpResponse:
    body = {"error": problem.error, "what_to_do": problem.what_to_do, "field": problem.field}
    if problem.field is None:
        del body["field"]
    return JsonResponse(body, status=problem.status, headers=headers)


def register(api: NinjaAPI) -> None:
    """Every way in which an operation can fail, in the one form."""
    handlers: Mapping[type[Exception], Any] = {
        Problem: lambda request, error: answer(error),
        ValidationError: lambda request, error: answer(_invalid(error)),
        HttpError: lambda request, error: answer(unreadable()),
        AuthenticationError: _unknown_token,
        Throttled: lambda request, error: answer(_too_often()),
        Http404: lambda request, error: answer(not_found()),
        EditConflict: lambda request, error: answer(_conflict()),
        OutOfReach: lambda request, error: answer(out_of_reach()),
        VaultError: lambda request, error: answer(_damaged()),
        RequestDataTooBig: lambda request, error: answer(too_big()),
        UnreadablePostError: lambda request, error: answer(unreadable()),
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def too_big() -> Problem:
    return Problem(
        413,
        _("This is larger than Evenkeel takes in one request (12 MB)."),
        _("Shorten it, or split it into several requests."),
    )


def out_of_reach() -> Problem:
    return Problem(
        403,
        _("This token does not hold the key to that."),
        _("Make a token with the scope that this operation names, under Security."),
    )


def _unknown_token(request: HttpRequest, error: Exception) -> HttpResponse:
    problem = Problem(
        401,
        _("This token is missing, mistyped, expired or was ended."),
        _("Send `Authorization: Bearer <token>` with a token from Security."),
    )
    return answer(problem, {"WWW-Authenticate": 'Bearer realm="Evenkeel"'})


def _too_often() -> Problem:
    return Problem(
        429,
        _("This token has made more requests than it may in a minute."),
        _("Wait for as many seconds as the `Retry-After` header says."),
    )


def _conflict() -> Problem:
    return Problem(
        409,
        _("This was saved elsewhere since you read it. Nothing was changed."),
        _("Read it again, make your change there, and send its `revision`."),
    )


def _damaged() -> Problem:
    return Problem(
        409,
        _("One of the entries here does not open: it was changed in the database."),
        _("Tell whoever runs this Evenkeel. The other entries can be read one by one."),
    )


def elsewhere() -> Problem:
    return Problem(
        400,
        _("The request asks for another host than this one."),
        _("Use the address that this server was given (`EVENKEEL_HOSTS`)."),
    )


def unreadable() -> Problem:
    return Problem(
        400,
        _("The body is not JSON that can be read."),
        _("Send one JSON object in UTF-8, with `Content-Type: application/json`."),
    )


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("An operation failed", exc_info=error)
    problem = Problem(
        500,
        _("Something went wrong here. It was not your request."),
        _("Try again in a moment. What was saved before is safe."),
    )
    return answer(problem)


def _invalid(error: ValidationError) -> Problem:
    """The first thing that is wrong, named by its field as this API names it."""
    first = error.errors[0]
    field = _field(first)
    sentence = _sentence(first.get("type", ""), field, first.get("ctx", {}))
    if sentence is None:
        sentence = _("`%(field)s`: %(message)s.") % {
            "field": field,
            "message": str(first.get("msg", "")).rstrip(".").removeprefix("Value error, "),
        }
    return Problem(
        422, sentence, _("Correct it and send it again. Nothing was saved."), field=field
    )


def _field(found: Mapping[str, Any]) -> str:
    """The outermost field. What lies within it, and unknown names, are the sender's own words."""
    place = [str(part) for part in found.get("loc", ())][1:]
    if place[:1] in (["data"], ["page"]):
        place = place[1:]
    if not place or found.get("type") == "extra_forbidden":
        return _("the body")
    return place[0][:LONGEST_FIELD_NAME]


def _sentence(kind: str, field: str, context: Mapping[str, Any]) -> str | None:
    values = {"field": field, **context}
    sentences = {
        "missing": _("`%(field)s` is missing."),
        "string_too_long": _("`%(field)s` is longer than %(max_length)s characters."),
        "string_too_short": _("`%(field)s` is empty."),
        "too_long": _("`%(field)s` has more than %(max_length)s entries."),
        "extra_forbidden": _("There is a field in it that is not known here."),
        "timezone_aware": _("`%(field)s` needs a time zone, as in 2026-03-01T14:30:00+01:00."),
        "finite_number": _("`%(field)s` must be a number, not infinity."),
        "string_unicode": _("`%(field)s` is not readable text."),
    }
    found = sentences.get(kind)
    try:
        return found % values if found else None
    except KeyError:
        return None
