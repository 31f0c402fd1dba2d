"""One session of a programme: check, idea, practice, plan, on one page.

Here: requests and answers of a session. Not here: the programme around it (`programmes`).
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evenkeel.apps.programs import enrolling, enrolments, queries
from evenkeel.apps.programs.enrolment_forms import SessionForm, session_initial
from evenkeel.apps.programs.enrolments import Way
from evenkeel.apps.programs.hearing import heard_in
from evenkeel.apps.programs.views.lessons import audience_of
from evenkeel.apps.programs.views.programmes import way_or_404
from evenkeel.apps.records import EditConflict, MemberRequest
from evenkeel.core.flows import load_flows
from evenkeel.core.programmes import Session


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: MemberRequest, programme_id: str, session_id: str) -> HttpResponse:
    """One session: new, gone on with, or read again once done."""
    way = way_or_404(request, programme_id)
    place, found = _session(way, session_id)
    closed = _closed(way, found)
    if closed:
        return render(
            request, "programs/session_closed.html",
            {"way": way, "programme": way.programme, "session": found, "due": way.due},
        )  # fmt: skip
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        programme=way.programme,
        session=found,
        first=place == 0,
        initial=session_initial(way, found),
    )
    if request.method == "POST" and form.is_valid():
        return _keep(request, way, form)
    status = 400 if form.is_bound else 200
    return render(
        request, "programs/session.html", _context(request, way, place, found, form), status=status
    )


def _keep(request: MemberRequest, way: Way, form: SessionForm) -> HttpResponse:
    done = request.POST.get("how") != "later"
    try:
        enrolling.keep_session(
            way=way, by=request.user, keyring=request.keyring, draft=form.draft(done=done),
            now=timezone.now(),
        )  # fmt: skip
    except EditConflict:
        messages.error(
            request, _("This was changed in another tab meanwhile. Look at it, and save again.")
        )
        return redirect("programs:session", way.programme.id, form.session.id)
    messages.success(request, _("Kept. That was this week's session.") if done else _("Kept."))
    risk = heard_in(form.typed)
    if risk is not None and risk.required:
        return redirect("care:help")
    return redirect("programs:programme", way.programme.id)


def _session(way: Way, session_id: str) -> tuple[int, Session]:
    for place, one in enumerate(way.programme.sessions):
        if one.id == session_id:
            return place, one
    raise Http404


def _closed(way: Way, found: Session) -> bool:
    """Sessions done are open for reading; the next one from its day; later ones not yet."""
    if found.id in {one.session for one in way.payload.done}:
        return False
    return way.session is not found or way.due is None or not way.due.open


def _context(
    request: MemberRequest, way: Way, place: int, found: Session, form: SessionForm
) -> dict[str, object]:
    locale = get_language() or "en"
    lesson = enrolments.lessons(locale).get(found.lesson)
    before = way.programme.sessions[place - 1] if place else None
    return {
        "way": way,
        "programme": way.programme,
        "session": found,
        "number": place + 1,
        "form": form,
        "adherence": way.adherence,
        "last_plan": way.words.plans.get(before.id, "") if before else "",
        "lesson": lesson,
        "wording": lesson.wording(audience_of(request)) if lesson else None,
        "exercise": queries.exercise(found.practice.exercise or "", locale),
        "flow": load_flows(locale).get(found.practice.flow or ""),
        "risk": heard_in(form.typed) if form.is_bound else None,
    }
