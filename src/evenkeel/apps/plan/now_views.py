"""The page "what fits now": say what is at hand, get one thing, turn it down with why.

Here: requests and answers. Not here: what is shown (`now`), the choice (`core.personalisation`).
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.plan import actions, now
from evenkeel.apps.records import EditConflict, MemberRequest
from evenkeel.core.exercises import NoBecause


@require_http_methods(["GET", "HEAD", "POST"])
def fits_now(request: MemberRequest) -> HttpResponse:
    """Minutes and place at hand, and what fits them; "not this" leads to the next one."""
    at = timezone.now()
    zone = checkins.zone_of(request)
    if request.method == "POST":
        return _turned_down(request) if "why" in request.POST else _said(request)
    context = now.page(request.user, request.keyring, local_now=zone.local(at))
    for one in context["offered"][:1]:
        actions.note_offer(
            by=request.user, keyring=request.keyring, one=one.suggestion,
            local_now=zone.local(at), now=at, page="now",
        )  # fmt: skip
    return render(request, "plan/now.html", context)


def _said(request: MemberRequest) -> HttpResponse:
    try:
        actions.save_at_hand(
            by=request.user, keyring=request.keyring, minutes=_number(request, "minutes"),
            place=request.POST.get("place", ""), feeling=request.POST.get("feeling", ""),
            now=timezone.now(),
        )  # fmt: skip
    except EditConflict:
        messages.error(request, _("Saved in another tab meanwhile. Choose once more."))
    return redirect("plan:now")


def _turned_down(request: MemberRequest) -> HttpResponse:
    why = request.POST.get("why", "")
    if why in set(NoBecause):
        heard = actions.turn_down(
            by=request.user, keyring=request.keyring, exercise=request.POST.get("exercise", ""),
            because=NoBecause(why), zone=checkins.zone_of(request).name, now=timezone.now(),
        )  # fmt: skip
        if heard:
            messages.success(request, _ANSWERS[NoBecause(why)]())
    return redirect("plan:now")


_ANSWERS: dict[NoBecause, Any] = {
    NoBecause.NOT_NOW: lambda: _("Left out for today."),
    NoBecause.TOO_LONG: lambda: _("Shorter ones only, for the next hours."),
    NoBecause.NOT_HERE: lambda: _("Left out for the next hours, with others like it."),
    NoBecause.TRIED_BEFORE: lambda: _("Left out for three months."),
    NoBecause.NOT_MY_KIND: lambda: _("Left out for three months; others like it for two weeks."),
    NoBecause.NOT_MY_BODY: lambda: _(
        "Left out for three months. Under “What is never offered to you” you can say more."
    ),
    NoBecause.MADE_IT_WORSE: lambda: _(
        "Sorry it made things worse. It is left out for three months. Look round the room, drink "
        "some water, and give it a few minutes."
    ),
}


def _number(request: MemberRequest, name: str) -> int | None:
    try:
        return int(request.POST.get(name, ""))
    except ValueError:
        return None
