"""What fits now, as the page shows it: one first, two others, each with its reason in words.

Here: asking for suggestions and saying why. Not here: the choice (`core.personalisation`), storing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenkeel.apps.plan import queries
from evenkeel.apps.plan.queries import Known
from evenkeel.apps.programs import queries as programs
from evenkeel.core.exercises import Exercise, NoBecause, Reason, Suggestion
from evenkeel.core.personalisation.at_hand import MINUTES, load_places
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import RiskLevel

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

WHYS: Final = (
    NoBecause.NOT_NOW, NoBecause.TOO_LONG, NoBecause.NOT_HERE, NoBecause.TRIED_BEFORE,
    NoBecause.NOT_MY_KIND, NoBecause.NOT_MY_BODY, NoBecause.MADE_IT_WORSE,
)  # fmt: skip
"""In the order of the page, the lightest first."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One exercise with why it is offered, in sentences."""

    exercise: Exercise
    suggestion: Suggestion
    reasons: tuple[str, ...]


def page(member: Member, keyring: Keyring, *, local_now: datetime) -> dict[str, Any]:
    """The context of plan/now.html."""
    known = queries.known(member, keyring, now=local_now)
    found = programs.suggestions(
        member, keyring, needs=[known.feeling] if known.feeling else [], local_now=local_now,
        locale=member.locale, at_hand=True,
    )  # fmt: skip
    return {
        "known": known,
        "offered": [
            Offered(one, why, reasons(one, why, known, first=not at))
            for at, (one, why) in enumerate(found)
        ],
        "minutes": MINUTES,
        "places": load_places(member.locale),
        "needs": programs.need_words(),
        "whys": [(why, programs.because_words()[why]) for why in WHYS],
        "in_danger": known.risk >= RiskLevel.RAISED,
    }


def reasons(one: Exercise, why: Suggestion, known: Known, *, first: bool = True) -> tuple[str, ...]:
    """Why this one, then how it fits what is at hand."""
    said = [_because(why, first=first)]
    if known.minutes is not None and one.minutes <= known.minutes:
        said.append(
            ngettext("It takes %(n)d minute.", "It takes %(n)d minutes.", one.minutes)
            % {"n": one.minutes}
        )
    elif known.minutes is not None:
        said.append(
            _("It takes %(n)d minutes: a little longer than you have.") % {"n": one.minutes}
        )
    return tuple(said)


def _because(why: Suggestion, *, first: bool) -> str:
    effect = why.effect
    if why.reason is Reason.HELPED_BEFORE and effect is not None:
        return _(
            "Things were lower after it %(eased)d of %(n)d times. The last time: %(before)d "
            "before, %(after)d after."
        ) % {
            "eased": effect.eased, "n": effect.n,
            "before": effect.last[0], "after": effect.last[1],
        }  # fmt: skip
    said: dict[Reason, str] = {
        Reason.KIND_HELPED: _(
            "You have not done this one much, but what is done in this way has helped you."
        ),
        Reason.FITS_NIGHT: _("Short, from the body, and fit for the night."),
        Reason.SOMETHING_NEW: _(
            "New to you. Now and then something new comes first, or nothing could be learned."
        )
        if first
        else _("New to you."),
    }
    if why.reason in said:
        return said[why.reason]
    if not why.needs:
        return _("It asks little to begin with.")
    return _("It is meant for this: %(need)s.") % {"need": programs.need_words()[why.needs[0]]}
