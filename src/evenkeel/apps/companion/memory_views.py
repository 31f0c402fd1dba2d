"""Pages of memory: what is remembered by kind, what waits for a yes, changing, erasing, the switch.

Here: requests and answers. Not here: what is kept or read (`remembering`, `recalling`).
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenkeel.apps.companion import recalling, remembering
from evenkeel.apps.companion.forms import MemoryForm
from evenkeel.apps.companion.models import Kept
from evenkeel.apps.companion.payloads import Standing
from evenkeel.apps.records import EditConflict, MemberRequest
from evenkeel.core.dialogue.notes import MemoryKind

CONFLICT = 409
UNPROCESSABLE = 422
HEADINGS = {
    MemoryKind.PERSON: gettext_lazy("People"),
    MemoryKind.EVENT: gettext_lazy("Dates"),
    MemoryKind.GOAL: gettext_lazy("What you want"),
    MemoryKind.PREFERENCE: gettext_lazy("How you like it"),
    MemoryKind.TRIGGER: gettext_lazy("What sets you off"),
    MemoryKind.HELPS: gettext_lazy("What helps"),
    recalling.WORKED: gettext_lazy("What you tried, in your own numbers"),
    MemoryKind.LINE: gettext_lazy("Words to use"),
    MemoryKind.NOTE: gettext_lazy("Other things"),
}


@require_safe
def memory(request: MemberRequest) -> HttpResponse:
    """Everything remembered, by kind; above it what waits for a yes."""
    page = recalling.page_of(request.user, request.keyring)
    context = {
        "groups": [(HEADINGS[group], lines) for group, lines in page.items()],
        "waiting": recalling.proposed(request.user, request.keyring),
        "on": recalling.switched_on(request.user),
    }
    return render(request, "companion/memory.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def line(request: MemberRequest, kept_id: UUID) -> HttpResponse:
    """Change the words or the date of one remembered thing."""
    row = _row(request, kept_id)
    payload = row.open(request.keyring)
    if payload.standing is not Standing.KEPT:
        return redirect("companion:memory")
    shown = recalling.line_of(row, payload, request.user.locale)
    form = MemoryForm(request.POST or None, initial=_initial(shown))
    if request.method != "POST" or not form.is_valid():
        status = UNPROCESSABLE if request.method == "POST" else 200
        return _line_page(request, row, shown, form, status)
    try:
        remembering.change(
            row=row, keyring=request.keyring, text=form.cleaned_data["text"],
            day=form.cleaned_data["day"], expected_revision=form.cleaned_data["revision"],
            now=timezone.now(),
        )  # fmt: skip
    except EditConflict:
        form.add_error(None, _("This changed in another window. Look at it once more."))
        return _line_page(request, row, shown, form, CONFLICT)
    messages.success(request, _("Saved."))
    return redirect("companion:memory")


@require_POST
def answer(request: MemberRequest, kept_id: UUID) -> HttpResponse:
    """Yes or no to one proposal, from Talk or from the page."""
    yes = request.POST.get("answer") == "yes"
    remembering.answer(
        row=_row(request, kept_id), keyring=request.keyring, yes=yes, now=timezone.now()
    )
    if request.headers.get("HX-Request") == "true":
        return render(request, "companion/_answered.html", {"yes": yes})
    messages.success(request, _("I'll remember it.") if yes else _("Not kept."))
    return redirect("companion:memory")


@require_POST
def erase(request: MemberRequest, kept_id: UUID) -> HttpResponse:
    """Erase one thing at once; a line with nothing else in it needs no second page."""
    remembering.erase(row=_row(request, kept_id))
    messages.success(request, _("Erased."))
    return redirect("companion:memory")


@require_http_methods(["GET", "HEAD", "POST"])
def erase_all(request: MemberRequest) -> HttpResponse:
    """Ask, then erase everything remembered."""
    if request.method == "POST":
        remembering.erase_all(by=request.user)
        messages.success(request, _("Everything remembered is erased."))
        return redirect("companion:memory")
    return render(request, "companion/memory_erase.html")


@require_POST
def switch(request: MemberRequest) -> HttpResponse:
    """Memory on or off, from this moment."""
    on = request.POST.get("on") == "1"
    remembering.switch(by=request.user, on=on, now=timezone.now())
    messages.success(request, _("Memory is on.") if on else _("Memory is off."))
    return redirect("companion:memory")


def _row(request: MemberRequest, kept_id: UUID) -> Kept:
    return get_object_or_404(Kept.of(request.user), pk=kept_id)


def _initial(shown: recalling.Line) -> dict[str, object]:
    return {"text": shown.text, "day": shown.day, "revision": shown.revision}


def _line_page(
    request: MemberRequest, row: Kept, shown: recalling.Line, form: MemoryForm, status: int
) -> HttpResponse:
    dated = shown.note is not None and shown.note.kind is MemoryKind.EVENT
    context = {"row": row, "line": shown, "form": form, "dated": dated}
    return render(request, "companion/memory_line.html", context, status=status)
