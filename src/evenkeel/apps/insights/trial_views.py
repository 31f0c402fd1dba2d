"""Pages of the member's own trials: list, begin, follow, see what came of it.

Here: requests and answers. Not here: the plan and its statistics (`core.insights.trials`).
"""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.insights import actions, trying
from evenkeel.apps.insights.forms import TrialForm
from evenkeel.apps.nudges import queries as nudges
from evenkeel.apps.people.queries import has_consent
from evenkeel.apps.records import EditConflict, MemberRequest
from evenkeel.core.insights.trials import sure_word

PURPOSE = "insights"


@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """Every trial, the newest first."""
    if not has_consent(request.user, PURPOSE):
        return render(request, "insights/ask.html")
    on = checkins.zone_of(request).today(timezone.now())
    found = trying.trials(request.user, request.keyring, on=on)
    return render(request, "insights/trials.html", {"trials": found})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Plan a trial; chance draws the order when it begins."""
    if not has_consent(request.user, PURPOSE):
        return render(request, "insights/ask.html")
    metrics = trying.trial_outcomes(request.user, request.keyring)
    initial = {"what": request.GET.get("what", "")[:60], "pace": "days", "remind": True}
    form = TrialForm(request.POST or None, metrics=metrics, initial=initial)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        row = actions.begin_trial(
            by=request.user, keyring=request.keyring, what=form.cleaned_data["what"],
            outcome=form.cleaned_data["outcome"], pace=form.cleaned_data["pace"],
            start=trying.first_free(checkins.zone_of(request).today(now)), now=now,
            remind=form.cleaned_data["remind"],
        )  # fmt: skip
        return redirect("insights:trial", row.pk)
    status = 400 if form.is_bound else 200
    return render(request, "insights/trial_new.html", {"form": form}, status=status)


@require_safe
def trial(request: MemberRequest, id: UUID) -> HttpResponse:
    """Where a trial stands, and what it showed once it is over."""
    if not has_consent(request.user, PURPOSE):
        return render(request, "insights/ask.html")
    zone, now = checkins.zone_of(request), timezone.now()
    one = trying.trial(request.user, request.keyring, id, on=zone.today(now))
    if one is None:
        raise Http404
    metrics = trying.trial_outcomes(request.user, request.keyring)
    context = {"trial": one, "weeks": trying.weeks(one), "metric": metrics.get(one.payload.outcome)}
    if one.payload.remind and not one.over:
        context["unreminded"] = not nudges.would_come(request.user, "trial")
    if one.over and one.payload.outcome in metrics:
        found = trying.trial_result(request.user, request.keyring, one, zone=zone, now=now)
        context |= {"result": found, "sure": sure_word(found.p)}
    return render(request, "insights/trial.html", context)


@require_POST
def change(request: MemberRequest, id: UUID) -> HttpResponse:
    """Say that today went otherwise, end the trial, or remove it."""
    on, now = checkins.zone_of(request).today(timezone.now()), timezone.now()
    if trying.trial(request.user, request.keyring, id, on=on) is None:
        raise Http404
    wanted = request.POST.get("do")
    try:
        if wanted in ("kept", "otherwise"):
            actions.note_not_kept(
                by=request.user, keyring=request.keyring, trial=id, day=on,
                kept=wanted == "kept", now=now,
            )  # fmt: skip
        elif wanted == "stop":
            actions.stop_trial(by=request.user, keyring=request.keyring, trial=id, day=on, now=now)
        elif wanted == "remove":
            actions.remove_trial(by=request.user, trial=id)
            return redirect("insights:trials")
    except EditConflict:  # saved elsewhere at the same moment: the page shows what holds
        pass
    return redirect("insights:trial", id)
