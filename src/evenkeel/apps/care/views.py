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
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from evenkeel.apps.care.opening import floored
from evenkeel.apps.care.showing import country_name, help_for, registry
from evenkeel.apps.care.words import help_words
from evenkeel.core.content.languages import SOURCE, interface_languages

MADE_EVERY = 5
"""Minutes after which a page is made anew, so that "open now" is never older than that."""
KEPT_SECONDS = MADE_EVERY * 60
PAGES_KEPT = 256


@login_not_required
@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Without a country: what to do now, and the choice of a country."""
    chosen = request.GET.get("country", "").strip().upper()
    if chosen in registry():
        there = redirect(f"{reverse('care:country', args=[chosen])}{_kept(request)}")
        patch_cache_control(there, max_age=KEPT_SECONDS, public=True)
        return there
    return _answer(request, None)


@login_not_required
@require_safe
def country(request: HttpRequest, country: str) -> HttpResponse:
    """A country's numbers. One that is not in the registry gets the page without numbers."""
    code = country.upper()
    return _answer(request, code if code in registry() else None)


def _answer(request: HttpRequest, code: str | None) -> HttpResponse:
    """The page in the language of the address, of the choice this browser keeps, or of its wish.

    A kept choice makes the page this reader's own: no cache between holds it for others.
    """
    named, kept = _asked(request), _chosen(request)
    response = HttpResponse(_page(code, _moment(), named or kept or _wished(request)))
    patch_vary_headers(response, ["Accept-Language"])
    whose = {"private": True} if kept and not named else {"public": True}
    patch_cache_control(response, max_age=KEPT_SECONDS, **whose)
    return response


def _chosen(request: HttpRequest) -> str:
    kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return kept if kept in interface_languages() else ""


def _wished(request: HttpRequest) -> str:
    """The first of the browser's languages that the pages are offered in."""
    header = request.headers.get("Accept-Language", "")
    for wish in (part.partition(";")[0].strip().lower() for part in header.split(",")):
        for one in (wish, wish.partition("-")[0]):
            if one in interface_languages():
                return one
    return SOURCE


def _asked(request: HttpRequest) -> str:
    """The language that the address names, if the pages are offered in it."""
    named = request.GET.get("language", "")
    return named if named in interface_languages() else ""


def _kept(request: HttpRequest) -> str:
    return f"?language={named}" if (named := _asked(request)) else ""


def _moment() -> datetime:
    return floored(timezone.now(), minutes=MADE_EVERY)


@lru_cache(maxsize=PAGES_KEPT)
def _page(code: str | None, now: datetime, locale: str = "en") -> str:
    """The page of a country at a moment. It depends on files only, so it is made once."""
    found, words = registry(), help_words(locale)
    with translation.override(locale):
        help_ = help_for(found[code] if code else None, words, now=now)
        names = sorted((country_name(one), one.id) for one in found.values())
        return render_to_string(
            "care/help.html",
            {
                "words": words,
                "help": help_,
                "countries": names,
                "quick_exit_url": settings.QUICK_EXIT_URL,
                "language": interface_languages()[locale],
                "languages": interface_languages().values(),
                "kept": "" if locale == SOURCE else f"?language={locale}",
            },
        )
