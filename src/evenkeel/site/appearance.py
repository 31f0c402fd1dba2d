"""Light, dark or as on the device: one cookie, no account needed, works with scripts off."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "theme"
THEMES = frozenset({"light", "dark"})
KEPT = timedelta(days=400)


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
