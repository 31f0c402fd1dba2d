"""Giving a file: choosing it, its arrival, what is in it, keeping it or not.

Here: requests and answers. Not here: what happens to the file (`actions`, `importing`).
"""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenkeel.apps.body import actions, queries, spool, telling_files, words
from evenkeel.apps.body.arriving import SLICE, Arrived, SpoolHandler
from evenkeel.apps.body.forms import FileForm, KeepForm, MappingForm, ZoneForm
from evenkeel.apps.body.importing import settings_of
from evenkeel.apps.body.models import ImportRun
from evenkeel.apps.body.payloads import DroppedPayload
from evenkeel.apps.checkins.queries import ZoneSource, zone_of
from evenkeel.apps.records import MemberRequest
from evenkeel.importers.contract import HEAD_BYTES, Refused
from evenkeel.importers.discovery import manifests
from evenkeel.importers.generic_csv.guessing import Proposal, propose

BUSY = 409


@csrf_exempt  # the check comes below: it must not read the body before the file has its handler
@require_http_methods(["GET", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Choose a file."""
    if request.method == "POST":
        request.upload_handlers = [SpoolHandler(request)]
    return _add(request)


@csrf_protect
def _add(request: MemberRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        file: Arrived = form.cleaned_data["file"]
        try:
            run = actions.begin(
                by=request.user,
                keyring=request.keyring,
                size=file.size or 0,
                now=timezone.now(),
                id=file.id,
                key=file.key,
            )
        except Refused as refused:
            spool.remove(file.id)
            form.add_error("file", words.refusal(refused.reason))
        except actions.Busy:
            spool.remove(file.id)
            form.add_error("file", _busy())
        else:
            _look(request, run.pk, file.name or "")
            return redirect("body:import", id=run.pk)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "kinds": manifests().values(), "slice": SLICE}
    return render(request, "body/add.html", context, status=status)


@require_POST
def begin(request: MemberRequest) -> JsonResponse:
    """The page's script has a file of some size."""
    size = request.POST.get("size", "")
    try:
        run = actions.begin(
            by=request.user,
            keyring=request.keyring,
            size=int(size) if size.isdigit() else 0,
            now=timezone.now(),
        )
    except Refused as refused:
        return JsonResponse({"says": words.refusal(refused.reason)}, status=422)
    except actions.Busy:
        return JsonResponse({"says": _busy()}, status=BUSY)
    return JsonResponse({"id": str(run.pk)})


@require_POST
def take(request: MemberRequest, id: uuid.UUID) -> JsonResponse:
    """The next slice; answers how much is here, so that the script can go on from there."""
    _run(request, id)
    at = request.GET.get("at", "")
    here = actions.take_slice(
        by=request.user,
        keyring=request.keyring,
        id=id,
        at=int(at) if at.isdigit() else -1,
        data=request.body,
        now=timezone.now(),
    )
    return JsonResponse({"here": here})


@require_POST
def arrived(request: MemberRequest, id: uuid.UUID) -> JsonResponse:
    """All slices are here."""
    run = _run(request, id)
    if run.state != ImportRun.State.ARRIVING or spool.length(id) != run.total:
        return JsonResponse({"says": words.refusal("cut_short")}, status=422)
    _look(request, id, request.POST.get("name", "")[:200])
    return JsonResponse({"next": f"/body/imports/{id}"})


@never_cache
@require_safe
def one(request: MemberRequest, id: uuid.UUID) -> HttpResponse:
    """How far it has come; what is in it; what to keep."""
    return _page(request, id)


@never_cache
@require_safe
def progress(request: MemberRequest, id: uuid.UUID) -> HttpResponse:
    """The part of the page that moves; sends the page on when there is something to decide."""
    run = _run(request, id)
    context = {"run": run, "told": telling_files.progress(run, now=timezone.now())}
    response = render(request, "body/_progress.html", context)
    if run.state not in ImportRun.MOVING:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def keep(request: MemberRequest, id: uuid.UUID) -> HttpResponse:
    """Keep the chosen signals."""
    run, payload = _asking(request, id)
    off = settings_of(request.user, request.keyring).off
    form = KeepForm(request.POST, payload=payload, off=off)
    if run is None or not form.is_valid() or not form.cleaned_data["signals"]:
        return redirect("body:import", id=id)
    zone = zone_of(request)
    actions.keep(
        by=request.user,
        keyring=request.keyring,
        id=id,
        signals=form.cleaned_data["signals"],
        zone=zone.info if zone.source is ZoneSource.BROWSER else None,
        now=timezone.now(),
    )
    return redirect("body:import", id=id)


@require_POST
def choose(request: MemberRequest, id: uuid.UUID) -> HttpResponse:
    """What columns are, or which zone the clocks were in."""
    _state, payload = _asking(request, id)
    form = _choices_form(request, id, payload, data=True)
    if not form.is_valid():
        return _page(request, id, form=form, status=422)
    mapping = form.mapping() if isinstance(form, MappingForm) else {}
    actions.choose(
        by=request.user,
        keyring=request.keyring,
        id=id,
        zone=form.cleaned_data["zone"],
        mapping=mapping,
        now=timezone.now(),
    )
    return redirect("body:import", id=id)


@require_POST
def stop(request: MemberRequest, id: uuid.UUID) -> HttpResponse:
    """Cancel."""
    _run(request, id)
    actions.stop(by=request.user, id=id, now=timezone.now())
    return redirect("body:import", id=id)


def _look(request: MemberRequest, id: uuid.UUID, name: str) -> None:
    actions.look(by=request.user, keyring=request.keyring, id=id, name=name, now=timezone.now())


def _page(
    request: MemberRequest,
    id: uuid.UUID,
    *,
    form: ZoneForm | None = None,
    status: int = 200,
) -> HttpResponse:
    run = _run(request, id)
    payload = queries.dropped(request.user, request.keyring, id)
    context: dict[str, object] = {
        "run": run,
        "id": id,
        "moving": run.state in ImportRun.MOVING,
        "told": telling_files.progress(run, now=timezone.now()),
    }
    if payload is not None and run.state not in ImportRun.MOVING:
        context["file"] = telling_files.summary(payload)
        if run.state == ImportRun.State.ASKING and payload.signals:
            off = settings_of(request.user, request.keyring).off
            context["keep"] = KeepForm(payload=payload, off=off)
        elif run.state == ImportRun.State.ASKING:
            context["choices"] = form or _choices_form(request, id, payload)
    return render(request, "body/import.html", context, status=status)


def _choices_form(
    request: MemberRequest, id: uuid.UUID, payload: DroppedPayload, *, data: bool = False
) -> ZoneForm:
    given = request.POST if data else None
    guess = zone_of(request).name
    if manifests()[payload.importer].asks == "mapping":
        return MappingForm(given, proposal=_proposal(id, payload), guess=guess)
    return ZoneForm(given, guess=guess)


def _proposal(id: uuid.UUID, payload: DroppedPayload) -> Proposal:
    with spool.reader(id, payload.key) as opened:
        return propose(opened.read(HEAD_BYTES))


def _run(request: MemberRequest, id: uuid.UUID) -> ImportRun:
    run = queries.run_of(request.user, id)
    if run is None:
        raise Http404
    return run


def _asking(request: MemberRequest, id: uuid.UUID) -> tuple[ImportRun, DroppedPayload]:
    run = _run(request, id)
    payload = queries.dropped(request.user, request.keyring, id)
    if run.state != ImportRun.State.ASKING or payload is None:
        raise Http404
    return run, payload


def _busy() -> str:
    return _("Another file is being read. Wait until it is done, or stop it.")
