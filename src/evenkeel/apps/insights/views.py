"""The page that looks back, and the page of one metric.

Here: requests and answers. Not here: what is found (`queries`, `core.insights`).
"""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.insights import queries
from evenkeel.apps.people.queries import has_consent
from evenkeel.apps.records import MemberRequest

PURPOSE = "insights"
WINDOWS = (30, 90, 365)
"""Days to look back on: about a month, a season, a year."""


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Everything there is to say about the last month, season or year."""
    if not has_consent(request.user, PURPOSE):
        return render(request, "insights/ask.html")
    drawn, told = queries.cards(_look(request))
    context = {"drawn": drawn, "told": told, **_window_context(request)}
    return render(request, "insights/overview.html", context)


@require_safe
def metric(request: MemberRequest, name: str) -> HttpResponse:
    """One metric over days."""
    if not has_consent(request.user, PURPOSE):
        return render(request, "insights/ask.html")
    seen = _look(request)
    if name not in seen.view.metrics:
        raise Http404
    drawn, _told = queries.cards(seen, subject=name)
    context = {"metric": seen.view.metrics[name], "drawn": drawn, **_window_context(request)}
    return render(request, "insights/metric.html", context)


def _days(request: MemberRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(days) for days in WINDOWS} else WINDOWS[0]


def _look(request: MemberRequest) -> queries.Look:
    return queries.look(
        request.user,
        request.keyring,
        zone=checkins.zone_of(request),
        now=timezone.now(),
        days=_days(request),
    )


def _window_context(request: MemberRequest) -> dict[str, object]:
    names = {30: _("Month"), 90: _("3 months"), 365: _("Year")}
    return {"days": _days(request), "windows": [(days, names[days]) for days in WINDOWS]}
