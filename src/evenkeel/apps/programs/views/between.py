"""The days between sessions: practice done, the diary, the sleep window, the ladder.

Here: requests and answers. Not here: sessions (`sessions`), rules (`core.programmes`).
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.programs import enrolling, enrolments
from evenkeel.apps.programs.enrolment_forms import (
    DiaryForm,
    RungForm,
    SleepForm,
    TryForm,
    WindowForm,
    a_day,
)
from evenkeel.apps.programs.enrolment_payloads import DiaryPayload, Rung, Try, WindowSet
from evenkeel.apps.programs.enrolments import Way
from evenkeel.apps.programs.forms import SLOT
from evenkeel.apps.programs.hearing import heard_in
from evenkeel.apps.programs.sleeping import clock, keep_night, night_of, sleep_page
from evenkeel.apps.programs.views.programmes import way_or_404
from evenkeel.apps.records import MemberRequest
from evenkeel.core.programmes import Diary, DiaryKind

MOST_RUNGS = 30


@require_POST
def practice(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Today was practised, or the mark was a slip."""
    way = way_or_404(request, programme_id)
    on = request.POST.get("done") != "no"
    enrolling.tick(way=way, keyring=request.keyring, day=way.today, on=on, now=timezone.now())
    return redirect("programs:programme", programme_id)


@require_http_methods(["GET", "HEAD", "POST"])
def diary(request: MemberRequest, programme_id: str) -> HttpResponse:
    """One day of the diary, today unless the address names another."""
    way = way_or_404(request, programme_id)
    about = way.programme.diary
    if about is None:
        raise Http404
    zone = checkins.zone_of(request)
    day = a_day(request.GET.get("day", ""), today=zone.today(timezone.now()))
    form = _diary_form(request, way, about, day)
    if request.method == "POST" and form.is_valid():
        enrolling.keep_diary(
            by=request.user, keyring=request.keyring, programme=way.programme.id, day=day,
            values=form.values, zone=zone, now=timezone.now(),
        )  # fmt: skip
        if about.kind is DiaryKind.SLEEP:
            keep_night(
                by=request.user, keyring=request.keyring, day=day, values=form.values,
                zone=zone.info, now=timezone.now(),
            )  # fmt: skip
        messages.success(request, _("Noted."))
        return redirect("programs:programme", programme_id)
    days = enrolments.diary(
        request.user, request.keyring, way.programme.id, since=way.row.at - enrolments.A_DAY
    )
    sleeps = about.kind is DiaryKind.SLEEP
    context = {
        "way": way, "programme": way.programme, "diary": about, "day": day, "form": form,
        "days": [(on, _told(about, one)) for on, one in days.items()][:14],
        "sleep": sleep_page(way, request.user, request.keyring) if sleeps else None,
        "before": day - enrolments.A_DAY,
    }  # fmt: skip
    return render(request, "programs/diary.html", context, status=400 if form.is_bound else 200)


@require_POST
def window(request: MemberRequest, programme_id: str) -> HttpResponse:
    """Take the proposed sleep window, with the hour to get up."""
    way = way_or_404(request, programme_id)
    page = sleep_page(way, request.user, request.keyring)
    form = WindowForm(request.POST)
    if page.proposed is None or not form.is_valid():
        messages.error(request, _("Give the time to get up, such as 06:30."))
        return redirect("programs:programme", programme_id)
    chosen = WindowSet(
        on=way.today, minutes=page.proposed.minutes, get_up=form.cleaned_data["get_up"],
        because=page.proposed.because,
    )  # fmt: skip
    enrolling.set_window(way=way, keyring=request.keyring, window=chosen, now=timezone.now())
    return redirect("programs:programme", programme_id)


@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request: MemberRequest, programme_id: str) -> HttpResponse:
    """The ladder: add a rung, note a time on one, take one away."""
    way = way_or_404(request, programme_id)
    if way.programme.ladder is None:
        raise Http404
    add = RungForm(request.POST if request.POST.get("do") == "add" else None)
    tried = TryForm(request.POST if request.POST.get("do") == "try" else None)
    if request.method == "POST" and _changed(request, way, add, tried):
        return redirect("programs:ladder", programme_id)
    context = {
        "way": way, "programme": way.programme, "ladder": way.programme.ladder,
        "rungs": way.words.ladder, "add": add, "tried": tried,
        "next": next((r for r in way.words.ladder if not _settled(r)), None),
        "risk": heard_in([str(add.data.get("text", "")), str(tried.data.get("learnt", ""))]),
    }  # fmt: skip
    bad = add.is_bound or tried.is_bound
    return render(request, "programs/ladder.html", context, status=400 if bad else 200)


def _changed(request: MemberRequest, way: Way, add: RungForm, tried: TryForm) -> bool:
    now, by, keyring = timezone.now(), request.user, request.keyring
    rungs = way.words.ladder
    if add.is_bound and add.is_valid() and len(rungs) < MOST_RUNGS:
        given = add.cleaned_data
        rung = Rung(id=uuid4().hex[:8], text=given["text"], fear=int(given["fear"]))
        enrolling.keep_ladder(way=way, by=by, keyring=keyring, rungs=(*rungs, rung), now=now)
        return True
    if tried.is_bound and tried.is_valid():
        given = tried.cleaned_data
        one = Try(
            on=way.today, expected=int(given["expected"]) if given["expected"] else None,
            felt=int(given["felt"]) if given["felt"] else None, learnt=given["learnt"],
        )  # fmt: skip
        rung_id = request.POST.get("rung", "")
        enrolling.keep_try(way=way, by=by, keyring=keyring, rung=rung_id, tried=one, now=now)
        return True
    if request.POST.get("do") == "remove":
        left = tuple(one for one in rungs if one.id != request.POST.get("rung"))
        enrolling.keep_ladder(way=way, by=by, keyring=keyring, rungs=left, now=now)
        return True
    return False


def _settled(rung: Rung) -> bool:
    """Climbed: the last time on it the fear was small."""
    return bool(rung.tries) and (rung.tries[-1].felt or 0) <= 3 and rung.tries[-1].felt is not None


def _diary_form(request: MemberRequest, way: Way, about: Diary, day: Any) -> Any:
    zone = checkins.zone_of(request)
    row = enrolments.diary_row(request.user, request.keyring, way.programme.id, day, zone=zone)
    values = row.open(request.keyring).values if row else {}
    if about.kind is DiaryKind.SLEEP:
        return SleepForm(request.POST if request.method == "POST" else None, initial=values)
    initial = {SLOT + name: str(value) if isinstance(value, int) else value
               for name, value in values.items()}  # fmt: skip
    return DiaryForm(
        request.POST if request.method == "POST" else None, fields=about.fields, initial=initial
    )


def _told(about: Diary, day: DiaryPayload) -> list[tuple[str, str]]:
    """A day's values with their labels, for the list; a night in its hours asleep."""
    if about.kind is DiaryKind.SLEEP:
        night = night_of(day)
        if night is None:
            return []
        share = f"{round(100 * night.efficiency)}%"
        return [(_("asleep"), clock(night.asleep)), (_("of the time in bed"), share)]
    values = day.values
    labels = {slot.id: slot.label for slot in about.fields}
    return [
        (labels.get(name, ""), ", ".join(value) if isinstance(value, tuple) else str(value))
        for name, value in values.items()
    ]
