"""Pages of the week's plan, and of why something is offered.

Here: requests and answers. Not here: the rules (`core.personalisation.week`), Today (`views`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.plan import actions, choices, queries, weeks
from evenkeel.apps.plan.payloads import MOST_WORDS, Done, ThingPayload, WeekPayload
from evenkeel.apps.records import EditConflict, MemberRequest
from evenkeel.core.personalisation import load_contraindications
from evenkeel.core.personalisation.permitted import barred_in_talk
from evenkeel.core.personalisation.week import (
    MOST_THINGS,
    MOST_TIMES,
    Change,
    ChangeWords,
    load_changes,
)


@require_http_methods(["GET", "HEAD", "POST"])
def week(request: MemberRequest) -> HttpResponse:
    """This week: a proposal to change and keep, or the kept plan and how it goes."""
    now = timezone.now()
    local = checkins.zone_of(request).local(now)
    found = weeks.this_week(request.user, request.keyring, today=local.date())
    if request.method == "POST":
        return _sent(request, found, local)
    context: dict[str, Any] = {
        "week": found,
        "before": [one for one in weeks.weeks(request.user, request.keyring) if one != found],
        "done": Done,
        "most": MOST_WORDS,
        "helped": range(0, 11, 2),
    }
    if found is None:
        proposed = weeks.proposal(request.user, request.keyring, local_now=local)
        rows = [one for one in proposed.planned if one.stays]
        words = load_changes(request.user.locale)
        context |= {
            "proposed": proposed,
            "rows": [
                (rows[at].thing, words[rows[at].change].says) if at < len(rows) else (None, "")
                for at in range(MOST_THINGS)
            ],
            "gone": [
                (one.thing, words[one.change].says) for one in proposed.planned if not one.stays
            ],
        }
    else:
        words = load_changes(request.user.locale)
        barred = barred_in_talk(queries.conditions(request.user, request.keyring))
        context["things"] = [
            (thing, _why(words, why), thing.exercise in barred)
            for thing, why in zip(found.things, found.changes, strict=True)
        ]
        context["not_for_you"] = words[Change.NOT_FOR_YOU].says
    return render(request, "plan/week.html", context)


def _why(words: Mapping[str, ChangeWords], why: str) -> str:
    return words[why].says if why in words else ""


def _sent(request: MemberRequest, found: WeekPayload | None, local: Any) -> HttpResponse:
    now = timezone.now()
    do = request.POST.get("do", "")
    if do == "again" and found is not None:
        actions.delete_week(by=request.user, first=found.first)
        return redirect("plan:week")
    payload = _reviewed(request, found) if found else _planned(request, local)
    if not payload.things:
        messages.error(request, _("A plan needs one thing. A small one is enough."))
        return redirect("plan:week")
    try:
        actions.keep_week(by=request.user, keyring=request.keyring, payload=payload, now=now)
        messages.success(request, _("Kept."))
    except EditConflict:
        messages.error(request, _("Saved in another tab meanwhile. Look again."))
    return redirect("plan:week")


def _planned(request: MemberRequest, local: Any) -> WeekPayload:
    proposed = weeks.proposal(request.user, request.keyring, local_now=local)
    known = {one.thing.what: one.thing for one in proposed.planned}
    things = []
    for at in range(MOST_THINGS):
        what = _line(request, f"what-{at}")
        if what:
            thing = known.get(what)
            things.append(
                ThingPayload(
                    what=what,
                    exercise=thing.exercise if thing else "",
                    when=_line(request, f"when-{at}"),
                    where=_line(request, f"where-{at}"),
                    times=_number(request, f"times-{at}", 1, MOST_TIMES) or 1,
                    weeks_not_done=thing.weeks_not_done if thing else 0,
                    programme=thing.programme if thing else "",
                )
            )
    return weeks.kept(proposed, goal=_line(request, "goal"), things=things)


def _reviewed(request: MemberRequest, found: WeekPayload) -> WeekPayload:
    things = []
    for at, thing in enumerate(found.things):
        said = request.POST.get(f"done-{at}", thing.done)
        things.append(
            thing.model_copy(
                update={
                    "done": Done(said) if said in set(Done) else thing.done,
                    "helped": _number(request, f"helped-{at}", 0, 10),
                    "when": _line(request, f"when-{at}") or thing.when,
                    "where": _line(request, f"where-{at}") or thing.where,
                }
            )
        )
    return found.model_copy(update={"things": tuple(things), "reviewed": True})


@require_http_methods(["GET", "HEAD", "POST"])
def why(request: MemberRequest) -> HttpResponse:
    """What is offered and why, what never is, and how well choosing has gone."""
    now = timezone.now()
    if request.method == "POST":
        actions.save_conditions(
            by=request.user, keyring=request.keyring,
            conditions=request.POST.getlist("condition"), now=now,
        )  # fmt: skip
        messages.success(request, _("Kept. It holds from the next offer on."))
        return redirect("plan:why")
    local = checkins.zone_of(request).local(now)
    context = choices.page(request.user, request.keyring, local_now=local)
    context["contraindications"] = load_contraindications(request.user.locale)
    return render(request, "plan/why.html", context)


def _line(request: MemberRequest, name: str) -> str:
    return checkins.one_line(request.POST.get(name, ""))[:MOST_WORDS]


def _number(request: MemberRequest, name: str, low: int, high: int) -> int | None:
    try:
        return min(high, max(low, int(request.POST.get(name, ""))))
    except ValueError:
        return None
