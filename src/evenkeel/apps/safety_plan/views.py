"""Pages of the safety plan: the plan, one step, the sheet to print, its settings, deleting it.

Here: requests and answers. Not here: what a plan holds (`payloads`), how it changes (`actions`).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenkeel.apps.care import queries as care
from evenkeel.apps.records import EditConflict, MemberRequest
from evenkeel.apps.safety_plan import actions, queries
from evenkeel.apps.safety_plan.forms import StepForm
from evenkeel.apps.safety_plan.payloads import SafetyPlanPayload
from evenkeel.apps.safety_plan.showing import first_empty, shown_step, shown_steps
from evenkeel.core.vocabulary import PlanStep

COPY_DAYS = 365
CONFLICT, UNPROCESSABLE = 409, 422


@require_safe
def plan(request: MemberRequest) -> HttpResponse:
    """The whole plan, each step with a way to change it."""
    payload = queries.plan_of(request.user, request.keyring)
    context = {
        **_context(request, payload),
        "go_on": first_empty(payload),
        "kept": request.COOKIES.get(queries.DEVICE_COOKIE) == "yes",
    }
    return render(request, "safety_plan/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: MemberRequest, step: str) -> HttpResponse:
    """One step: its question, the lines so far, and on to the next."""
    try:
        which = PlanStep(step)
    except ValueError:
        raise Http404 from None
    row = queries.row_of(request.user)
    payload: SafetyPlanPayload = row.open(request.keyring) if row else SafetyPlanPayload()
    shown, form, conflict = shown_step(payload, which), _form(payload, which, row), False
    if request.method == "POST":
        form = StepForm(request.POST)
        if form.is_valid():
            try:
                actions.save_step(
                    by=request.user, keyring=request.keyring, step=which,
                    lines=form.cleaned_data["lines"], now=timezone.now(),
                    expected_revision=form.cleaned_data["revision"],
                )  # fmt: skip
            except EditConflict:
                conflict = True
            else:
                if "next" in request.POST and shown.next:
                    return redirect("safety_plan:step", shown.next.value)
                return redirect("safety_plan:plan")
    context = {**_context(request, payload), "one": shown, "form": form, "conflict": conflict}
    status = CONFLICT if conflict else UNPROCESSABLE if form.errors else 200
    if conflict:
        context["revision"] = queries.row_of(request.user).revision  # type: ignore[union-attr]
    return render(request, "safety_plan/step.html", context, status=status)


@require_safe
def sheet(request: MemberRequest) -> HttpResponse:
    """One sheet of paper. The same page is what a device keeps, if the member asked for that."""
    payload = queries.plan_of(request.user, request.keyring)
    return render(request, "safety_plan/sheet.html", _context(request, payload))


@require_POST
def settings_(request: MemberRequest) -> HttpResponse:
    """The discreet heading, and whether this browser keeps a copy."""
    if "heading" in request.POST:
        actions.set_discreet(
            by=request.user, keyring=request.keyring,
            discreet=request.POST.get("discreet") == "yes", now=timezone.now(),
        )  # fmt: skip
    answer = redirect("safety_plan:plan")
    if "copy" in request.POST:
        wanted = request.POST.get("keep") == "yes"
        answer.set_cookie(
            queries.DEVICE_COOKIE, "yes" if wanted else "no", max_age=COPY_DAYS * 86400,
            secure=settings.SESSION_COOKIE_SECURE, samesite="Lax", httponly=True,
        )  # fmt: skip
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest) -> HttpResponse:
    """Ask, then delete the whole plan."""
    if request.method == "POST":
        actions.delete_plan(by=request.user)
        answer = redirect("safety_plan:plan")
        answer.delete_cookie(queries.DEVICE_COOKIE, samesite="Lax")
        return answer
    return render(request, "safety_plan/delete.html")


def _form(payload: SafetyPlanPayload, step: PlanStep, row: Any) -> StepForm:
    lines = "\n".join(payload.lines(step))
    return StepForm(initial={"lines": lines, "revision": row.revision if row else None})


def _context(request: MemberRequest, payload: SafetyPlanPayload) -> dict[str, Any]:
    return {
        "plan": payload,
        "steps": shown_steps(payload),
        "empty": not payload.by_step(),
        "country_help": care.help_for_member(request.user.country),
        "now": timezone.localtime(),
    }
