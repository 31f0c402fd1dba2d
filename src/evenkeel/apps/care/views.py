"""Help now: the public crisis page (SAFETY.md R2).

No log-in, no script, no cookie, no query: it is rendered from files alone, so it answers with the
database down, and it is never throttled. The service worker keeps it for when there is no network.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from evenkeel.apps.care.opening import floored
from evenkeel.apps.care.showing import help_for, registry
from evenkeel.apps.care.words import help_words

MADE_EVERY = 5
"""Minutes after which a page is made anew, so that "open now" is never older than that."""
KEPT_SECONDS = MADE_EVERY * 60
PAGES_KEPT = 256


@login_not_required
@require_safe
@cache_control(public=True, max_age=KEPT_SECONDS)
def help_now(request: HttpRequest) -> HttpResponse:
    """Without a country: what to do now, and the choice of a country."""
    chosen = request.GET.get("country", "").strip().upper()
    if chosen in registry():
        return redirect("care:country", country=chosen)
    return HttpResponse(_page(None, _moment()))


@login_not_required
@require_safe
@cache_control(public=True, max_age=KEPT_SECONDS)
def country(request: HttpRequest, country: str) -> HttpResponse:
    """A country's numbers. One that is not in the registry gets the page without numbers."""
    code = country.upper()
    return HttpResponse(_page(code if code in registry() else None, _moment()))


def _moment() -> datetime:
    return floored(timezone.now(), minutes=MADE_EVERY)


@lru_cache(maxsize=PAGES_KEPT)
def _page(code: str | None, now: datetime) -> str:
    """The page of a country at a moment. It depends on files only, so it is made once."""
    countries, words = registry(), help_words()
    return render_to_string(
        "care/help.html",
        {
            "words": words,
            "help": help_for(countries[code] if code else None, words, now=now),
            "countries": sorted((c.name, c.id) for c in countries.values()),
            "quick_exit_url": settings.QUICK_EXIT_URL,
        },
    )
