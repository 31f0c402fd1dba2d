"""Doing an exercise, and what comes of it: the result, changing it, deleting it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.programs import actions, queries
from evenkeel.apps.programs.forms import RunForm, initial_of
from evenkeel.apps.programs.models import ExerciseRun
from evenkeel.apps.programs.payloads import NoBecause, NotePayload
from evenkeel.apps.programs.queries import Run
from evenkeel.apps.programs.words import AWAY, BECAUSE, NEEDS, PHASES, told
from evenkeel.apps.records import EditConflict, MemberRequest
from evenkeel.core.exercises import Exercise, Kind, Need, Outcome
from evenkeel.core.safety import RiskDecision

_STILL_STRONG = 8  # on 0 to 10: a person is offered, not only another exercise


@require_http_methods(["GET", "HEAD", "POST"])
def exercise(request: MemberRequest, exercise_id: str) -> HttpResponse:
    """One exercise, played on one page: before, the exercise, after."""
    found = _exercise(exercise_id)
    form = RunForm(request.POST or None, exercise=found, initial=_asked(request, found))
    if request.method == "POST" and form.is_valid():
        row = actions.keep_run(
            by=request.user,
            keyring=request.keyring,
            draft=form.draft(zone=checkins.zone_of(request).name),
            now=timezone.now(),
        )
        return redirect("programs:run", row.pk)
    return _page(request, found, form)


@require_safe
def run(request: MemberRequest, run_id: UUID) -> HttpResponse:
    """What came of a run: number against number, the words written, and what could be next."""
    row = get_object_or_404(ExerciseRun.of(request.user), pk=run_id)
    done = queries.opened(row, request.keyring)
    found = queries.exercise(done.payload.exercise, get_language() or "en")
    words = queries.words_of(request.user, request.keyring, row.pk)
    effect = queries.effect_by_exercise(request.user, request.keyring).get(done.payload.exercise)
    context: dict[str, Any] = {
        "run": done,
        "exercise": found,
        "answers": _answered(found, words),
        "why_not": words.why_not if words else "",
        "risk": _heard(_words(words)),
        "because": BECAUSE[done.payload.because] if done.payload.because else "",
        "away": AWAY.get(done.payload.because) if done.payload.because else None,
        "so_far": told(effect) if effect and effect.n > 1 else (),
        "turned_down": done.payload.outcome is Outcome.NOT_FOR_ME,
        "worse": done.payload.because is NoBecause.MADE_IT_WORSE,
        "still_strong": (done.payload.after or 0) >= _STILL_STRONG,
        "next": _next(request, done, found),
    }
    return render(request, "programs/run.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, run_id: UUID) -> HttpResponse:
    """Change a run: its ratings and its words."""
    row = get_object_or_404(ExerciseRun.of(request.user), pk=run_id)
    kept = queries.opened(row, request.keyring)
    found = _exercise(kept.payload.exercise)
    words = queries.words_of(request.user, request.keyring, row.pk)
    initial = initial_of(kept, words, found)
    form = RunForm(request.POST or None, exercise=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_run(
                row=row,
                by=request.user,
                keyring=request.keyring,
                draft=form.draft(zone=kept.payload.zone),
                expected_revision=form.cleaned_data["revision"] or kept.revision,
                now=timezone.now(),
            )
        except EditConflict:
            return _conflict(request, found, kept)
        messages.success(request, _("Saved."))
        return redirect("programs:run", row.pk)
    return _page(request, found, form, kept=kept)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, run_id: UUID) -> HttpResponse:
    """Ask, then delete a run and its words."""
    row = get_object_or_404(ExerciseRun.of(request.user), pk=run_id)
    if request.method == "POST":
        actions.delete_run(row=row, by=request.user, now=timezone.now())
        messages.success(request, _("Deleted."))
        return redirect("programs:history")
    kept = queries.opened(row, request.keyring)
    found = queries.exercise(kept.payload.exercise, get_language() or "en")
    return render(request, "programs/delete.html", {"run": kept, "exercise": found})


def _exercise(exercise_id: str) -> Exercise:
    found = queries.exercise(exercise_id, get_language() or "en")
    if found is None:
        raise Http404
    return found


def _asked(request: MemberRequest, found: Exercise) -> dict[str, str]:
    """A link may name the feeling it comes from."""
    need = Need.named(request.GET.get("feeling", ""))
    return {"feeling": need.value} if need in found.needs else {}


def _page(
    request: MemberRequest,
    found: Exercise,
    form: RunForm,
    *,
    kept: Run | None = None,
    conflict: Run | None = None,
    status: int | None = None,
) -> HttpResponse:
    beats = found.breath.beats if found.breath else ()
    context = {
        "exercise": found,
        "form": form,
        "kept": kept,
        "conflict": conflict,
        "risk": _heard(form.typed) if form.is_bound else None,
        "needs": [(need, NEEDS[need]) for need in found.needs],
        "beats": [(beat, PHASES[beat.phase]) for beat in beats],
        "timed": found.kind is Kind.TIMED,
        "urgent": Need.PANIC in found.needs,
        "ready_to_save": found.kind is Kind.FORM or kept is not None,
    }
    code = status or (400 if form.is_bound and not form.is_valid() else 200)
    return render(request, "programs/exercise.html", context, status=code)


def _conflict(request: MemberRequest, found: Exercise, kept: Run) -> HttpResponse:
    """Saved in another tab meanwhile: what was typed stays on the page, over the newer revision."""
    row = get_object_or_404(ExerciseRun.of(request.user), pk=kept.id)
    newer = queries.opened(row, request.keyring)
    data = request.POST.copy()
    data["revision"] = str(newer.revision)
    form = RunForm(data, exercise=found)
    return _page(request, found, form, kept=newer, conflict=newer, status=409)


def _answered(found: Exercise | None, words: NotePayload | None) -> list[tuple[str, list[str]]]:
    """The words written, slot by slot in the exercise's order; a slot that is gone keeps its id."""
    answers = dict(words.answers) if words else {}
    labels = {slot.id: slot.label for slot in found.fields} if found else {}
    ordered = [slot for slot in labels if slot in answers]
    ordered += [slot for slot in answers if slot not in labels]
    return [(labels.get(slot, slot), _lines(answers[slot])) for slot in ordered]


def _words(words: NotePayload | None) -> list[str]:
    """What the member wrote themselves: chosen answers and ratings are not their words."""
    if words is None:
        return []
    written = [answer for answer in words.answers.values() if isinstance(answer, str)]
    return [*written, words.why_not]


def _heard(texts: list[str]) -> RiskDecision | None:
    """Whether the words call for a person; None when nothing was written."""
    text = "\n".join(filter(None, texts))
    return checkins.risk_in(text) if text else None


def _lines(answer: str | int | tuple[str, ...]) -> list[str]:
    return list(answer) if isinstance(answer, tuple) else [str(answer)]


def _next(request: MemberRequest, done: Run, found: Exercise | None) -> list[Exercise]:
    """Something else to try, when the feeling did not ease."""
    eased = done.rated and (done.payload.after or 0) < (done.payload.before or 0)
    if eased or found is None:
        return []
    feeling = Need.named(done.payload.feeling) or found.needs[0]
    chosen = queries.suggestions(
        request.user,
        request.keyring,
        needs=[feeling.value],
        local_now=checkins.zone_of(request).local(timezone.now()),
        declined=[found.id],
        limit=2,
        locale=get_language() or "en",
    )
    return [one for one, _why in chosen]
