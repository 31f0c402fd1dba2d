"""The page of breathing with one's heart, and keeping what came of it.

Here: requests and answers. What happens with beats happens in the browser (`heart.ts`).
"""

from __future__ import annotations

import json
import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenkeel.apps.breathing import actions, queries, words
from evenkeel.apps.breathing.forms import KeepForm
from evenkeel.apps.checkins.queries import zone_of
from evenkeel.apps.programs.queries import exercise as exercise_of
from evenkeel.apps.records import MemberRequest

UNPROCESSABLE = 422
SLOWEST, FASTEST = 4.5, 7.0
"""Breaths a minute between which an exercise is what this page does (`pace.ts`)."""


@require_http_methods(["GET", "HEAD", "POST"])
def heart(request: MemberRequest) -> HttpResponse:
    """The exercise; a POST keeps the summary that the member decided to keep."""
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.keep(
            by=request.user,
            keyring=request.keyring,
            summary=form.kept(zone=zone_of(request).name),
            exercise=_exercise(request),
            now=timezone.now(),
        )
        messages.success(request, _("Kept."))
        return redirect("breathing:heart")
    known = queries.sessions(request.user, request.keyring)
    own = queries.own_pace(known)
    context = {
        "form": form,
        "words": json.dumps(words.said()),
        "own": own,
        "pace": (own.summary.found if own else None) or queries.USUAL_PACE,
        "exercise": _exercise(request),
        "sessions": [words.told(one) for one in known],
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "breathing/heart.html", context, status=status)


@require_POST
def delete(request: MemberRequest, id: uuid.UUID) -> HttpResponse:
    """Delete one summary."""
    actions.delete(by=request.user, id=id, now=timezone.now())
    messages.success(request, _("Deleted."))
    return redirect("breathing:heart")


def _exercise(request: MemberRequest) -> str:
    """A link may name the exercise it stands for; only slow breath in and out is the same."""
    name = request.GET.get("exercise", "") or request.POST.get("exercise", "")
    found = exercise_of(name, get_language() or "en")
    if found is None or found.breath is None:
        return ""
    beats = found.breath.beats
    pace = 60 / sum(beat.seconds for beat in beats)
    only = {beat.phase.value for beat in beats} == {"in", "out"}
    return name if only and SLOWEST <= pace <= FASTEST else ""
