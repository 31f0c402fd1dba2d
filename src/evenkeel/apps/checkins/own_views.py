"""Pages of what a member adds of their own: metrics, triggers, activities.

Here: making, renaming, archiving them. Not here: answering them (`views`).
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evenkeel.apps.checkins import actions, queries
from evenkeel.apps.checkins.forms import OwnMetricForm, OwnWordForm
from evenkeel.apps.checkins.models import OwnMetric, OwnWord
from evenkeel.apps.checkins.payloads import OwnMetricPayload
from evenkeel.apps.records import EditConflict, MemberRequest
from evenkeel.core.insights import MetricKind


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: MemberRequest) -> HttpResponse:
    """Everything of the member's own, and a form for a new metric."""
    metrics = queries.own_metrics(request.user, request.keyring, archived=True)
    form = OwnMetricForm(
        request.POST if request.method == "POST" else None,
        taken=[payload.name for _row, payload in metrics],
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_metric(
                by=request.user,
                keyring=request.keyring,
                payload=_payload(form),
                now=timezone.now(),
            )
        except actions.TooMany:
            most = actions.MOST_OWN
            form.add_error(
                None, _("There is room for %(n)s. Archiving does not free it.") % {"n": most}
            )
        else:
            messages.success(request, _("Added. It is on the check-in from now on."))
            return redirect("checkins:own")
    words = queries.own_words(request.user, request.keyring, archived=True)
    context = {"form": form, "metrics": metrics, "words": words}
    return render(request, "checkins/own.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def metric(request: MemberRequest, metric_id: UUID) -> HttpResponse:
    """Rename, archive or bring back a metric."""
    row = get_object_or_404(OwnMetric.of(request.user), pk=metric_id)
    payload: OwnMetricPayload = row.open(request.keyring)
    if request.method == "POST" and "archive" in request.POST:
        flipped = payload.model_copy(update={"archived": request.POST["archive"] == "1"})
        return _changed(request, row, flipped, row.revision)
    every = queries.own_metrics(request.user, request.keyring, archived=True)
    form = OwnMetricForm(
        request.POST if request.method == "POST" else None,
        taken=[other.name for kept, other in every if kept.pk != row.pk],
        initial={**payload.model_dump(), "kind": payload.kind.value, "revision": row.revision},
    )
    form.fields["kind"].disabled = True
    if request.method == "POST" and form.is_valid():
        expected = form.cleaned_data["revision"] or row.revision
        changed = _payload(form).model_copy(update={"archived": payload.archived})
        return _changed(request, row, changed, expected)
    context = {"form": form, "metric": payload, "row": row}
    return render(request, "checkins/metric.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def word(request: MemberRequest, word_id: UUID) -> HttpResponse:
    """Rename, archive or bring back a trigger or activity."""
    row = get_object_or_404(OwnWord.of(request.user), pk=word_id)
    payload = row.open(request.keyring)
    form = OwnWordForm(
        request.POST if request.method == "POST" and "name" in request.POST else None,
        initial={"name": payload.name},
    )
    if request.method == "POST":
        name, archived = payload.name, payload.archived
        if "archive" in request.POST:
            archived = request.POST["archive"] == "1"
        elif form.is_valid():
            name = form.cleaned_data["name"]
        if not form.errors:
            actions.change_word(
                row=row,
                keyring=request.keyring,
                name=name,
                archived=archived,
                now=timezone.now(),
            )
            messages.success(request, _("Saved."))
            return redirect("checkins:own")
    context = {"form": form, "word": payload, "row": row}
    return render(request, "checkins/word.html", context, status=422 if form.is_bound else 200)


def _changed(
    request: MemberRequest, row: OwnMetric, payload: OwnMetricPayload, expected: int
) -> HttpResponse:
    try:
        actions.change_metric(
            row=row,
            keyring=request.keyring,
            payload=payload,
            expected_revision=expected,
            now=timezone.now(),
        )
    except EditConflict:
        messages.warning(
            request, _("This metric was changed in another tab. Here is how it is now.")
        )
        return redirect("checkins:metric", row.pk)
    messages.success(request, _("Saved."))
    return redirect("checkins:own")


def _payload(form: OwnMetricForm) -> OwnMetricPayload:
    given = form.cleaned_data
    kind = MetricKind(given["kind"])
    scale, number = kind is MetricKind.SCALE, kind is MetricKind.NUMBER
    return OwnMetricPayload(
        name=given["name"],
        kind=kind,
        unit=given["unit"] if number else "",
        low_word=given["low_word"] if scale else "",
        high_word=given["high_word"] if scale else "",
        total=given["total"] and number,
    )
