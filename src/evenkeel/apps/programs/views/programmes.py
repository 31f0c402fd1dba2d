"""Programmes: finding one, the safety questions, its home, leaving it, and the report.

Here: requests and answers around a whole programme. Not here: one session (`sessions`), the days
between (`between`).
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenkeel.apps.assessments import queries as assessments
from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.programs import enrolling, enrolments, prescriptions, queries
from evenkeel.apps.programs.enrolment_forms import CodeForm, ScreenForm
from evenkeel.apps.programs.enrolments import Way
from evenkeel.apps.programs.payloads import NoBecause
from evenkeel.apps.programs.sleeping import sleep_page
from evenkeel.apps.programs.words import BECAUSE
from evenkeel.apps.records import MemberRequest
from evenkeel.core.flows import load_flows
from evenkeel.core.programmes import DiaryKind, Programme


@require_safe
def programmes(request: MemberRequest) -> HttpResponse:
    """Every programme; those the member is in come first, with how far they are."""
    found = enrolments.programmes(get_language() or "en")
    current = enrolments.ways(
        request.user, request.keyring, now=timezone.now(), locale=get_language() or "en"
    )
    others = [(one, enrolments.locked_by_host(one.id)) for one in found.values()
              if one.id not in current]  # fmt: skip
    context = {"ways": list(current.values()), "others": others, "code": CodeForm()}
    return render(request, "programs/programmes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: MemberRequest, programme_id: str) -> HttpResponse:
    """A programme's home for who is in it; else what it is, and its safety questions."""
    found = programme_or_404(programme_id)
    way = enrolments.way(request.user, request.keyring, found, now=timezone.now())
    if way is not None and "again" not in request.GET:
        return _home(request, way)
    if enrolments.locked_by_host(found.id) and not prescriptions.prescribed_to(
        request.user, found.id
    ):
        return render(request, "programs/locked.html", {"programme": found, "code": CodeForm()})
    form = ScreenForm(request.POST if request.method == "POST" else None, programme=found)
    if request.method == "POST" and form.is_valid() and form.may_begin:
        return _begin(request, found, form)
    status = 400 if form.is_bound else 200
    context = {"programme": found, "form": form, "instrument": _instrument(found)}
    return render(request, "programs/programme.html", context, status=status)


@require_POST
def code(request: MemberRequest) -> HttpResponse:
    """Open a programme with a prescription code."""
    form = CodeForm(request.POST)
    found = None
    if form.is_valid():
        found = prescriptions.redeem(
            by=request.user, code=form.cleaned_data["code"], now=timezone.now()
        )
    if found is None or found not in enrolments.programmes():
        messages.error(
            request,
            _("That code does not open anything. Check each letter, or ask who gave it to you."),
        )
        return redirect("programs:programmes")
    return redirect("programs:programme", found)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Ask, then leave a programme or delete it with all that was noted."""
    way = way_or_404(request, programme_id)
    if request.method == "POST":
        if request.POST.get("how") == "delete":
            enrolling.delete(way=way, by=request.user, keyring=request.keyring, now=timezone.now())
            messages.success(request, _("Deleted."))
        else:
            why = request.POST.get("because", "")
            because = NoBecause(why) if why in set(NoBecause) else None
            enrolling.leave(way=way, keyring=request.keyring, now=timezone.now(), because=because)
            messages.success(request, _("Left. You can begin again whenever you like."))
        return redirect("programs:programmes")
    context = {"way": way, "programme": way.programme, "because": BECAUSE.items()}
    return render(request, "programs/leave.html", context)


@require_safe
def report(request: MemberRequest, programme_id: str) -> HttpResponse:
    """What was done and what changed, on a sheet to print or to show to whom one wants."""
    way = way_or_404(request, programme_id)
    instrument = _instrument(way.programme)
    since = way.row.at - enrolments.BEFORE_THE_START
    results = assessments.results(
        request.user, request.keyring, instrument_id=way.programme.outcome.instrument, since=since
    )
    change = None
    if instrument and len(results) > 1:
        change = assessments.change(instrument, results[0], results[-1])
    done = {one.session: one for one in way.payload.done}
    context = {
        "way": way,
        "programme": way.programme,
        "sessions": [(one, done.get(one.id)) for one in way.programme.sessions],
        "instrument": instrument,
        "results": list(reversed(results)),
        "change": change,
        "sleep": sleep_page(way, request.user, request.keyring) if _sleeps(way) else None,
        "diary_days": len(_diary(request, way)) if way.programme.diary else None,
    }
    return render(request, "programs/report.html", context)


def programme_or_404(programme_id: str) -> Programme:
    """The programme of this id."""
    found = enrolments.programmes(get_language() or "en").get(programme_id)
    if found is None:
        raise Http404
    return found


def way_or_404(request: MemberRequest, programme_id: str) -> Way:
    """The member's current way through this programme."""
    found = programme_or_404(programme_id)
    way = enrolments.way(request.user, request.keyring, found, now=timezone.now())
    if way is None:
        raise Http404
    return way


def _begin(request: MemberRequest, found: Programme, form: ScreenForm) -> HttpResponse:
    enrolling.begin(
        by=request.user,
        keyring=request.keyring,
        programme=found.id,
        yes=tuple(one.id for one in form.yeses),
        zone=checkins.zone_of(request),
        prescribed=prescriptions.prescribed_to(request.user, found.id),
        now=timezone.now(),
    )
    return redirect("programs:programme", found.id)


def _home(request: MemberRequest, way: Way) -> HttpResponse:
    locale = get_language() or "en"
    current = way.current
    exercise = current and current.practice.exercise
    lessons = enrolments.lessons(locale)
    zone = checkins.zone_of(request)
    context: dict[str, Any] = {
        "way": way,
        "programme": way.programme,
        "adherence": way.adherence,
        "current": current,
        "exercise": queries.exercise(exercise, locale) if exercise else None,
        "flow": load_flows(locale).get(current.practice.flow or "") if current else None,
        "plan": way.words.plans.get(current.id, "") if current else "",
        "recalls": [lessons[name] for name in way.recalls if name in lessons][:1],
        "outcome_due": enrolments.outcome_is_due(way, request.user, request.keyring),
        "instrument": _instrument(way.programme),
        "sleep": sleep_page(way, request.user, request.keyring) if _sleeps(way) else None,
        "noted_today": zone.today(timezone.now()) in _diary(request, way),
        "minds": [one for one in way.programme.screen if one.id in way.words.yes],
    }
    return render(request, "programs/programme_home.html", context)


def _instrument(found: Programme) -> Any:
    return assessments.instrument(found.outcome.instrument, get_language() or "en")


def _sleeps(way: Way) -> bool:
    return way.programme.diary is not None and way.programme.diary.kind is DiaryKind.SLEEP


def _diary(request: MemberRequest, way: Way) -> Any:
    since = way.row.at - enrolments.A_DAY
    return enrolments.diary(request.user, request.keyring, way.programme.id, since=since)
