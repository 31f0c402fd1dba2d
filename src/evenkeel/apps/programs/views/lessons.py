"""Lessons: finding one; reading, hearing and doing it; its check; its sheet.

Here: requests and answers. Not here: programmes, which link here.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.programs import enrolling, enrolments, queries
from evenkeel.apps.programs.enrolment_payloads import LessonPayload
from evenkeel.apps.programs.forms import LONGEST_LINE, Words
from evenkeel.apps.programs.hearing import heard_in
from evenkeel.apps.programs.words import NEEDS
from evenkeel.apps.records import MemberRequest
from evenkeel.core.exercises import Need
from evenkeel.core.lessons import Audience, Lesson, Wording

FORMS = ("read", "listen", "do")
AUDIENCE_KEY = "lesson_audience"


class LessonForm(forms.Form):
    """The check question and the lines of a lesson."""

    def __init__(self, *args: Any, wording: Wording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.wording = wording
        choices = [(str(at), one.text) for at, one in enumerate(wording.check.choices)]
        self.fields["check"] = forms.ChoiceField(
            label=wording.check.question, choices=choices, required=False, widget=forms.RadioSelect
        )
        for at, label in enumerate(wording.do.write):
            self.fields[f"line_{at}"] = Words(line=True, label=label, max_length=LONGEST_LINE)

    @property
    def lines(self) -> list[forms.BoundField]:
        return [self[f"line_{at}"] for at in range(len(self.wording.do.write))]

    @property
    def written(self) -> dict[str, str]:
        return {
            label: self.cleaned_data[f"line_{at}"] for at, label in enumerate(self.wording.do.write)
        }

    @property
    def chosen(self) -> int | None:
        answer = self.cleaned_data.get("check")
        return int(answer) if answer else None


@require_safe
def lessons(request: MemberRequest) -> HttpResponse:
    """Every lesson, or those for one need or that hold the words searched for."""
    audience = audience_of(request)
    found = enrolments.lessons(get_language() or "en")
    chosen = Need.named(request.GET.get("need", ""))
    search = checkins.one_line(request.GET.get("q", "")[:100]).casefold()
    shown = [
        (one, one.title_for(audience))
        for one in found.values()
        if (chosen is None or chosen in one.needs) and _holds(one, search)
    ]
    used = {need for one in found.values() for need in one.needs}
    done = {one.lesson for _id, _at, one in enrolments.lesson_runs(request.user, request.keyring)}
    context = {
        "lessons": sorted(shown, key=lambda pair: pair[1]),
        "needs": [(need, NEEDS[need]) for need in Need if need in used],
        "need": chosen,
        "search": search,
        "done": done,
        "audience": audience,
    }
    return render(request, "programs/lessons.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request: MemberRequest, lesson_id: str) -> HttpResponse:
    """One lesson in one of its forms; a POST answers its check and keeps its lines."""
    found = _lesson(lesson_id)
    audience = audience_of(request)
    wording = found.wording(audience)
    form = LessonForm(request.POST if request.method == "POST" else None, wording=wording)
    answered = None
    risk = None
    if request.method == "POST" and form.is_valid():
        answered = form.chosen
        _keep(request, found, audience, form)
        risk = heard_in(form.written.values())
        if answered is None:
            return redirect("programs:lesson", found.id)
    shown = request.GET.get("form", "read")
    context = {
        "lesson": found,
        "title": found.title_for(audience),
        "wording": wording,
        "audience": audience,
        "shown": shown if shown in FORMS else "read",
        "form": form,
        "risk": risk,
        "answer": wording.check.choices[answered] if answered is not None else None,
        "exercise": queries.exercise(found.exercise or "", get_language() or "en"),
    }
    return render(request, "programs/lesson.html", context)


@require_safe
def sheet(request: MemberRequest, lesson_id: str) -> HttpResponse:
    """The lesson on one printed page."""
    found = _lesson(lesson_id)
    audience = audience_of(request)
    context = {
        "lesson": found, "title": found.title_for(audience), "wording": found.wording(audience),
    }  # fmt: skip
    return render(request, "programs/lesson_sheet.html", context)


def audience_of(request: MemberRequest) -> Audience:
    """For whom the words are: chosen by a link once, remembered while signed in."""
    asked = request.GET.get("for", "")
    if asked in set(Audience):
        request.session[AUDIENCE_KEY] = asked
    kept = request.session.get(AUDIENCE_KEY, Audience.ADULT.value)
    return Audience(kept) if kept in set(Audience) else Audience.ADULT


def _keep(request: MemberRequest, found: Lesson, audience: Audience, form: LessonForm) -> None:
    right = None if form.chosen is None else form.wording.check.choices[form.chosen].right
    written = {label: text for label, text in form.written.items() if text}
    if right is None and not written:
        return
    enrolling.keep_lesson(
        by=request.user, keyring=request.keyring, lines=written, now=timezone.now(),
        payload=LessonPayload(
            lesson=found.id, audience=audience, right=right, zone=checkins.zone_of(request).name
        ),
    )  # fmt: skip


def _lesson(lesson_id: str) -> Lesson:
    found = enrolments.lessons(get_language() or "en").get(lesson_id)
    if found is None:
        raise Http404
    return found


def _holds(lesson: Lesson, search: str) -> bool:
    text = " ".join([lesson.title, lesson.summary, *lesson.topics]).casefold()
    return all(word in text for word in search.split())
