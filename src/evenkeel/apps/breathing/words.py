"""What the page's script says: every sentence of `heart.ts`, and a summary in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evenkeel.apps.breathing.payloads import HeartPayload
from evenkeel.apps.breathing.queries import Session

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SAID: Mapping[str, _StrPromise] = {
    "in": gettext_lazy("Breathe in"),
    "out": gettext_lazy("Breathe out"),
    "before": gettext_lazy("Sit quietly for a minute. Breathe as you like."),
    "after": gettext_lazy("One more quiet minute. Breathe as you like."),
    "pace-now": gettext_lazy("%n breaths a minute."),
    "why-slower": gettext_lazy("Your heart keeps up, so it goes a little slower."),
    "why-easier": gettext_lazy("A little quicker, so that it stays easy."),
    "waiting": gettext_lazy("Waiting for the first beats."),
    "good": gettext_lazy("Beats are clear."),
    "weak-strap": gettext_lazy("The strap has no good contact. Wet it a little and tighten it."),
    "lost-strap": gettext_lazy("The strap is out of reach. The pacer goes on."),
    "rate-only-strap": gettext_lazy(
        "This strap tells the rate but not each beat, so there is no wave. The pacer goes on."
    ),
    "weak-camera": gettext_lazy("The pulse is faint. Press more lightly, and keep still."),
    "lost-camera": gettext_lazy("Lay a fingertip over the lens, and over the light beside it."),
    "waiting-camera": gettext_lazy("Hold still for some seconds."),
    "refused-strap": gettext_lazy("No strap was chosen. You can go on without one."),
    "failed-strap": gettext_lazy(
        "The strap did not answer. Wear it, wake it, close other apps that use it, and try again."
    ),
    "refused-camera": gettext_lazy("The camera was not allowed. You can go on without it."),
    "failed-camera": gettext_lazy("The camera did not start. You can go on without it."),
    "together-soon": gettext_lazy("Heart and breath: some more beats are needed."),
    "together-low": gettext_lazy("Heart and breath go their own ways just now. That is fine."),
    "together-middle": gettext_lazy("Heart and breath begin to swing together."),
    "together-high": gettext_lazy("Heart and breath swing together."),
    "found": gettext_lazy("At %n breaths a minute your heart swung the most. That is your pace."),
    "not-found": gettext_lazy(
        "Too few beats were clear to tell your pace. Sit still, wet the strap, and try another day."
    ),
    "done-with": gettext_lazy("Done, at %n breaths a minute."),
    "done-without": gettext_lazy("Done."),
}
SENSORS: Mapping[str, _StrPromise] = {
    "strap": gettext_lazy("with a strap"),
    "camera": gettext_lazy("with the camera"),
    "none": gettext_lazy("without a sensor"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One summary as the page shows it."""

    id: UUID
    when: str
    text: str
    detail: tuple[str, ...]


def said() -> dict[str, str]:
    """Every sentence, in the reader's language."""
    return {key: str(text) for key, text in SAID.items()}


def told(one: Session) -> Told:
    """When, how long, at which pace; before beside after."""
    summary = one.summary
    minutes = max(1, round(summary.seconds / 60))
    text = ngettext(
        "%(n)d minute at %(pace)s breaths a minute, %(sensor)s.",
        "%(n)d minutes at %(pace)s breaths a minute, %(sensor)s.",
        minutes,
    ) % {"n": minutes, "pace": _number(summary.pace), "sensor": SENSORS[summary.sensor]}
    when = date_format(localtime(one.at), "j F Y, H:i")
    return Told(one.id, when, text, tuple(_details(summary)))


def _details(one: HeartPayload) -> list[str]:
    lines = []
    if one.before.bpm is not None and one.after.bpm is not None:
        lines.append(
            _("Heart rate %(before)s before, %(after)s after.")
            % {"before": _number(one.before.bpm), "after": _number(one.after.bpm)}
        )
    if one.before.rmssd is not None and one.after.rmssd is not None:
        lines.append(
            _("Variability (RMSSD) %(before)s ms before, %(after)s ms after.")
            % {"before": _number(one.before.rmssd), "after": _number(one.after.rmssd)}
        )
    if one.felt_before is not None and one.felt_after is not None:
        lines.append(
            _("You rated %(before)d before and %(after)d after.")
            % {"before": one.felt_before, "after": one.felt_after}
        )
    if one.found is not None:
        lines.append(_("Your pace was found: %(pace)s.") % {"pace": _number(one.found)})
    return lines


def _number(value: float) -> str:
    shown = round(value, 1)
    decimals = 0 if shown == round(shown) else 1
    return str(number_format(shown, decimal_pos=decimals))
