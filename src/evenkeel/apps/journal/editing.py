"""The editor's page and form: one for new entries, changed ones and drafts.

Here: filling and showing the form, and the draft that "Save draft" keeps. Not here: saving entries.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.journal import actions
from evenkeel.apps.journal.forms import EntryForm
from evenkeel.apps.journal.models import JournalDraft
from evenkeel.apps.journal.payloads import JournalDraftPayload, Kind
from evenkeel.apps.journal.prompts import prompts
from evenkeel.apps.journal.queries import Written
from evenkeel.apps.records import EditConflict, MemberRequest

Kept = tuple[JournalDraft, JournalDraftPayload]


def entry_form(
    request: MemberRequest, *, written: Written | None = None, kept: Kept | None = None
) -> EntryForm:
    """The form for a new entry, for `written`, or with what a draft `kept` over either."""
    zone = checkins.zone_of(request)
    initial: dict[str, Any] = {"kind": request.GET.get("kind"), "prompt": request.GET.get("prompt")}
    if initial["prompt"]:
        initial["kind"] = Kind.PROMPTED.value
    if written is not None:
        payload = written.payload
        zone = checkins.Zone(payload.zone, checkins.ZoneSource(payload.zone_source))
        initial = {
            "kind": payload.kind.value,
            "prompt": payload.prompt,
            "title": payload.title,
            "text": payload.text,
            "at": zone.local(written.at).replace(tzinfo=None),
            "revision": written.revision,
            "entry": written.id,
        }
    if kept is not None:
        row, draft = kept
        initial |= {
            "kind": draft.kind.value,
            "prompt": draft.prompt,
            "title": draft.title,
            "text": draft.text,
            "draft": row.pk,
            "draft_revision": row.revision,
        }
        if draft.revision is not None:
            initial["revision"] = draft.revision
    data = request.POST if request.method == "POST" else None
    return EntryForm(data, zone=zone, now=timezone.now(), initial=initial)


def editor(
    request: MemberRequest,
    form: EntryForm,
    *,
    written: Written | None = None,
    kept: Kept | None = None,
    saved: Written | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with the form; `saved` is the other version when two tabs saved the same entry."""
    prompt = prompts(request.user.locale).get(str(form["prompt"].value() or ""))
    context = {
        "form": form,
        "zone": form.zone,
        "written": written,
        "kept": kept,
        "saved": saved,
        "prompt": prompt,
        "gratitude": str(form["kind"].value() or "") == Kind.GRATITUDE,
    }
    return render(request, "journal/editor.html", context, status=status)


def save_draft(
    request: MemberRequest, form: EntryForm, *, written: Written | None = None
) -> HttpResponse:
    """Keep the writing as a draft because the member pressed "Save draft"; scripts may be off."""
    form.full_clean()
    if "text" in form.errors:
        return editor(request, form, written=written, status=422)
    try:
        row = keep(request, form)
    except EditConflict:
        form.data = {**request.POST.dict(), "draft": "", "draft_revision": ""}
        form.full_clean()
        row = keep(request, form)
        messages.warning(request, _("This draft was changed elsewhere. Yours is kept beside it."))
    else:
        messages.success(request, _("Draft saved."))
    return redirect("journal:draft", row.pk)


def keep(request: MemberRequest, form: EntryForm) -> JournalDraft:
    """Keep what the form holds as a draft. EditConflict when the draft changed elsewhere."""
    given = form.cleaned_data
    payload = JournalDraftPayload(
        kind=given.get("kind") or Kind.FREE,
        prompt=given.get("prompt") or "",
        title=given.get("title") or "",
        text=given["text"],
        entry=given.get("entry"),
        revision=given.get("revision"),
    )
    return actions.keep_draft(
        by=request.user,
        keyring=request.keyring,
        payload=payload,
        draft=given.get("draft"),
        expected_revision=given.get("draft_revision"),
        now=form.now,
    )


def kept_time(form: EntryForm, written: Written) -> datetime:
    """The entry's time: what it was, to the second, unless the member changed it."""
    at: datetime = form.cleaned_data["at"]
    same = at.replace(second=0, microsecond=0) == written.at.replace(second=0, microsecond=0)
    return written.at if same or not form["at"].value() else at
