"""Pages of nudges: what may come, calendars, what it does; and the taps on one.

Here: requests and answers. Not here: whether one goes out (`sending`).
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.nudges import actions, calendars, queries
from evenkeel.apps.nudges.forms import QUIET, AllowForm, CalendarForm
from evenkeel.apps.records import MemberRequest
from evenkeel.core.personalisation.nudging import load_nudges

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: MemberRequest) -> HttpResponse:
    """What may come, when not, how, and what nudging does."""
    member, now = request.user, timezone.now()
    own = queries.settings_of(member)
    initial = (
        {"kinds": own.kinds, "per_day": own.per_day, "quiet_from": own.quiet_from,
         "quiet_until": own.quiet_until, "push": own.push, "mail": own.mail}
        if own else {"quiet_from": QUIET[0], "quiet_until": QUIET[1], "push": True}
    )  # fmt: skip
    form = AllowForm(initial=initial, locale=member.locale)
    if request.method == "POST":
        form = AllowForm(request.POST, locale=member.locale)
        if form.is_valid():
            zone = checkins.zone_of(request).name
            actions.save_settings(by=member, zone=zone, **form.cleaned_data)
            actions.plan(by=member, keyring=request.keyring, now=now)
            messages.success(request, _("Kept."))
            return redirect("nudges:overview")
    context = {
        "form": form,
        "own": own,
        "allowed": queries.allowed(member),
        "words": load_nudges(member.locale),
        "planned": [
            (one, load_nudges(member.locale).get(one.kind))
            for one in queries.planned(member, now=now)
        ],
        "calendars": queries.calendars_of(member, request.keyring),
        "hour": queries.usual_hour(member, now=now),
        "effect": queries.effect_of(member, now=now),
        "now": now,
    }
    return render(
        request, "nudges/overview.html", context, status=UNPROCESSABLE if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: MemberRequest) -> HttpResponse:
    """Give a calendar."""
    form = CalendarForm()
    if request.method == "POST":
        form = CalendarForm(request.POST, request.FILES)
        if form.is_valid() and _read(request, form):
            return redirect("nudges:overview")
    return render(
        request,
        "nudges/calendar.html",
        {"form": form},
        status=UNPROCESSABLE if form.errors else 200,
    )


def _read(request: MemberRequest, form: CalendarForm) -> bool:
    found, now = form.cleaned_data, timezone.now()
    file = found.get("file")
    try:
        kept = actions.keep_calendar(
            by=request.user, keyring=request.keyring, raw=file.read() if file else None,
            address=found["address"], name=(file.name if file else "")[:60],
            words=found["words"].splitlines(), zone=checkins.zone_of(request).name, now=now,
        )  # fmt: skip
    except calendars.CannotRead as error:
        form.add_error(None, _PROBLEMS.get(str(error), _PROBLEMS["not_a_calendar"])())
        return False
    actions.plan(by=request.user, keyring=request.keyring, now=now)
    hard = sum(bool(one.word) for one in kept.busy)
    messages.success(
        request,
        _("Read: %(busy)d busy times in the next three weeks, %(hard)d with one of your words.")
        % {"busy": len(kept.busy), "hard": hard},
    )
    return True


_PROBLEMS = {
    "not_a_calendar": lambda: _("That could not be read as a calendar. Export it as .ics and try."),
    "not_an_address": lambda: _("That is not an address. It begins with https:// or webcal://."),
    "not_public": lambda: _("This server asks only public addresses. Give the calendar as a file."),
    "no_answer": lambda: _("Nothing answered there. Check the address, or give a file."),
    "too_big": lambda: _("That calendar is over 5 MB. Give a file of a shorter time."),
}


@require_POST
def remove_calendar(request: MemberRequest, calendar_id: UUID) -> HttpResponse:
    """Remove one, and what was planned from it."""
    actions.remove_calendar(
        by=request.user, calendar_id=calendar_id, keyring=request.keyring, now=timezone.now()
    )
    messages.success(request, _("Removed, with everything that was planned from it."))
    return redirect("nudges:overview")


@require_POST
def snooze(request: MemberRequest) -> HttpResponse:
    """Nothing for some time."""
    try:
        for_ = actions.SNOOZES[int(request.POST.get("for", ""))]
    except (ValueError, IndexError):
        return redirect("nudges:overview")
    actions.snooze(by=request.user, for_=for_, now=timezone.now())
    messages.success(request, _("Nothing comes until then."))
    return redirect("nudges:overview")


@require_POST
def answer(request: MemberRequest, nudge_id: UUID) -> HttpResponseBase:
    """Take one up, or less of its kind."""
    now = timezone.now()
    if request.POST.get("do") == "less":
        actions.less(by=request.user, nudge_id=nudge_id, now=now)
        messages.success(request, _("Fewer of these. It waits some days before the next."))
        return redirect("plan:today")
    nudge = actions.take_up(by=request.user, nudge_id=nudge_id, now=now)
    if nudge is None:
        raise Http404
    return redirect(load_nudges()[nudge.kind].page)
