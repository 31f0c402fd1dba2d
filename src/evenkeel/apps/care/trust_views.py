"""/trust: the crisis protocol of the running version, the law table, the safety case, the figures.

Public, without log-in, script or member. Here: the request. Not here: gathering it (`trusting`).
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from evenkeel.apps.care.trusting import gathered

KEPT_SECONDS = 3600


@login_not_required
@require_safe
@cache_control(public=True, max_age=KEPT_SECONDS)
def trust(request: HttpRequest) -> HttpResponse:
    """What this installation does about danger, and what proves it."""
    return render(request, "care/trust.html", gathered())
