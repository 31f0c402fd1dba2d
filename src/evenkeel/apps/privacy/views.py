"""The Privacy pages. Not here: what export, import and erasure do (actions, and behind them)."""

from __future__ import annotations

import uuid

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evenkeel.apps.people.queries import require_step_up, server_sight
from evenkeel.apps.privacy import actions, queries
from evenkeel.apps.privacy.forms import EraseForm, ImportForm
from evenkeel.apps.privacy.serving import archive_response
from evenkeel.apps.privacy.upload import Refused
from evenkeel.apps.records import MemberRequest
from evenkeel.core.content.languages import SOURCE


@require_GET
def overview(request: MemberRequest) -> HttpResponse:
    context = {
        "kinds": list(queries.locked_counts(request.user)),
        "readable": queries.in_the_open(),
        "sight": server_sight(get_language() or SOURCE),
    }
    return render(request, "privacy/overview.html", context)


@require_GET
def stored(request: MemberRequest) -> HttpResponse:
    return render(
        request,
        "privacy/stored.html",
        {
            "tables": queries.stored_tables(request.user),
            "others": queries.server_tables(),
            "readers": queries.READERS,
        },
    )


@require_GET
def export(request: MemberRequest) -> HttpResponse:
    context = {"total": queries.record_count(request.user), "run_id": uuid.uuid4()}
    return render(request, "privacy/export.html", context)


@never_cache
@require_POST
@require_step_up
def download(request: MemberRequest) -> StreamingHttpResponse:
    now = timezone.now()
    chunks = actions.start_export(
        by=request.user, keyring=request.keyring, now=now, run_id=_uuid(request.POST.get("run", ""))
    )
    return archive_response(chunks, now=now)


@never_cache
@require_GET
def export_progress(request: MemberRequest, run_id: uuid.UUID) -> HttpResponse:
    run = queries.export_run(request.user, run_id)
    return render(request, "privacy/export_progress.html", {"run": run, "run_id": run_id})


@require_http_methods(["GET", "POST"])
def bring_back(request: MemberRequest) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    outcome = None
    if form.is_valid():
        try:
            outcome = actions.import_archive(
                by=request.user,
                keyring=request.keyring,
                file=form.cleaned_data["archive"],
                prefer_file=form.cleaned_data["differing"] == "file",
            )
        except Refused as refused:
            form.add_error("archive", str(refused))
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "outcome": outcome}
    return render(request, "privacy/import.html", context, status=status)


@require_GET
def erase(request: MemberRequest) -> HttpResponse:
    context = {"form": EraseForm(), "total": queries.record_count(request.user)}
    return render(request, "privacy/erase.html", context)


@never_cache
@require_POST
@require_step_up
def erase_now(request: MemberRequest) -> HttpResponse:
    form = EraseForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "total": queries.record_count(request.user)}
        return render(request, "privacy/erase.html", context, status=422)
    token = actions.erase_everything(by=request.user, now=timezone.now())
    logout(request)
    response = redirect("privacy:receipt", token=token)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    for name in request.COOKIES:  # also where the browser does not know that header
        response.delete_cookie(name)
    return response


@login_not_required
@never_cache
@require_GET
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    found = queries.receipt_by_token(token)
    if found is None:
        raise Http404
    actions.take_up_again(found, now=timezone.now())
    part = request.headers.get("HX-Request") == "true"
    name = "privacy/receipt_progress.html" if part else "privacy/receipt.html"
    return render(request, name, {"receipt": found, "token": token})


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
