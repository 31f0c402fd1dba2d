"""How the site looks: light, dark or as on the device, and the living page that shows every part.

Here: the choice of colours (one cookie, no account, works with scripts off) and /style. Not here:
the tokens themselves (frontend/src/styles/), or any page of an area.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "theme"
THEMES = frozenset({"light", "dark"})
KEPT = timedelta(days=400)

COLOURS = {
    "paper": "the page",
    "surface": "cards and inputs",
    "sunk": "wells, hover",
    "line": "edges that only decorate",
    "line-strong": "edges of controls",
    "ink": "text",
    "ink-soft": "secondary text",
    "accent": "actions and links",
    "accent-strong": "pressed, chosen",
    "accent-tint": "the one next thing",
    "warm": "help, risk",
    "warm-tint": "ground of help, risk",
    "danger": "what cannot be undone",
    "danger-tint": "its ground",
}
_ICONS = (
    *("today", "talk", "check-in", "journal", "exercises", "insights", "questionnaires"),
    *("week", "bell", "signs"),
    *("privacy", "key", "lock", "leave", "menu", "help", "next", "clock", "moon", "theme"),
)
SAMPLES = {
    "colours": COLOURS.items(),
    "words": ("tense", "tired", "hopeful", "lonely", "content"),
    "answers": ("Not at all", "Several days", "More than half the days", "Nearly every day"),
    "icons": _ICONS,
}


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the choice on this browser and go back to the page it was made on."""
    chosen, back = request.POST.get("theme", ""), request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = HttpResponseRedirect(back if safe else "/")
    if chosen in THEMES:
        response.set_cookie(
            COOKIE,
            chosen,
            max_age=KEPT,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


@login_not_required
def style(request: HttpRequest) -> HttpResponse:
    """Every token and component with its real markup, for whoever builds a page."""
    return render(request, "style.html", SAMPLES)
