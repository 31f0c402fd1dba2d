"""Pages of Talk: the talk, one conversation, sending a message, rating, editing, deleting.

Here: requests and answers, with scripts (part of a page) and without (a whole one). Not here: what
is answered (`core.dialogue`), what is kept (`actions`).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenkeel.apps import asking
from evenkeel.apps.care import queries as care
from evenkeel.apps.companion import actions, queries, recalling, speech, streaming, tongue
from evenkeel.apps.companion.forms import RatingForm
from evenkeel.apps.companion.incoming import Received, receive
from evenkeel.apps.companion.models import Conversation, Message
from evenkeel.apps.companion.payloads import Rating
from evenkeel.apps.companion.showing import (
    EARLIER_SHOWN,
    ShownMessage,
    earlier_talks,
    listed,
    messages_shown,
    turn_shown,
)
from evenkeel.apps.people import actions as people
from evenkeel.apps.people import queries as people_queries
from evenkeel.apps.records import EditConflict, MemberRequest
from evenkeel.apps.wording import queries as wording
from evenkeel.core.dialogue.phrasing import Show
from evenkeel.core.vocabulary import RiskLevel

CONSENT = "companion"
UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: MemberRequest) -> HttpResponseBase:
    """Where talking begins: the talk left a moment ago, or an empty page. A POST begins one."""
    if request.method == "POST":
        return _send(request, None)
    now = timezone.now()
    recent = None if "new" in request.GET else queries.current(request.user, now)
    if recent is not None:
        return redirect("companion:conversation", recent.pk)
    return _page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: MemberRequest, conversation_id: UUID) -> HttpResponseBase:
    """One conversation; a POST says something in it."""
    row = _conversation(request, conversation_id)
    return _send(request, row) if request.method == "POST" else _page(request, row)


@require_http_methods(["GET", "HEAD"])
def all_talks(request: MemberRequest) -> HttpResponse:
    """Every conversation, newest first, a page at a time."""
    try:
        page = max(1, int(request.GET.get("page", "1")))
    except ValueError:
        page = 1
    page = min(page, 10_000)
    rows = queries.earlier(request.user, limit=EARLIER_SHOWN + 1, offset=(page - 1) * EARLIER_SHOWN)
    talks = listed(rows[:EARLIER_SHOWN], request.keyring)
    more = page + 1 if len(rows) > EARLIER_SHOWN else None
    return render(request, "companion/all.html", {"talks": talks, "more": more, "fewer": page - 1})


@require_POST
def rate(request: MemberRequest, message_id: UUID) -> HttpResponse:
    """Helped, did not, or a report with a few words."""
    row = _message(request, message_id)
    form = RatingForm(request.POST)
    if form.is_valid() and not row.open(request.keyring).by_member:
        actions.rate(
            row=row, keyring=request.keyring, rating=Rating(form.cleaned_data["rating"]),
            report=form.cleaned_data["report"], now=timezone.now(),
        )  # fmt: skip
    if _partial(request):
        shown = ShownMessage(row.pk, row.at, row.open(request.keyring))
        return render(request, "companion/_message_foot.html", {"message": shown})
    return _back(row)


@require_http_methods(["GET", "HEAD", "POST"])
def message(request: MemberRequest, message_id: UUID) -> HttpResponse:
    """Edit the member's own words, report a reply, or delete either."""
    row = _message(request, message_id)
    said = row.open(request.keyring)
    received = Received(said.text)
    if request.method == "POST" and said.by_member:
        received = receive(request.POST.get("text", ""))
        if not received.problem:
            actions.edit_message(
                row=row, keyring=request.keyring, text=received.text, now=timezone.now()
            )
            return _back(row)
    context = {"row": row, "said": said, "received": received}
    status = UNPROCESSABLE if received.problem else 200
    return render(request, "companion/message.html", context, status=status)


@require_POST
def delete_message(request: MemberRequest, message_id: UUID) -> HttpResponse:
    """Delete one message; the page before it has asked."""
    row = _message(request, message_id)
    conversation_id = row.conversation_id
    actions.delete_message(row=row, keyring=request.keyring, now=timezone.now())
    return redirect("companion:conversation", conversation_id)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Ask, then delete a conversation with all its messages."""
    row = _conversation(request, conversation_id)
    if request.method == "POST":
        actions.delete_conversation(row=row)
        return redirect(reverse("companion:talk") + "?new")
    context = {"row": row, "opened": row.open(request.keyring)}
    return render(request, "companion/delete.html", context)


def _send(request: MemberRequest, row: Conversation | None) -> HttpResponseBase:
    if streaming.wanted(request):
        return streaming.streamed(lambda show: _answered(request, row, show))
    return _answered(request, row)


def _answered(  # noqa: PLR0911 (each way a message can be refused leaves at once)
    request: MemberRequest, row: Conversation | None, show: Show | None = None
) -> HttpResponse:
    received = receive(request.POST.get("text", ""))
    if received.problem:
        return _refused(request, row, received)
    if not _may_talk(request, row):
        return _refused(request, row, Received("", _closed(), received.text))
    if not tongue.answers(request.user, request.keyring, received.text, row):
        return _refused(request, row, Received("", tongue.not_open(), received.text))
    message_id = _message_id(request)
    try:
        turned = actions.say(
            by=request.user, keyring=request.keyring, text=received.text, now=timezone.now(),
            conversation=row, message_id=message_id, show=show,
        )  # fmt: skip
    except EditConflict:
        return _refused(request, row, Received("", _busy(), received.text))
    except IntegrityError:  # the same press of Send, once more: it is there already
        already = get_object_or_404(Message.of(request.user), pk=message_id)
        return redirect(_latest(already.conversation_id))
    if not _partial(request):
        return redirect(_latest(turned.conversation.pk))
    if row is None:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = _latest(turned.conversation.pk)
        return answer
    context = {
        "messages_new": turn_shown(turned), "conversation": row, "once": uuid4(),
        "streams": show is not None, "going": turned.going,
        "proposals": recalling.proposed_at(request.user, request.keyring, turned.replied.at),
        "speech": speech.offered(request),
    }  # fmt: skip
    return render(request, "companion/_turn.html", context)


def _page(
    request: MemberRequest,
    row: Conversation | None,
    received: Received | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    notice = care.ai_notice_due(request.user, now=now)
    if notice:
        people.note_ai_notice(by=request.user, now=now)
    rows = queries.earlier(request.user, limit=EARLIER_SHOWN)
    shown = messages_shown(row, request.keyring) if row else []
    context: dict[str, Any] = {
        "conversation": row,
        "shown": shown,
        "proposals": recalling.proposed_at(request.user, request.keyring, shown[-1].at)
        if shown
        else [],
        "earlier": earlier_talks(row, rows, request.keyring),
        "notice": notice,
        "received": received,
        "once": uuid4(),
        "open": _may_talk(request, row),
        "other_language": tongue.closed_for(request.user),
        "streams": wording.speaker(request.user, request.keyring) is not None,
        "speech": speech.offered(request),
        "starts": [] if row else _starts(),
    }
    return render(request, "companion/talk.html", context, status=status)


def _refused(request: MemberRequest, row: Conversation | None, received: Received) -> HttpResponse:
    """The problem beside the box, the words still in it."""
    if not _partial(request):
        return _page(request, row, received, status=UNPROCESSABLE)
    context = {
        "received": received, "conversation": row, "once": uuid4(), "open": True,
        "speech": speech.offered(request),
    }  # fmt: skip
    answer = render(request, "companion/_box.html", context)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#box", "outerHTML"
    return answer


def _may_talk(request: MemberRequest, row: Conversation | None) -> bool:
    """The companion answers with consent; a talk about danger is never cut off."""
    if people_queries.has_consent(request.user, CONSENT):
        return True
    if row is None:
        return False
    level: RiskLevel = row.open(request.keyring).state.safety.level
    return level > RiskLevel.NONE


def _conversation(request: MemberRequest, conversation_id: UUID) -> Conversation:
    found = asking.rows(Conversation, member_id=request.user.pk, id=conversation_id)
    if not found:
        raise Http404
    return found[0]


def _message(request: MemberRequest, message_id: UUID) -> Message:
    rows = Message.of(request.user).select_related("conversation")
    return get_object_or_404(rows, pk=message_id)


def _message_id(request: MemberRequest) -> UUID | None:
    """The id the page gave this message, so that a second press does not say it twice."""
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def _partial(request: MemberRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _latest(conversation_id: UUID) -> str:
    return reverse("companion:conversation", args=[conversation_id]) + "#latest"


def _back(row: Message) -> HttpResponse:
    url = reverse("companion:conversation", args=[row.conversation_id])
    return redirect(f"{url}#m-{row.pk}")


def _starts() -> tuple[str, ...]:
    """Four ways to begin for somebody who has no first sentence; each is sent as it stands."""
    return (
        _("I can't sleep"), _("Something to calm down"), _("I just want to be heard"),
        _("Help me practise a hard talk"),
    )  # fmt: skip


def _closed() -> str:
    return _("The companion is switched off in your consents. You can switch it on under Privacy.")


def _busy() -> str:
    return _("Another window was answering at the same moment. Please send it once more.")
