"""What needs, reasons, phases and effects are called on the pages, as translatable strings."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from evenkeel.apps.programs.payloads import NoBecause
from evenkeel.core.exercises import Effect, Need
from evenkeel.core.exercises.schema import Phase

NEEDS: Mapping[Need, Promise] = {
    Need.PANIC: _("Panic"),
    Need.ANXIETY: _("Anxiety"),
    Need.WORRY: _("Worry"),
    Need.RUMINATION: _("Going over it again and again"),
    Need.ANGER: _("Anger"),
    Need.LOW_MOOD: _("Low mood"),
    Need.GRIEF: _("Grief"),
    Need.SHAME: _("Shame"),
    Need.SELF_CRITICISM: _("Hard on yourself"),
    Need.STRESS: _("Stress"),
    Need.OVERWHELM: _("Too much at once"),
    Need.TENSION: _("Tension"),
    Need.SLEEP: _("Can't sleep"),
    Need.NUMBNESS: _("Numb or unreal"),
    Need.LONELINESS: _("Loneliness"),
    Need.URGES: _("Urges"),
    Need.PROCRASTINATION: _("Putting things off"),
    Need.CONFLICT: _("Trouble with someone"),
    Need.GRATITUDE: _("Noticing good things"),
    Need.DIRECTION: _("No direction"),
}

BECAUSE: Mapping[NoBecause, Promise] = {
    NoBecause.NOT_NOW: _("Not right now"),
    NoBecause.MADE_IT_WORSE: _("It made things worse"),
    NoBecause.TRIED_BEFORE: _("I know it, and it does nothing"),
    NoBecause.TOO_LONG: _("Too long"),
    NoBecause.NOT_HERE: _("Not here"),
    NoBecause.NOT_MY_BODY: _("My body says no"),
    NoBecause.NOT_MY_KIND: _("Not my kind of thing"),
}

AWAY: Mapping[NoBecause, Promise] = {
    NoBecause.NOT_NOW: _("It won't be suggested again today."),
    NoBecause.TOO_LONG: _("It won't be suggested for a week, nor anything as long just now."),
    NoBecause.NOT_HERE: _("It won't be suggested for some hours, nor others of its kind."),
    NoBecause.NOT_MY_KIND: _(
        "It won't be suggested for three months, and others of its kind not for two weeks."
    ),
}
"""How long a no holds, where it is not three months (`core.personalisation.not_this`)."""

PHASES: Mapping[Phase, Promise] = {
    Phase.IN: _("Breathe in"),
    Phase.HOLD: _("Hold"),
    Phase.TOP_UP: _("A sip more"),
    Phase.OUT: _("Breathe out"),
    Phase.REST: _("Rest"),
}


def told(effect: Effect) -> list[str]:
    """How the feeling moved over several runs: how often, by how much, and how sure that is."""
    often = ngettext(
        "Over %(n)s rated times it was lower afterwards %(eased)s time.",
        "Over %(n)s rated times it was lower afterwards %(eased)s times.",
        effect.eased,
    ) % {"n": effect.n, "eased": effect.eased}
    if effect.interval is None:
        return [often, gettext("Too few times to say more.")]
    low, high = effect.interval
    mean = gettext("On average: %(moved)s.") % {"moved": _moved(effect.drop)}
    sure = gettext("The true average could be anywhere from %(low)s to %(high)s.")
    return [often, mean, sure % {"low": _moved(low), "high": _moved(high)}]


def _moved(drop: float) -> str:
    """A change in points, with its direction in words."""
    points = number_format(round(abs(drop), 1), decimal_pos=1)  # it cuts, not rounds
    if float(f"{drop:.1f}") == 0:
        return gettext("no change")
    if drop > 0:
        return gettext("%(points)s points lower") % {"points": points}
    return gettext("%(points)s points higher") % {"points": points}
