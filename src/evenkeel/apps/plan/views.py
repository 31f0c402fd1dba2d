"""Today, and "not now".

Here: requests and answers. Not here: what the day holds (`queries`), which thing is next
(`core.personalisation`).
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.plan import putting_off, queries, showing
from evenkeel.apps.records import MemberRequest


@require_safe
def today(request: MemberRequest) -> HttpResponse:
    """The one next useful thing, the check-in in two taps, and what is missing."""
    now, zone = timezone.now(), checkins.zone_of(request)
    not_now = putting_off.put_off_today(request.session, today=zone.today(now))
    day = queries.today(request.user, request.keyring, zone=zone, now=now, not_now=not_now)
    return render(request, "plan/today.html", showing.page(day, member=request.user))


@require_POST
def not_now(request: MemberRequest) -> HttpResponse:
    """Put one kind of suggestion off until tomorrow."""
    today = checkins.zone_of(request).today(timezone.now())
    putting_off.put_off(request.session, request.POST.get("kind", ""), today=today)
    return redirect("plan:today")
