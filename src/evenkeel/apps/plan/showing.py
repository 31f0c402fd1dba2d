"""Today as the page shows it: greeting, addresses and sentences.

Here: turning a gathered day into what the template prints. Not here: gathering (`queries`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.companion import queries as companion
from evenkeel.apps.plan.queries import Today
from evenkeel.apps.programs import queries as programs
from evenkeel.apps.warnings import queries as warnings
from evenkeel.core.personalisation import Kind, Phrased, phrase

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

MORNING, AFTERNOON, EVENING, NIGHT = 5, 12, 18, 23

_ADDRESSES: Mapping[Kind, str] = {
    Kind.WIND_DOWN: "programs:exercise",
    Kind.SETTLE: "programs:exercise",
    Kind.FOLLOW_UP: "companion:talk",
    Kind.CHECK_IN: "checkins:new",
    Kind.QUESTIONNAIRE: "assessments:instrument",
    Kind.WRITE: "journal:new",
}


@dataclass(frozen=True, slots=True)
class Link:
    """One row of "also here"."""

    label: str
    address: str
    icon: str
    meta: str = ""


def page(day: Today, *, member: Member) -> dict[str, Any]:
    """The context of plan/today.html."""
    words = phrase(day.next, locale=member.locale) if day.next else None
    return {
        "day": day,
        "greeting": greeting(day.local, known=day.zone_known),
        "next": words,
        "next_address": _address(words) if words else None,
        "check_in_is_next": words is not None and words.kind is Kind.CHECK_IN,
        "scales": checkins.quick_scales(member.locale),
        "follow_ups": _others(day, words),
        "programmes": _programmes(day, words),
        "signs": [warnings.shown(one, locale=member.locale) for one in day.signs],
        "links": _links(),
        "sentences": [_sentence(moment, member.locale) for moment in day.moments],
    }


def greeting(local: datetime, *, known: bool) -> str:
    """By the time of day; plain where the member's clock is not known."""
    if not known:
        return _("Hello")
    if MORNING <= local.hour < AFTERNOON:
        return _("Good morning")
    if AFTERNOON <= local.hour < EVENING:
        return _("Good afternoon")
    return _("Good evening") if EVENING <= local.hour < NIGHT else _("Still up")


def _address(words: Phrased) -> str | None:
    if words.kind is Kind.PROGRAMME:
        return words.target
    try:
        return reverse(_ADDRESSES[words.kind], args=[words.target] if words.target else [])
    except NoReverseMatch:
        return None


def _others(day: Today, words: Phrased | None) -> Sequence[companion.Due]:
    """What else was to be followed up: all but the one that is the next thing."""
    first = words is not None and words.kind is Kind.FOLLOW_UP
    return day.follow_ups[1:] if first else day.follow_ups


def _programmes(day: Today, words: Phrased | None) -> Sequence[programs.ProgrammeDue]:
    """What programmes hold for today: all but the one that is the next thing."""
    first = words is not None and words.kind is Kind.PROGRAMME
    return day.programmes[1:] if first else day.programmes


def _links() -> list[Link]:
    offered = (
        (_("Talk"), "companion:talk", "talk", _("Say what is going on, in your own words")),
        (_("Write in the journal"), "journal:new", "journal", ""),
        (_("What fits now"), "plan:now", "clock", _("For how you feel and the time you have")),
        (_("This week"), "plan:week", "week", _("One goal, three small things")),
        (_("Exercises"), "programs:exercises", "exercises", _("All of them")),
        (_("Questionnaires"), "assessments:list", "questionnaires", ""),
        (_("Insights"), "insights:overview", "insights", ""),
        (_("Early signs"), "warnings:overview", "signs", _("And the check-up")),
        (_("Nudges"), "nudges:overview", "bell", _("What may come by itself, and your calendar")),
    )
    return [Link(label, reverse(name), icon, meta) for label, name, icon, meta in offered]


def _sentence(moment: checkins.Moment, locale: str) -> tuple[checkins.Moment, str]:
    """One check-in in a few words: "all right, low energy"."""
    numbers = moment.payload.numbers
    parts = [
        f"{scale.label}: {scale.word_for(numbers[scale.id])}"
        for scale in checkins.quick_scales(locale)
        if scale.id in numbers
    ]
    return moment, ", ".join(parts)
