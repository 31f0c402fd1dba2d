"""Answers the crisis page before anything that could fail: sessions, log-in, locks, the database.

Here: that one short cut. Not here: the page (`views`). The addresses stay in `urls` as well, so
that templates can name them.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

PREFIX = "/help"


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
