"""Questionnaires on the page: the list, filling one in, its result and history, deleting."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evenkeel.apps.assessments import actions, pictures, queries, safety
from evenkeel.apps.assessments.forms import InstrumentForm
from evenkeel.apps.assessments.models import AssessmentResult
from evenkeel.apps.assessments.queries import Result
from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.records import EditConflict, MemberRequest
from evenkeel.core.instruments import Instrument, Score, score

_SAVE = "save"


@require_safe
def instruments(request: MemberRequest) -> HttpResponse:
    """Every questionnaire, with when it was last done and whether asking again tells anything."""
    finished, begun = queries.standing(request.user, request.keyring)
    now = timezone.now()
    rows = [
        {
            "instrument": found,
            "last": finished.get(found.id),
            "begun": begun.get(found.id),
            "due": queries.is_due(found, finished.get(found.id), now=now),
        }
        for found in queries.instruments(get_language() or "en").values()
    ]
    rows.sort(key=_routine_first)
    return render(request, "assessments/list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def instrument(request: MemberRequest, instrument_id: str) -> HttpResponseBase:
    """Fill one in on one page; what was begun is there again."""
    found = _instrument(instrument_id)
    if request.method == "POST":
        return _sent(request, found)
    begun = queries.begun(request.user, request.keyring, found.id)
    answers = queries.opened(begun, request.keyring).payload.answers if begun else {}
    initial = {item: str(value) for item, value in answers.items()}
    form = InstrumentForm(instrument=found, initial=initial)
    return _page(request, found, form, begun=begun is not None)


@require_safe
def result(request: MemberRequest, result_id: UUID) -> HttpResponse:
    """What came out, what it means and does not mean, and how it was before."""
    row = get_object_or_404(AssessmentResult.of(request.user), pk=result_id)
    shown = queries.opened(row, request.keyring)
    found = _instrument(shown.payload.instrument)
    if not shown.payload.finished:
        raise Http404
    history = queries.results(request.user, request.keyring, instrument_id=found.id)
    before = next((one for one in history if one.at < shown.at), None)
    scored = queries.score_of(found, shown)
    context = {
        "instrument": found,
        "result": shown,
        "score": scored,
        "missing": _numbers(found, scored),
        "change": queries.change(found, shown, before),
        "before": before,
        "lines": pictures.lines(found, history),
        "history": [(one, _parts(found, one)) for one in history],
        "parts": [part.title for part in found.subscales.values()],
        "answers": _answers(found, shown),
    }
    return render(request, "assessments/result.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, result_id: UUID) -> HttpResponse:
    """Ask, then delete one."""
    row = get_object_or_404(AssessmentResult.of(request.user), pk=result_id)
    if request.method == "POST":
        actions.delete(row=row, by=request.user, now=timezone.now())
        messages.success(request, _("Deleted."))
        return redirect("assessments:list")
    shown = queries.opened(row, request.keyring)
    found = queries.instrument(shown.payload.instrument, get_language() or "en")
    return render(request, "assessments/delete.html", {"result": shown, "instrument": found})


def _sent(request: MemberRequest, found: Instrument) -> HttpResponseBase:
    form = InstrumentForm(request.POST, instrument=found)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    now = timezone.now()
    scored = score(found, form.answers)
    save = request.POST.get("do") == _SAVE
    try:
        row = _keep(request, found, form, finish=not save and _is_enough(found, scored), now=now)
    except EditConflict:
        form.add_error(None, _("Saved in another tab meanwhile. Send it again to keep this one."))
        return _page(request, found, form, status=409)
    except DatabaseError:
        if scored.safety_flag is None:
            raise
        return safety.help_now()
    if scored.safety_flag is not None:
        return safety.ask_now(request, found, scored.safety_flag, now=now)
    if save:
        messages.success(request, _("Kept as it is. You can go on any time."))
        return redirect("assessments:list")
    return _told(request, found, form, scored, row)


def _keep(
    request: MemberRequest, found: Instrument, form: InstrumentForm, *, finish: bool, now: datetime
) -> AssessmentResult:
    keep: dict[str, Any] = {
        "by": request.user,
        "keyring": request.keyring,
        "instrument": found,
        "answers": form.answers,
        "zone": checkins.zone_of(request).name,
        "now": now,
    }
    return actions.finish(**keep)[0] if finish else actions.save_begun(**keep)


def _told(
    request: MemberRequest,
    found: Instrument,
    form: InstrumentForm,
    scored: Score,
    row: AssessmentResult,
) -> HttpResponseBase:
    if not _is_enough(found, scored):
        return _page(request, found, form, begun=True, missing=_numbers(found, scored))
    return redirect("assessments:result", row.pk)


def _page(
    request: MemberRequest,
    found: Instrument,
    form: InstrumentForm,
    *,
    begun: bool = False,
    missing: list[int] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"instrument": found, "form": form, "begun": begun, "missing": missing or []}
    return render(request, "assessments/instrument.html", context, status=status)


def _is_enough(found: Instrument, scored: Score) -> bool:
    """Whether anything could be scored: the total, or each part where there is no total."""
    if found.has_total:
        return scored.total is not None
    return all(part.total is not None for part in scored.subscales.values())


def _instrument(instrument_id: str) -> Instrument:
    found = queries.instrument(instrument_id, get_language() or "en")
    if found is None:
        raise Http404
    return found


def _numbers(found: Instrument, scored: Score) -> list[int]:
    """The places of the questions without an answer, counted from one as on the page."""
    places = {item.id: place for place, item in enumerate(found.items, start=1)}
    return [places[item] for item in scored.missing]


def _parts(found: Instrument, one: Result) -> list[float | None]:
    return [one.payload.subscales.get(name) for name in found.subscales]


def _answers(found: Instrument, shown: Result) -> list[tuple[str, str]]:
    """Each question with the words of the answer given; a dash for none."""
    told = []
    for item in found.items:
        given = shown.payload.answers.get(item.id)
        words = [option.label for option in found.options_of(item) if option.value == given]
        told.append((item.text, words[0] if words else "–"))
    return told


def _routine_first(row: dict[str, Any]) -> tuple[bool, int, str]:
    found: Instrument = row["instrument"]
    return row["begun"] is None, found.routine or 99, found.title
