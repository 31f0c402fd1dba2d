"""The language of the pages: chosen by a plain button, never guessed past the first suggestion.

Here: /language, which shows every language in itself and keeps the choice: for a stranger in one
cookie, for a member in their own settings. Not here: which languages there are (`core.content`),
reading the cookie and the browser's wish (Django's LocaleMiddleware), what a member chose before
(`apps.people`).
"""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evenkeel.apps.people import actions
from evenkeel.apps.people.speaking import remember
from evenkeel.core.content.languages import interface_languages


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponseBase:
    """Show the languages; a POST keeps one and goes back to the page it was chosen on."""
    offered = interface_languages()
    back = _safe(request.POST.get("next") or request.GET.get("next", ""))
    chosen = request.POST.get("language", "")
    if request.method == "POST" and chosen in offered:
        if request.user.is_authenticated:
            actions.set_locale(by=request.user, locale=chosen)
        return remember(HttpResponseRedirect(back), chosen)
    here = translation.get_language() or settings.LANGUAGE_CODE
    context = {"languages": offered.values(), "here": here, "next": back}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "language.html", context, status=status)


def _safe(back: str) -> str:
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/"
