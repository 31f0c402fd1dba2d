"""Pages of the journal: list, search, prompts, new, one entry, edit, delete, tone.

Here: requests and answers. Not here: drafts (`draft_views`), what is kept or read.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.journal import actions, queries
from evenkeel.apps.journal.editing import editor, entry_form, kept_time, save_draft
from evenkeel.apps.journal.forms import SearchForm
from evenkeel.apps.journal.models import JournalEntry
from evenkeel.apps.journal.prompts import needs, prompts
from evenkeel.apps.records import EditConflict, MemberRequest


@require_safe
def listing(request: MemberRequest) -> HttpResponse:
    """One month of entries; drafts above. Only that month is opened."""
    zone = checkins.zone_of(request)
    months = queries.months(request.user, zone=zone)
    month = _month(request, months)
    written = queries.of_month(request.user, request.keyring, month, zone=zone) if month else ()
    place = months.index(month) if month in months else 0
    context = {
        "written": written,
        "month": month,
        "newer": months[place - 1] if place > 0 else None,
        "older": months[place + 1] if place + 1 < len(months) else None,
        "drafts": queries.drafts(request.user, request.keyring),
        "search": SearchForm(),
        "suggested": queries.of_the_day(zone.today(timezone.now()), locale=request.user.locale),
    }
    return render(request, "journal/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: MemberRequest) -> HttpResponse:
    """Entries that hold some words. What is looked for stays out of addresses and logs."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    found: tuple[queries.Found, ...] | None = None
    if form.is_bound and form.is_valid():
        found = queries.found(request.user, request.keyring, form.cleaned_data["wanted"])
    return render(request, "journal/search.html", {"search": form, "found": found})


@require_safe
def prompt_list(request: MemberRequest) -> HttpResponse:
    """All questions to write about, or those for one need."""
    locale = request.user.locale
    need = request.GET.get("need", "")
    offered = [p for p in prompts(locale).values() if not need or need in p.needs]
    named = [(name, name.replace("_", " ")) for name in needs(locale)]
    context = {"prompts": offered, "needs": named, "need": need}
    return render(request, "journal/prompts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """A new entry: free, to a question, or three good things."""
    form = entry_form(request)
    if request.method != "POST":
        return editor(request, form)
    if "keep" in request.POST:
        return save_draft(request, form)
    if not form.is_valid():
        return editor(request, form, status=422)
    row = actions.write(
        by=request.user,
        keyring=request.keyring,
        payload=form.payload(),
        at=form.cleaned_data["at"],
        now=form.now,
        draft=form.cleaned_data["draft"],
    )
    queries.keep_near(request.user, request.keyring, now=form.now)
    messages.success(request, _("Saved."))
    return redirect("journal:entry", row.pk)


@require_safe
def entry(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """One entry."""
    return render(request, "journal/entry.html", _entry_context(request, _row(request, entry_id)))


@require_POST
def tone(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """The same page with the tone and themes beside it, because the member asked."""
    context = _entry_context(request, _row(request, entry_id))
    context["tone"] = checkins.tone_of(context["written"].payload.text)
    return render(request, "journal/entry.html", context)


@require_safe
def like(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Entries close to one in meaning, because the member asked."""
    context = _entry_context(request, _row(request, entry_id))
    context["like"] = queries.like(
        context["written"], request.user, request.keyring, now=timezone.now()
    )
    return render(request, "journal/like.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Change an entry. Saved elsewhere meanwhile: both versions are shown, nothing is lost."""
    row = _row(request, entry_id)
    written = queries.opened(row, request.keyring, locale=request.user.locale)
    kept = None
    if request.method != "POST":
        kept = queries.draft_over(request.user, request.keyring, row.pk)
    form = entry_form(request, written=written, kept=kept)
    if request.method != "POST":
        return editor(request, form, written=written, kept=kept)
    if "keep" in request.POST:
        return save_draft(request, form, written=written)
    if not form.is_valid():
        return editor(request, form, written=written, status=422)
    given: dict[str, Any] = {
        "by": request.user,
        "keyring": request.keyring,
        "payload": form.payload(),
        "at": kept_time(form, written),
        "now": form.now,
        "draft": form.cleaned_data["draft"],
    }
    if "both" in request.POST:
        row = actions.write(**given)
    else:
        try:
            expected = form.cleaned_data["revision"] or row.revision
            actions.rewrite(row=row, expected_revision=expected, **given)
        except EditConflict:
            row.refresh_from_db()
            saved = queries.opened(row, request.keyring, locale=request.user.locale)
            form.data = {**request.POST.dict(), "revision": str(row.revision)}
            return editor(request, form, written=saved, saved=saved, status=409)
    messages.success(request, _("Saved."))
    return redirect("journal:entry", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Ask, then delete."""
    row = _row(request, entry_id)
    if request.method == "POST":
        actions.delete(row=row, by=request.user, keyring=request.keyring)
        messages.success(request, _("That entry is deleted."))
        return redirect("journal:list")
    return render(request, "journal/delete.html", _entry_context(request, row))


def _row(request: MemberRequest, entry_id: UUID) -> JournalEntry:
    return get_object_or_404(JournalEntry.of(request.user), pk=entry_id)


def _entry_context(request: MemberRequest, row: JournalEntry) -> dict[str, Any]:
    written = queries.opened(row, request.keyring, locale=request.user.locale)
    risk = checkins.risk_in(f"{written.payload.title}\n{written.payload.text}")
    return {"written": written, "risk": risk}


def _month(request: MemberRequest, months: tuple[date, ...]) -> date | None:
    """The month asked for when it has entries, or else the latest one that has."""
    asked = request.GET.get("month", "")
    latest = months[0] if months else None
    return next((month for month in months if f"{month:%Y-%m}" == asked), latest)
