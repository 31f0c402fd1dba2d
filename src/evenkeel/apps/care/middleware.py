"""What stands before everything that could fail: the crisis page, and an answer to every message.

Here: two short cuts, for /help and for a message that broke something. Not here: the page
(`views`), the answer (`answering`). The addresses stay in `urls` as well, so that templates can
name them.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

PREFIX = "/help"
TALK = "companion"
SAYS = frozenset({"talk", "conversation"})
"""Where messages are sent to."""
SERVER_ERROR, NOT_READY = 500, 503


class HelpFirst:
    """Serves /help and /help/<country> itself; everything else passes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(PREFIX):
            try:
                found = resolve(request.path_info)
            except Resolver404:
                return self.get_response(request)
            if found.app_name == "care":
                answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
                return answer
        return self.get_response(request)


class AnswerAnyway:
    """Nobody who wrote a message gets an error page: it is answered, saved or not (SAFETY.md R1).

    While reader, rules or registry do not load there is no talk at all, and a page that says so
    with the way to people on it (L5).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        failed = response.status_code >= SERVER_ERROR and response.status_code != NOT_READY
        if not failed or request.method != "POST" or not _says_something(request):
            return response
        from evenkeel.apps.care import answering  # noqa: PLC0415 (needs the apps loaded)

        return answering.answer_anyway(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Closes Talk while its parts do not load."""
        if not _says_something(request):
            return None
        from evenkeel.apps.care import answering  # noqa: PLC0415 (needs the apps loaded)

        return None if answering.chat_is_ready() else answering.closed(request)


def _says_something(request: HttpRequest) -> bool:
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return False
    return found.app_name == TALK and found.url_name in SAYS
