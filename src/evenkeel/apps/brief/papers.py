"""What leaves the screen: the records behind a line, the sheet for the printer, the files.

Here: requests and answers. Only what was read and signed off is ever on a sheet or in a file. Not
here: the draft and its signing (`views`), what a sheet says (`showing`).
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evenkeel.apps.brief import showing
from evenkeel.apps.brief.addresses import address_of
from evenkeel.apps.brief.models import Brief
from evenkeel.apps.brief.views import CONFLICT, draft_page, locale_of_page, opened_of, row_or_404
from evenkeel.apps.records import MemberRequest


@require_safe
def source(request: MemberRequest, id: UUID, section: str, key: str, at: int) -> HttpResponse:
    """The records behind one line, each with the way to it."""
    row = row_or_404(request, id)
    held = showing.found(opened_of(request, row), section, key, at)
    if held is None:
        raise Http404
    line, found = held
    records = [(record.said, address_of(record)) for record in found.records]
    context = {"row": row, "line": line, "source": found, "records": records, "section": section}
    return render(request, "brief/source.html", context)


@require_safe
def sheet(request: MemberRequest, id: UUID) -> HttpResponse:
    """The page for the printer. Only what was read and signed off is ever on it."""
    row = row_or_404(request, id)
    one = opened_of(request, row)
    if not one.ready:
        return _not_yet(request, row)
    paper = showing.paper_of(one, locale=locale_of_page())
    return render(request, "brief/sheet.html", {"row": row, "paper": paper})


@require_safe
def file(request: MemberRequest, id: UUID, kind: str) -> HttpResponse:
    """The same as a file: plain text, or a page for any browser."""
    row = row_or_404(request, id)
    one = opened_of(request, row)
    if not one.ready:
        return _not_yet(request, row)
    paper = showing.paper_of(one, locale=locale_of_page())
    stem = "notes" if request.user.discreet else "for-an-appointment"
    if kind == "txt":
        answer = HttpResponse(
            showing.plain_text(paper), content_type="text/plain; charset=utf-8"
        )  # fmt: skip
    else:
        answer = render(request, "brief/file.html", {"paper": paper})
    name = f"{stem}-{one.payload.last.isoformat()}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _not_yet(request: MemberRequest, row: Brief) -> HttpResponse:
    messages.info(
        request,
        _("Not printed yet: please read each part and sign it off first."),
    )
    return draft_page(request, row, status=CONFLICT)
