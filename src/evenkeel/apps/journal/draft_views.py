"""Drafts: what autosave posts, and the page that goes on with one.

Here: requests and answers about unsaved writing. Not here: saving an entry (`views`).
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.journal import actions, queries
from evenkeel.apps.journal.editing import editor, entry_form, keep
from evenkeel.apps.journal.models import JournalDraft, JournalEntry
from evenkeel.apps.records import EditConflict, MemberRequest
from evenkeel.core.vocabulary import RiskLevel


@require_POST
def autosave(request: MemberRequest) -> JsonResponse:
    """Keep what is being written. Answers which draft it is, and whether help should be shown."""
    form = entry_form(request)
    form.full_clean()
    if "text" in form.errors:
        return JsonResponse({"message": form.errors["text"][0]}, status=422)
    try:
        row = keep(request, form)
    except EditConflict:
        message = _("This draft was changed or saved in another tab. Autosave has stopped here.")
        return JsonResponse({"message": message}, status=409)
    risk = checkins.risk_in(form.cleaned_data["text"])
    local = form.zone.local(timezone.now())
    return JsonResponse(
        {
            "draft": str(row.pk),
            "draft_revision": row.revision,
            "message": _("Draft saved %(time)s") % {"time": date_format(local, "TIME_FORMAT")},
            "help": risk.level >= RiskLevel.RAISED,
        }
    )


@require_safe
def draft(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    """Go on with a draft: over its entry, or as a new one."""
    row = get_object_or_404(JournalDraft.of(request.user), pk=draft_id)
    payload = row.open(request.keyring)
    over = JournalEntry.of(request.user).filter(pk=payload.entry).first() if payload.entry else None
    if over is None:
        return editor(request, entry_form(request, kept=(row, payload)), kept=(row, payload))
    written = queries.opened(over, request.keyring, locale=request.user.locale)
    form = entry_form(request, written=written, kept=(row, payload))
    return editor(request, form, written=written, kept=(row, payload))


@require_POST
def drop(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    """Drop a draft; the saved entry, if there is one, stays."""
    actions.drop_draft(by=request.user, draft=draft_id)
    messages.success(request, _("Draft dropped."))
    return redirect("journal:list")
