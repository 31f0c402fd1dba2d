"""The page on which lines of one's own writing are picked, one by one.

Here: requests and answers of picking. Not here: opening what was written (`writing`), the page it
is for (`views`).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evenkeel.apps.brief import actions, writing
from evenkeel.apps.brief.payloads import BriefPayload, Kind, Pick
from evenkeel.apps.brief.views import row_or_404
from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.records import EditConflict, MemberRequest
from evenkeel.core.brief import mark_of

ON_ONE_PAGE = 8
CONFLICT, UNPROCESSABLE = 409, 422


@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: MemberRequest, id: UUID) -> HttpResponse:
    """The lines of one kind of writing in these weeks, a page at a time, each with its tick."""
    row = row_or_404(request, id)
    payload: BriefPayload = row.open(request.keyring)
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    kind = Kind(asked) if asked in set(Kind) else Kind.JOURNAL
    found = writing.pieces(
        request.user, request.keyring, kind, first=payload.first, last=payload.last,
        zone=checkins.zone_from(payload.zone),
    )  # fmt: skip
    page = Paginator(found, ON_ONE_PAGE).get_page(
        request.POST.get("page") or request.GET.get("page")
    )
    status = 200
    if request.method == "POST":
        shown = [(name_of(pick), pick) for piece in page for pick in _picks(piece)]
        wanted = set(request.POST.getlist("line"))
        try:
            actions.pick(
                row=row, keyring=request.keyring, shown=[pick for _name, pick in shown],
                chosen=[pick for name, pick in shown if name in wanted], now=timezone.now(),
            )  # fmt: skip
        except actions.TooMany as many:
            messages.warning(
                request,
                _("%(most)s lines fit on the page. Take one out before you pick another.")
                % {"most": many.most},
            )
            status = UNPROCESSABLE
        except EditConflict:
            messages.info(
                request, _("Saved in another tab meanwhile. Send it again to keep this one.")
            )
            status = CONFLICT
        else:
            if "more" in request.POST and page.has_next():
                query = f"?kind={kind}&page={page.next_page_number()}"
                return redirect(reverse("brief:lines", args=[row.pk]) + query)
            return redirect(reverse("brief:page", args=[row.pk]) + "#part-lines")
    context: dict[str, Any] = {
        "row": row,
        "kind": kind,
        "kinds": [(one, name) for one, name in _kinds()],
        "page": page,
        "pieces": [
            (piece, [(name_of(pick), pick.text, pick in payload.picks) for pick in _picks(piece)])
            for piece in page
        ],
        "picked": len(payload.picks),
    }
    return render(request, "brief/lines.html", context, status=status)


def name_of(pick: Pick) -> str:
    """What the form calls a line: no word of it in there."""
    return mark_of(pick.kind.value, str(pick.record), pick.text)


def _picks(piece: writing.Piece) -> list[Pick]:
    return [Pick(kind=piece.kind, record=piece.id, text=text) for text in piece.lines]


def _kinds() -> tuple[tuple[Kind, str], ...]:
    return (
        (Kind.JOURNAL, _("Journal")),
        (Kind.NOTE, _("Notes of check-ins")),
        (Kind.TALK, _("What you said in Talk")),
    )
