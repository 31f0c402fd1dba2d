"""Pages of the check-up: one question at a time, then where it led and why.

Here: requests and answers. Not here: which question is next, when it ends (`core.warning`).
"""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evenkeel.apps.assessments import queries as assessments
from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.companion import actions as companion
from evenkeel.apps.records import EditConflict, MemberRequest
from evenkeel.apps.warnings import actions, queries, showing
from evenkeel.apps.warnings.models import CheckUp
from evenkeel.apps.warnings.payloads import CheckUpPayload
from evenkeel.core.instruments import Instrument
from evenkeel.core.warning.check_up import next_question, outcome
from evenkeel.core.warning.triage import triage

log = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: MemberRequest) -> HttpResponseBase:
    """What it is, and begin or go on."""
    now = timezone.now()
    if request.method == "POST":
        row = actions.begin_check_up(
            by=request.user, keyring=request.keyring, zone=checkins.zone_of(request).name, now=now
        )
        return redirect("warnings:question", row.pk)
    context = {
        "open": queries.open_check_up(request.user, request.keyring, now=now),
        "before": queries.check_ups(request.user, request.keyring),
        "wishes": queries.wishes(request.user, request.keyring),
    }
    return render(request, "warnings/check_up.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: MemberRequest, check_up_id: UUID) -> HttpResponseBase:
    """One question. An answer leads to the next, or to the result."""
    row = get_object_or_404(CheckUp.of(request.user), pk=check_up_id)
    kept: CheckUpPayload = row.open(request.keyring)
    if kept.finished:
        return redirect("warnings:result", row.pk)
    before = _before(request)
    asked = next_question(kept.answers, before=before)
    if asked is None:
        raise Http404
    form = assessments.instrument(asked.instrument, request.user.locale)
    if form is None:
        raise Http404
    if request.method == "POST" and request.POST.get("item") == asked.item:
        value = _value(request, form, asked.item)
        if value is not None:
            return _answered(request, row, kept, form, asked.item, value)
    item = form.item(asked.item)
    context = {
        "form": form,
        "item": item,
        "options": form.options_of(item),
        "row": row,
        "missing": request.method == "POST",
        "most": asked.at_most_left,
        "given": sum(len(one) for one in kept.answers.values()),
    }
    return render(
        request, "warnings/question.html", context, status=422 if context["missing"] else 200
    )


@require_safe
def result(request: MemberRequest, check_up_id: UUID) -> HttpResponse:
    """Where it led, by which rules, and what each level means."""
    row = get_object_or_404(CheckUp.of(request.user), pk=check_up_id)
    kept: CheckUpPayload = row.open(request.keyring)
    found = outcome(kept.answers)
    if not kept.finished or found is None:
        raise Http404
    now, locale = timezone.now(), request.user.locale
    standing = {
        one.payload.detector for one in queries.standing(request.user, request.keyring, now=now)
    }
    led = triage(found.measures, warnings=standing)
    measures = [
        (form, form_band(form, one.band), one)
        for one in found.measures
        if (form := assessments.instrument(one.instrument, locale)) is not None
    ]
    context = {
        "row": row,
        "kept": kept,
        "led": led,
        "steps": showing.steps(led.level.suggests, locale=locale),
        "measures": measures,
        "levels": showing.levels(locale),
        "before": [pair for pair in queries.check_ups(request.user, request.keyring)
                   if pair[0].pk != row.pk][:4],
    }  # fmt: skip
    return render(request, "warnings/result.html", context)


def form_band(form: Instrument, name: str) -> object:
    """The band of this name, with its words."""
    return next((band for band in form.bands if band.name == name), None)


def _answered(
    request: MemberRequest,
    row: CheckUp,
    kept: CheckUpPayload,
    form: Instrument,
    item: str,
    value: int,
) -> HttpResponseBase:
    now = timezone.now()
    answers = {name: dict(given) for name, given in kept.answers.items()}
    answers.setdefault(form.id, {})[item] = value
    try:
        payload = actions.answer_check_up(
            by=request.user, keyring=request.keyring, row=row, answers=answers, now=now
        )
    except EditConflict:
        return redirect("warnings:question", row.pk)
    for alarm in form.safety:
        if alarm.item == item and value >= alarm.at_least:
            return _ask_now(request, form, item, value, str(alarm.pathway), now=now)
    return redirect("warnings:result" if payload.finished else "warnings:question", row.pk)


def _ask_now(
    request: MemberRequest, form: Instrument, item: str, value: int, pathway: str, *, now: datetime
) -> HttpResponseBase:
    """An answer that calls for asking leads straight into a talk about it; the rest can wait."""
    asked = form.item(item)
    label = next(one.label for one in form.options_of(asked) if one.value == value)
    try:
        talk = companion.open_risk_turn(
            by=request.user, keyring=request.keyring, pathway=pathway, source=form.short,
            item=asked.text, answer=label, now=now,
        )  # fmt: skip
    except Exception as error:
        log.error("A risk turn did not open: %s", type(error).__name__)
        return redirect("care:help")
    return redirect("companion:conversation", talk.pk)


def _before(request: MemberRequest) -> dict[str, dict[str, int]]:
    done = queries.check_ups(request.user, request.keyring, most=1)
    return done[0][1].answers if done else {}


def _value(request: MemberRequest, form: Instrument, item: str) -> int | None:
    try:
        value = int(request.POST.get("value", ""))
    except ValueError:
        return None
    offered = {option.value for option in form.options_of(form.item(item))}
    return value if value in offered else None
