"""Pages of the brief: the list, one draft, its choices, the member's words, signing, deleting.

Here: requests and answers. Not here: picking lines (`picking`), sources and paper (`papers`),
drafting, what may be signed (`core.brief.signing`).
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenkeel.apps.brief import actions, queries, showing
from evenkeel.apps.brief.forms import WEEKS, ChoiceForm, WordsForm
from evenkeel.apps.brief.models import Brief
from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.people.queries import has_consent
from evenkeel.apps.records import EditConflict, MemberRequest
from evenkeel.core.brief import Changed, SectionText, load_sections
from evenkeel.core.brief.sheets import MOST
from evenkeel.core.content.languages import SOURCE

CONFLICT: Final = 409
UNPROCESSABLE: Final = 422
WEEK: Final = 7
LONGEST_KEY: Final = 80


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: MemberRequest) -> HttpResponse:
    """What it is, the form for a new page, and the pages there are."""
    form = _choice(request)
    if request.method == "POST" and form.is_valid():
        row = actions.begin(
            by=request.user, keyring=request.keyring, first=form.first,
            last=form.cleaned_data["until"], sections=form.cleaned_data["sections"],
            zone=checkins.zone_of(request).name, now=timezone.now(),
        )  # fmt: skip
        return redirect("brief:page", row.pk)
    context = {
        "form": form,
        "pages": queries.briefs(request.user, request.keyring),
        "few": checkins.first_day(request.user, zone=checkins.zone_of(request)) is None,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "brief/index.html", context, status=status)


@require_safe
def page(request: MemberRequest, id: UUID) -> HttpResponse:
    """The draft as the records stand now, each line with its source, each section to sign."""
    return draft_page(request, row_or_404(request, id))


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: MemberRequest, id: UUID) -> HttpResponse:
    """Other weeks, other sections."""
    row = row_or_404(request, id)
    form = _choice(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(
                row=row, keyring=request.keyring, first=form.first,
                last=form.cleaned_data["until"], sections=form.cleaned_data["sections"],
                expected_revision=form.cleaned_data["revision"] or row.revision,
                now=timezone.now(),
            )  # fmt: skip
        except EditConflict:
            form.add_error(None, _changed_elsewhere())
        else:
            return redirect("brief:page", row.pk)
    context = {"form": form, "row": row, "revision": row.revision}
    return render(request, "brief/choose.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: MemberRequest, id: UUID) -> HttpResponse:
    """The member's own words."""
    row = row_or_404(request, id)
    payload = row.open(request.keyring)
    texts = tuple(one for one in _texts() if one.id in payload.sections)
    initial = {"whom": payload.whom, "name": payload.name, "say": payload.say}
    initial |= {f"note-{section}": text for section, text in payload.notes.items()}
    form = WordsForm(
        request.POST if request.method == "POST" else None, texts=texts,
        initial=initial | {"revision": row.revision},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        kept = {id: text for id, text in payload.notes.items() if id not in form.notes}
        try:
            actions.write(
                row=row, keyring=request.keyring, name=form.cleaned_data["name"],
                whom=form.cleaned_data["whom"], say=form.cleaned_data["say"],
                notes=kept | form.notes, now=timezone.now(),
                expected_revision=form.cleaned_data["revision"] or row.revision,
            )  # fmt: skip
        except EditConflict:
            form.add_error(None, _changed_elsewhere())
        else:
            return redirect("brief:page", row.pk)
    context = {"form": form, "row": row, "revision": row.revision}
    return render(request, "brief/words.html", context, status=_status(form))


@require_POST
def line(request: MemberRequest, id: UUID) -> HttpResponse:
    """Leave one line out of the draft, or put it back."""
    row = row_or_404(request, id)
    out, back = request.POST.get("out", ""), request.POST.get("back", "")
    section, _slash, key = (out or back).partition("/")
    if section not in _known() or not key or len(key) > LONGEST_KEY:
        raise Http404
    try:
        actions.leave_out(
            row=row, keyring=request.keyring, line=out or back, out=bool(out), now=timezone.now()
        )
    except EditConflict:
        messages.info(request, _meanwhile())
    return redirect(_at(row, section))


@require_POST
def sign(request: MemberRequest, id: UUID) -> HttpResponse:
    """Sign off what was read, exactly as it was shown; or take a sign-off back."""
    row = row_or_404(request, id)
    back = request.POST.get("back", "")
    pairs = [one.partition(":") for one in request.POST.getlist("read")]
    read = {section: digest for section, _colon, digest in pairs}
    try:
        if back:
            actions.take_back(row=row, keyring=request.keyring, section=back, now=timezone.now())
            return redirect(_at(row, back if back in _known() else ""))
        actions.sign_off(
            row=row, keyring=request.keyring, draft=opened_of(request, row).draft, read=read,
            now=timezone.now(),
        )  # fmt: skip
    except Changed:
        messages.warning(
            request,
            _("Something on it changed since you opened the page. Please read it once more."),
        )
        return draft_page(request, row, status=CONFLICT)
    except EditConflict:
        messages.info(request, _meanwhile())
        return redirect(_at(row, ""))
    only = next(iter(read)) if len(read) == 1 else ""
    return redirect(_at(row, only))


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, id: UUID) -> HttpResponse:
    """Ask, then delete the page."""
    row = row_or_404(request, id)
    if request.method == "POST":
        actions.delete(row=row)
        messages.success(request, _("Deleted."))
        return redirect("brief:index")
    return render(request, "brief/delete.html", {"row": row})


def row_or_404(request: MemberRequest, id: UUID) -> Brief:
    """The member's own page of this id."""
    row = queries.row_of(request.user, id)
    if row is None:
        raise Http404
    return row


def draft_page(request: MemberRequest, row: Brief, status: int = 200) -> HttpResponse:
    """The draft as an answer."""
    one = opened_of(request, row)
    shown = showing.sections_of(one, locale=locale_of_page())
    sheets = showing.sheets(one, locale=locale_of_page())
    context: dict[str, Any] = {
        "row": row,
        "one": one,
        "days": showing.days_of(one),
        "sections": shown,
        "to_read": [section for section in shown if section.lines and not section.signed_at],
        "sheets": sheets,
        "too_long": sheets > MOST,
        "risk": checkins.risk_in(one.words) if one.words else None,
        "insights_off": "went_with" in one.payload.sections
        and not has_consent(request.user, "insights"),
    }
    return render(request, "brief/page.html", context, status=status)


def opened_of(request: MemberRequest, row: Brief) -> queries.Opened:
    """One page with its draft, in the language of the page."""
    return queries.opened(
        row, request.user, request.keyring, now=timezone.now(), locale=locale_of_page()
    )  # fmt: skip


def _choice(request: MemberRequest, row: Brief | None = None) -> ChoiceForm:
    initial: dict[str, Any] = {}
    if row is not None:
        payload = row.open(request.keyring)
        weeks = ((payload.last - payload.first).days + 1) // WEEK
        initial = {
            "weeks": weeks if weeks in WEEKS else WEEKS[1], "until": payload.last,
            "sections": list(payload.sections), "revision": row.revision,
        }  # fmt: skip
    return ChoiceForm(
        request.POST if request.method == "POST" else None, texts=_texts(), initial=initial,
        today=checkins.zone_of(request).today(timezone.now()),
    )  # fmt: skip


def _texts() -> tuple[SectionText, ...]:
    return load_sections(locale_of_page())


def locale_of_page() -> str:
    """The language that pages are in now."""
    return get_language() or SOURCE


def _known() -> frozenset[str]:
    return frozenset(text.id for text in load_sections())


def _meanwhile() -> str:
    return _("The page was changed in another tab at the same moment. This is how it stands now.")


def _changed_elsewhere() -> str:
    return _("Saved in another tab meanwhile. Send it again to keep this one.")


def _status(form: Any) -> int:
    if not form.errors:
        return 200
    return CONFLICT if form.non_field_errors() else UNPROCESSABLE


def _at(row: Brief, section: str) -> str:
    place = f"#part-{section}" if section else ""
    return reverse("brief:page", args=[row.pk]) + place
