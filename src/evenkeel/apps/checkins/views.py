"""Pages of the check-in: new, quick, one, edit, delete, list, and the tone of a note.

Here: requests and answers. Not here: what is kept (`actions`), what is read (`queries`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenkeel.apps.checkins import actions, queries
from evenkeel.apps.checkins.clock import Zone, ZoneSource, zone_of
from evenkeel.apps.checkins.forms import CheckInForm
from evenkeel.apps.checkins.listening import risk_in
from evenkeel.apps.checkins.models import CheckIn
from evenkeel.apps.checkins.payloads import CheckInPayload
from evenkeel.apps.checkins.showing import form_for, own_names, shown
from evenkeel.apps.checkins.tone import tone_of
from evenkeel.apps.records import EditConflict, MemberRequest

ON_ONE_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """A new check-in."""
    now, zone = timezone.now(), zone_of(request)
    form = form_for(request, zone=zone, now=now)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, zone, status=_status(form))
    draft = _draft(request, form, zone, now)
    if draft is None:
        return _form_page(request, form, zone, status=422)
    row = actions.check_in(by=request.user, keyring=request.keyring, draft=draft, now=now)
    messages.success(request, _("Checked in."))
    return redirect("checkins:entry", row.pk)


@require_POST
def quick(request: MemberRequest) -> HttpResponse:
    """A check-in in two taps from Today: mood, and one more."""
    now, zone = timezone.now(), zone_of(request)
    form = form_for(request, zone=zone, now=now)
    if not form.is_valid():
        return _form_page(request, form, zone, status=422)
    draft = actions.Draft(payload=_payload(form, zone), note="", at=now)
    actions.check_in(by=request.user, keyring=request.keyring, draft=draft, now=now)
    messages.success(request, _("Checked in."))
    return redirect("plan:today")


@require_safe
def listing(request: MemberRequest) -> HttpResponse:
    """All check-ins, newest first, a page at a time: only that page is opened."""
    page = Paginator(CheckIn.of(request.user), ON_ONE_PAGE).get_page(request.GET.get("page"))
    names = own_names(request)
    notes = queries.notes_of(request.user, request.keyring, [row.pk for row in page])
    rows = [
        shown(queries.opened(row, request.keyring), names, note=notes.get(row.pk, ""))
        for row in page
    ]
    return render(request, "checkins/list.html", {"page": page, "rows": rows})


@require_safe
def entry(request: MemberRequest, check_in_id: UUID) -> HttpResponse:
    """One check-in."""
    row = _row(request, check_in_id)
    return render(request, "checkins/entry.html", _entry_context(request, row))


@require_POST
def tone(request: MemberRequest, check_in_id: UUID) -> HttpResponse:
    """The same page with the tone of the note, read because the member asked."""
    row = _row(request, check_in_id)
    context = _entry_context(request, row)
    note = context["shown"].note
    context["tone"] = tone_of(note) if note else None
    return render(request, "checkins/entry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, check_in_id: UUID) -> HttpResponse:
    """Change a check-in. Saved elsewhere meanwhile: both versions are shown, nothing is lost."""
    row = _row(request, check_in_id)
    now = timezone.now()
    moment = queries.opened(row, request.keyring)
    zone = Zone(moment.payload.zone, ZoneSource(moment.payload.zone_source))
    note = queries.note_of(row, request.keyring, request.user)
    form = form_for(request, zone=zone, now=now, moment=moment, note=note)
    context: dict[str, Any] = {"check_in": row}
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, zone, status=_status(form), **context)
    draft = _draft(request, form, zone, now, moment=moment)
    if draft is None:
        return _form_page(request, form, zone, status=422, **context)
    expected = form.cleaned_data["revision"] or row.revision
    try:
        actions.change(
            row=row,
            by=request.user,
            keyring=request.keyring,
            draft=draft,
            expected_revision=expected,
            now=now,
        )
    except EditConflict:
        return _conflict(request, form, zone, row)
    messages.success(request, _("Saved."))
    return redirect("checkins:entry", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, check_in_id: UUID) -> HttpResponse:
    """Ask, then delete."""
    row = _row(request, check_in_id)
    if request.method == "POST":
        actions.delete(row=row, by=request.user, now=timezone.now())
        messages.success(request, _("That check-in is deleted."))
        return redirect("checkins:list")
    return render(request, "checkins/delete.html", _entry_context(request, row))


def _row(request: MemberRequest, check_in_id: UUID) -> CheckIn:
    return get_object_or_404(CheckIn.of(request.user), pk=check_in_id)


def _entry_context(request: MemberRequest, row: CheckIn) -> dict[str, Any]:
    note = queries.note_of(row, request.keyring, request.user)
    seen = shown(queries.opened(row, request.keyring), own_names(request), note=note)
    typed = "\n".join((note, *seen.triggers, *seen.activities)).strip()
    return {"shown": seen, "check_in": row, "risk": risk_in(typed) if typed else None}


def _status(form: CheckInForm) -> int:
    return 422 if form.is_bound else 200


def _form_page(
    request: MemberRequest, form: CheckInForm, zone: Zone, *, status: int, **context: Any
) -> HttpResponse:
    context = {"form": form, "zone": zone, **context}
    return render(request, "checkins/form.html", context, status=status)


def _payload(form: CheckInForm, zone: Zone, **words: tuple[str, ...]) -> CheckInPayload:
    given = form.cleaned_data
    return CheckInPayload(
        numbers=form.numbers(),
        emotions=tuple(given["emotions"]),
        triggers=_each_once(given["triggers"], words.get("triggers", ())),
        activities=_each_once(given["activities"], words.get("activities", ())),
        zone=zone.name,
        zone_source=zone.source.value,
    )


def _each_once(tapped: Iterable[str], new: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*tapped, *new)))


def _draft(
    request: MemberRequest,
    form: CheckInForm,
    zone: Zone,
    now: datetime,
    moment: queries.Moment | None = None,
) -> actions.Draft | None:
    """What the form holds, with new words made; None, and an error on the form, when too many."""
    who: dict[str, Any] = {"by": request.user, "keyring": request.keyring, "now": now}
    given = form.cleaned_data
    try:
        triggers = actions.add_words(**who, kind="trigger", names=given["new_triggers"])
        activities = actions.add_words(**who, kind="activity", names=given["new_activities"])
    except actions.TooMany:
        form.add_error(None, _("Your own list is full. Archive some words to make room."))
        return None
    at = given["at"]
    if moment is not None and at.replace(second=0) == moment.at.replace(second=0, microsecond=0):
        at = moment.at  # the field has no seconds: an unchanged time stays exactly what it was
    payload = _payload(form, zone, triggers=triggers, activities=activities)
    return actions.Draft(payload=payload, note=given["note"], at=at)


def _conflict(request: MemberRequest, form: CheckInForm, zone: Zone, row: CheckIn) -> HttpResponse:
    """Theirs to read, mine to save over it: the form now carries the revision it would replace."""
    row.refresh_from_db()
    data = request.POST.copy()
    data["revision"] = str(row.revision)
    form.data = data
    context = _entry_context(request, row)
    return _form_page(request, form, zone, status=409, saved=context["shown"], check_in=row)
