"""The words of an exercise or a lesson for everybody: what a device keeps.

Here: public pages without a member, session or form. Not here: playing with ratings (`playing`).
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from evenkeel.apps.programs import enrolments, queries
from evenkeel.apps.programs.words import PHASES
from evenkeel.core.exercises import Kind
from evenkeel.core.lessons import Audience


@login_not_required
@require_safe
def exercise(request: HttpRequest, exercise_id: str) -> HttpResponse:
    """One exercise, to do from its words alone."""
    found = queries.exercise(exercise_id, get_language() or "en")
    if found is None:
        raise Http404
    beats = found.breath.beats if found.breath else ()
    context = {
        "exercise": found,
        "beats": [(beat, PHASES[beat.phase]) for beat in beats],
        "timed": found.kind is Kind.TIMED,
    }
    return render(request, "programs/exercise_offline.html", context)


@login_not_required
@require_safe
def lesson(request: HttpRequest, lesson_id: str) -> HttpResponse:
    """One lesson, to read and to hear; young wording with ?for=young."""
    found = enrolments.lessons(get_language() or "en").get(lesson_id)
    if found is None:
        raise Http404
    audience = Audience.YOUNG if request.GET.get("for") == "young" else Audience.ADULT
    context = {
        "lesson": found,
        "title": found.title_for(audience),
        "wording": found.wording(audience),
    }
    return render(request, "programs/lesson_offline.html", context)
