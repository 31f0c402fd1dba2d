"""The page that looks back, one finding with its chart, one metric, and the weekly letter.

Here: requests and answers. Not here: what is found (`queries`, `core.insights`), trials
(`trial_views`).
"""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.insights import letters, queries, writing
from evenkeel.apps.people.queries import has_consent
from evenkeel.apps.records import MemberRequest

PURPOSE = "insights"
WINDOWS = (30, 90, 365)
"""Days to look back on: about a month, a season, a year."""
ASK = "insights/ask.html"


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """The picture in words: how it was, what went with it, what helped, what is missing."""
    if not has_consent(request.user, PURPOSE):
        return render(request, ASK)
    picture = queries.picture(
        request.user, request.keyring, zone=checkins.zone_of(request), now=timezone.now(),
        days=_days(request),
    )  # fmt: skip
    return render(request, "insights/overview.html", {"picture": picture, **_windows(request)})


@require_safe
def finding(request: MemberRequest, key: str) -> HttpResponse:
    """One finding with its chart, its table and its limits; a part of a page when asked by one."""
    if not has_consent(request.user, PURPOSE):
        return render(request, ASK)
    card = queries.card(
        request.user, request.keyring, key, zone=checkins.zone_of(request), now=timezone.now(),
        days=_days(request),
    )  # fmt: skip
    if card is None:
        raise Http404
    part = request.headers.get("HX-Request") == "true"
    page = "insights/_card.html" if part else "insights/finding.html"
    return render(request, page, {"card": card, "part": part, **_windows(request)})


@require_safe
def metric(request: MemberRequest, name: str) -> HttpResponse:
    """One metric over days, and everything found about it."""
    if not has_consent(request.user, PURPOSE):
        return render(request, ASK)
    seen = _look(request)
    if name not in seen.view.metrics:
        raise Http404
    given = name in seen.page.days.columns
    drawn = queries.cards(seen, subject=name) if given else []
    context = {"metric": seen.view.metrics[name], "drawn": drawn, **_windows(request)}
    return render(request, "insights/metric.html", context)


@require_safe
def words(request: MemberRequest) -> HttpResponse:
    """Themes of what the member wrote. The reader is asked here, so this page takes a moment."""
    if not has_consent(request.user, PURPOSE):
        return render(request, ASK)
    cards = writing.cards(request.user, request.keyring, _look(request))
    return render(request, "insights/words.html", {"cards": cards, **_windows(request)})


@require_safe
def letter(request: MemberRequest) -> HttpResponse:
    """The letter about one week, to read or print: the last whole one unless another is asked."""
    if not has_consent(request.user, PURPOSE):
        return render(request, ASK)
    zone, now = checkins.zone_of(request), timezone.now()
    monday = _monday(request.GET.get("week", ""), zone.today(now))
    written = letters.letter(request.user, request.keyring, zone=zone, now=now, monday=monday)
    return render(request, "insights/letter.html", {"letter": written})


def _monday(asked: str, today: date) -> date:
    """The Monday of the week asked for; of the last whole week otherwise, and never a later one."""
    this = today - timedelta(days=today.weekday())
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return this - timedelta(days=7)
    return min(day - timedelta(days=day.weekday()), this)


def _days(request: MemberRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(days) for days in WINDOWS} else WINDOWS[0]


def _look(request: MemberRequest) -> queries.Look:
    return queries.look(
        request.user, request.keyring, zone=checkins.zone_of(request), now=timezone.now(),
        days=_days(request),
    )  # fmt: skip


def _windows(request: MemberRequest) -> dict[str, object]:
    names = {30: _("Month"), 90: _("3 months"), 365: _("Year")}
    return {"days": _days(request), "windows": [(days, names[days]) for days in WINDOWS]}
