"""Pages of chosen people: who they are, what they would get, sending it, and "I have read it".

Here: requests and answers. Not here: how an alert travels (`outbox`), what is kept (`payloads`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenkeel.apps.care import actions, mail, queries, sealing
from evenkeel.apps.care.forms import PersonForm
from evenkeel.apps.care.models import Alert, ChosenPerson, Delivery
from evenkeel.apps.care.payloads import Channel, ChosenPersonPayload
from evenkeel.apps.people.queries import lock_allowed
from evenkeel.apps.records import EditConflict, MemberRequest

MOST_PEOPLE = 8
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """One chosen person with the links that open the member's own phone."""

    id: UUID
    person: ChosenPersonPayload

    @property
    def by_mail(self) -> bool:
        return self.person.channel is Channel.MAIL

    @property
    def text_address(self) -> str:
        return f"sms:{self.person.address}?&body={quote(self.person.body)}"

    @property
    def own_mail_address(self) -> str:
        subject, body = quote(self.person.subject), quote(self.person.body)
        return f"mailto:{quote(self.person.address, safe='@+')}?subject={subject}&body={body}"


@require_safe
def people(request: MemberRequest) -> HttpResponse:
    """Whom the member chose, what would happen on a tap, and what is on its way."""
    chosen = [
        ShownPerson(row.pk, one) for row, one in queries.people_of(request.user, request.keyring)
    ]
    mailed = [one for one in chosen if one.by_mail]
    alerts = list(queries.alerts_of(request.user, now=timezone.now()))
    context = {
        "chosen": chosen,
        "mailed": mailed,
        "may_add": len(chosen) < MOST_PEOPLE,
        "mail_works": mail.works(),
        "standing_allowed": queries.standing_allowed(request.user),
        "standing": [one for one in mailed if one.person.standing],
        "alerts": alerts,
        "under_way": any(one.state == Alert.State.OPEN for one in alerts),
        "wait_minutes": actions.WAIT_MINUTES,
        "once": uuid4(),
    }
    return render(request, "care/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: MemberRequest, person_id: UUID | None = None) -> HttpResponse:
    """Add somebody or change them. What they would get is written and approved here."""
    row = get_object_or_404(ChosenPerson.of(request.user), pk=person_id) if person_id else None
    known: ChosenPersonPayload | None = row.open(request.keyring) if row else None
    form = PersonForm(initial=known.model_dump() if known else _first_words(request))
    conflict = False
    if request.method == "POST":
        form = PersonForm(request.POST)
        pairs = queries.people_of(request.user, request.keyring)
        if row is None and len(pairs) >= MOST_PEOPLE:
            form.add_error(None, _("Eight people fit here. Remove one first."))
        if form.is_valid():
            order = known.order if known else len(pairs)
            payload = form.payload(site=_site(request), order=order)
            try:
                actions.save_person(
                    by=request.user, keyring=request.keyring, payload=payload, row=row,
                    now=timezone.now(),
                )  # fmt: skip
            except EditConflict:
                conflict = True
            else:
                return redirect("care:people")
    context = {
        "form": form,
        "known": known,
        "row": row,
        "conflict": conflict,
        "mail_works": mail.works(),
        "standing_allowed": queries.standing_allowed(request.user),
    }
    status = UNPROCESSABLE if form.errors else 409 if conflict else 200
    return render(request, "care/person.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """Ask, then remove somebody."""
    row = get_object_or_404(ChosenPerson.of(request.user), pk=person_id)
    if request.method == "POST":
        actions.delete_person(by=request.user, row=row, now=timezone.now())
        return redirect("care:people")
    return render(
        request, "care/person_delete.html", {"row": row, "known": row.open(request.keyring)}
    )


@require_POST
def send(request: MemberRequest) -> HttpResponse:
    """The tap. To one person, or to all who get mail, one after the other until one has read it."""
    if not mail.works():
        messages.error(
            request, _("This server cannot send mail. Use your own phone or mail below.")
        )
        return redirect("care:people")
    pairs = queries.people_of(request.user, request.keyring)
    only = request.POST.get("person", "")
    wanted = [one for row, one in pairs if not only or str(row.pk) == only]
    here = _site(request)
    wanted = [one.model_copy(update={"site": here}) for one in wanted]
    try:
        actions.send_alert(
            by=request.user, people=wanted, now=timezone.now(), alert_id=_once(request)
        )
    except actions.NobodyToWriteTo:
        messages.error(request, _("There is nobody here with a mail address yet."))
    return redirect("care:people")


@lock_allowed
@require_POST
def stop(request: MemberRequest, alert_id: UUID) -> HttpResponse:
    """Stop an alert, also from a locked session: nobody else is written to."""
    actions.stop_alert(by=request.user, alert_id=alert_id, now=timezone.now())
    return redirect("care:people")


@lock_allowed
@require_POST
def answered(request: MemberRequest, alert_id: UUID) -> HttpResponse:
    """They answered in another way: by phone, at the door."""
    alert = get_object_or_404(Alert, pk=alert_id, member=request.user)
    delivery = alert.deliveries.order_by("position").filter(sent_at__isnull=False).last()
    if delivery is not None:
        actions.note_read(delivery=delivery, now=timezone.now())
    return redirect("care:people")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, delivery_id: UUID, token: str) -> HttpResponse:
    """For the person who got the mail: one button. It names nobody and needs no log-in.

    Opening it does nothing: mail programs open links by themselves. Only the button counts.
    """
    delivery = Delivery.objects.select_related("alert").filter(pk=delivery_id).first()
    if delivery is None or not sealing.is_token_of(delivery, token):
        raise Http404
    if request.method == "POST":
        actions.note_read(delivery=delivery, now=timezone.now())
        delivery.refresh_from_db()
    return render(request, "care/read.html", {"done": delivery.read_at is not None})


def _first_words(request: MemberRequest) -> dict[str, Any]:
    """A message to begin from; the member changes it or not, and saves it as their own."""
    return {
        "subject": _("From %(name)s") % {"name": request.user.nickname},
        "body": _(
            "Hello, it's %(name)s. I'm having a very hard time right now and I wanted you to know. "
            "Could you call me, or come by? You don't need to know what to say."
        )
        % {"name": request.user.nickname},
    }


def _site(request: MemberRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _once(request: MemberRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return None
