"""Pages of the day after: agreeing to be asked, being asked; and when to suggest a break.

Here: requests and answers. Not here: when it is due (`queries`), what is kept (`payloads`).
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenkeel.apps.care import actions, rules
from evenkeel.apps.care.forms import RemindersForm
from evenkeel.apps.care.models import SafetyCheck
from evenkeel.apps.people import actions as people
from evenkeel.apps.records import MemberRequest

ANSWERS = ("better", "same", "worse", "unsaid")


@require_POST
def agree(request: MemberRequest) -> HttpResponse:
    """By a tap on the safety plan: ask me tomorrow."""
    actions.agree_check(by=request.user, keyring=request.keyring, now=timezone.now())
    messages.success(request, _("Tomorrow from ten it will stand on Today."))
    return redirect("safety_plan:plan")


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: MemberRequest, check_id: UUID) -> HttpResponse:
    """How is it today, compared with then? Any answer ends the asking."""
    row = get_object_or_404(SafetyCheck.of(request.user), pk=check_id)
    answer = request.POST.get("answer", "")
    if request.method == "POST" and answer in ANSWERS:
        done = actions.answer_check(
            row=row, keyring=request.keyring, answer=answer, now=timezone.now()
        )
        if answer == "unsaid":
            return redirect("plan:today")
        return render(request, "care/check.html", {"row": row, "check": done})
    return render(request, "care/check.html", {"row": row, "check": row.open(request.keyring)})


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: MemberRequest) -> HttpResponse:
    """After how long a break is suggested."""
    most = rules.break_choices_of(request.user)
    now_set = {"break_minutes": rules.break_minutes_of(request.user)}
    form = RemindersForm(initial=now_set, most=most)
    if request.method == "POST" and "adult" in request.POST:
        people.say_adult(by=request.user, now=timezone.now())
        messages.success(request, _("Noted: you are 18 or older."))
        return redirect("care:reminders")
    if request.method == "POST":
        form = RemindersForm(request.POST, most=most)
        if form.is_valid():
            minutes = form.cleaned_data["break_minutes"]
            actions.save_settings(by=request.user, break_minutes=minutes)
            messages.success(request, _("Saved."))
            return redirect("care:reminders")
    return render(
        request, "care/reminders.html", {"form": form}, status=422 if form.errors else 200
    )
