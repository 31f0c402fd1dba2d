"""The one cookie that keeps which language this browser's pages are in, before anybody logs in.

Here: setting it. Not here: reading it (Django's LocaleMiddleware), a member's own choice (`models`,
which wins wherever they are signed in), the page to choose on (`site.language`).
"""

from __future__ import annotations

from django.conf import settings
from django.http.response import HttpResponseBase


def remember(response: HttpResponseBase, locale: str) -> HttpResponseBase:
    """The same response, with the choice in this browser's one cookie for it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        locale,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response
