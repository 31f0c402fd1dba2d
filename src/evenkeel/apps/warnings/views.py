"""Pages of early signs: what stands, one of them, whom to tell, how often to look.

Here: requests and answers. Not here: what a sign is (`core.warning`), the check-up's pages.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenkeel.apps.care import queries as care
from evenkeel.apps.records import EditConflict, MemberRequest
from evenkeel.apps.warnings import actions, queries, showing
from evenkeel.apps.warnings.forms import WishesForm
from evenkeel.apps.warnings.models import EarlyWarning
from evenkeel.apps.warnings.payloads import Answer

UNPROCESSABLE = 422


@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """What stands, the coming days, what was before; or what this is, before it is switched on."""
    member, keyring, now = request.user, request.keyring, timezone.now()
    if not actions.look(by=member, keyring=keyring, now=now):
        return render(request, "warnings/ask.html", {"all": showing.all_detectors(member.locale)})
    standing = queries.standing(member, keyring, now=now)
    ids = {one.id for one in standing}
    days = queries.days(member, keyring, now=now)
    context = {
        "standing": [showing.shown(one, locale=member.locale) for one in standing],
        "past": [
            showing.shown(one, locale=member.locale)
            for one in queries.past(member, keyring, now=now)
            if one.id not in ids
        ],
        "ahead": showing.ahead(queries.forecasts(days), today=timezone.localdate()),
        "until": queries.watched_until(member),
        "due": queries.check_up_due(member, keyring, now=now),
        "check_ups": queries.check_ups(member, keyring, most=3),
        "all": showing.all_detectors(member.locale),
    }
    return render(request, "warnings/overview.html", context)


@require_POST
def watch(request: MemberRequest) -> HttpResponse:
    """Stop at once: consent, the grant and its keys go together."""
    root = request.open_session.root  # type: ignore[attr-defined]
    actions.stop_watching(by=request.user, root=root, now=timezone.now())
    messages.success(request, _("Stopped. The server can no longer open your numbers by itself."))
    return redirect("warnings:overview")


@require_safe
def warning(request: MemberRequest, warning_id: UUID) -> HttpResponse:
    """One warning with its picture, and what might help. Opening it is being told first."""
    member, keyring, now = request.user, request.keyring, timezone.now()
    row = get_object_or_404(EarlyWarning.of(member), pk=warning_id)
    payload = actions.told(by=member, keyring=keyring, row=row, now=now)
    wishes = queries.wishes(member, keyring)
    people = {str(one.pk): who.name for one, who in care.people_of(member, keyring)}
    days = queries.days(member, keyring, now=now)
    context = {
        "one": showing.shown(queries.Kept(row.pk, payload), locale=member.locale, days=days),
        "alerts": care.alerts_of(member, now=now)[:1] if payload.alerted else (),
        "person": people.get(wishes.person, ""),
        "message": wishes.message,
        "answers": Answer,
    }
    return render(request, "warnings/warning.html", context)


@require_POST
def answer(request: MemberRequest, warning_id: UUID) -> HttpResponse:
    """What the member says to it. It leaves Today; the page keeps it."""
    row = get_object_or_404(EarlyWarning.of(request.user), pk=warning_id)
    said = request.POST.get("answer", "")
    if said in set(Answer):
        try:
            actions.answer_warning(
                by=request.user, keyring=request.keyring, row=row, answer=Answer(said),
                now=timezone.now(),
            )  # fmt: skip
        except EditConflict:
            messages.error(request, _("Saved in another tab meanwhile. Tap once more."))
            return redirect("warnings:warning", warning_id)
        messages.success(request, _("Noted. It stays on this page and leaves Today."))
    return redirect("warnings:overview")


@require_POST
def tell(request: MemberRequest, warning_id: UUID) -> HttpResponse:
    """The tap that writes to the chosen person."""
    row = get_object_or_404(EarlyWarning.of(request.user), pk=warning_id)
    if actions.tell_person(by=request.user, keyring=request.keyring, row=row, now=timezone.now()):
        return redirect("care:people")
    messages.error(request, _("Choose a person and write a message first. Nothing was sent."))
    return redirect("warnings:wishes")


@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: MemberRequest) -> HttpResponse:
    """How often a check-up, and whom to write to."""
    people = [
        (str(row.pk), one.name)
        for row, one in care.people_of(request.user, request.keyring)
        if one.address
    ]
    known = queries.wishes(request.user, request.keyring)
    form = WishesForm(initial=known.model_dump(), people=people)
    if request.method == "POST":
        form = WishesForm(request.POST, people=people)
        if form.is_valid():
            actions.save_wishes(
                by=request.user, keyring=request.keyring, payload=form.payload(),
                now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("Kept."))
            return redirect("warnings:overview")
    context = {
        "form": form, "people": people, "standing_allowed": care.standing_allowed(request.user)
    }  # fmt: skip
    return render(
        request, "warnings/wishes.html", context, status=UNPROCESSABLE if form.errors else 200
    )
