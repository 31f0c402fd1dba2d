"""One switch per purpose; each change leaves a receipt."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evenkeel.apps.people import actions, queries
from evenkeel.apps.people.purposes import purposes
from evenkeel.apps.records import MemberRequest
from evenkeel.core.content.languages import SOURCE

RECEIPTS_SHOWN: Final = 50


@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: MemberRequest) -> HttpResponseBase:
    """The switches as they stand, and the receipts."""
    if request.method == "POST":
        tokens = request.user.api_tokens.count()
        _save(request)
        messages.success(request, _("Saved. It holds from now on."))
        if request.user.api_tokens.count() < tokens:
            messages.info(
                request,
                _("Your numbers have new keys now. Tokens that held the old ones ended with them."),
            )
        return redirect("people:consents")
    context = {
        "switches": queries.consents_of(request.user),
        "receipts": _receipts(request),
        "host_kind": settings.HOST_KIND,
    }
    return render(request, "people/consents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def begin_consents(request: MemberRequest) -> HttpResponseBase:
    """The last page of begin: the same switches, the companion on by default."""
    if request.method == "POST":
        _save(request)
        return redirect("plan:today")
    standing = queries.consents_of(request.user)
    if not request.user.consents.exists():
        default = actions.default_consents()
        standing = [(purpose, default[purpose.id]) for purpose, _granted in standing]
    context = {"switches": standing, "step": 4, "host_kind": settings.HOST_KIND}
    return render(request, "people/begin_consents.html", context)


def _save(request: MemberRequest) -> None:
    chosen = set(request.POST.getlist("purpose"))
    granted = {purpose.id: purpose.can_be_given and purpose.id in chosen for purpose in purposes()}
    root = request.open_session.root  # type: ignore[attr-defined]
    actions.set_consents(by=request.user, granted=granted, now=timezone.now(), root=root)


def _receipts(request: MemberRequest) -> list[dict[str, Any]]:
    here = purposes(get_language() or SOURCE)
    titles = {purpose.id: purpose.title for purpose in here}
    return [
        {
            "at": event.at,
            "title": titles.get(event.purpose, event.purpose),
            "granted": event.granted,
            "wording": event.wording,
        }
        for event in queries.receipts_of(request.user)[:RECEIPTS_SHOWN]
    ]
