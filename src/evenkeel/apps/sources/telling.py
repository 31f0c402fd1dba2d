"""Live sources in words: where a connection stands, the log, who has stopped sending.

Here: sentences. Not here: the facts (`queries`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.text import get_text_list
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from evenkeel.apps.sources.payloads import ConnectionPayload, Quiet, State, SyncPayload
from evenkeel.core.content.languages import SOURCE
from evenkeel.core.sensing.signals import texts_in

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

OUTCOMES: Mapping[str, _StrPromise] = {
    "revoked": gettext_lazy("The maker no longer accepts the permission. Connect again to go on."),
    "gone": gettext_lazy("The maker has shut this way of asking down. Files still work."),
    "busy": gettext_lazy("The maker asked to wait. It is asked again by itself."),
    "unreachable": gettext_lazy("The maker did not answer. It is asked again by itself."),
    "not_allowed": gettext_lazy(
        "The maker refused. The permission may not hold this, or the account's plan does not."
    ),
    "unexpected": gettext_lazy(
        "The answer was not what the maker documents. Nothing of it was kept."
    ),
    "no_consent": gettext_lazy("Nothing was asked: you have switched it off under Privacy."),
}
QUIET_GROUPS: Mapping[str, _StrPromise] = {
    "sleep": gettext_lazy("sleep"),
    "heart": gettext_lazy("heart"),
    "movement": gettext_lazy("movement"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    when: str
    text: str
    detail: tuple[str, ...]
    fine: bool


def line(at: datetime, one: SyncPayload) -> Line:
    """What was asked, what came, what went wrong."""
    when = date_format(localtime(at), "DATETIME_FORMAT")
    if one.outcome != "ok":
        return Line(when, str(OUTCOMES.get(one.outcome, OUTCOMES["unexpected"])), _why(one), False)
    return Line(when, _came(one), (*_signals(one), *_why(one)), True)


def _came(one: SyncPayload) -> str:
    added, replaced = sum(one.added.values()), sum(one.replaced.values())
    if not added and not replaced:
        return _("Nothing new.")
    text = ngettext("%(n)s new value.", "%(n)s new values.", added) % {"n": _count(added)}
    if not replaced:
        return text
    more = ngettext("%(n)s was revised.", "%(n)s were revised.", replaced)
    return f"{text} {more % {'n': _count(replaced)}}"


def _signals(one: SyncPayload) -> tuple[str, ...]:
    texts = texts_in(get_language() or SOURCE)
    return tuple(
        f"{texts[signal].name}: {_count(n)}"
        for signal, n in sorted(one.added.items(), key=lambda pair: -pair[1])
        if signal in texts
    )


def _why(one: SyncPayload) -> tuple[str, ...]:
    told = [
        _("Asked for %(since)s to %(until)s, in %(n)s questions.")
        % {
            "since": date_format(one.since, "MONTH_DAY_FORMAT"),
            "until": date_format(one.until, "MONTH_DAY_FORMAT"),
            "n": _count(one.requests),
        }
    ]
    if one.broken:
        told.append(
            ngettext(
                "%(n)s value could not be read.", "%(n)s values could not be read.", one.broken
            )
            % {"n": _count(one.broken)}
        )
    if one.not_allowed:
        parts = ", ".join(one.not_allowed)
        told.append(_("Not given by the maker: %(parts)s.") % {"parts": parts})
    if one.again_at:
        told.append(
            _("Asked again after %(time)s.")
            % {"time": date_format(localtime(one.again_at), "j F, H:i")}
        )
    if one.skew_minutes:
        told.append(
            _("The clocks of this server and the maker are %(n)d minutes apart.")
            % {"n": abs(one.skew_minutes)}
        )
    return tuple(told)


def quiet(found: Iterable[Quiet]) -> tuple[str, ...]:
    """One sentence for each source and length of silence."""
    alike: dict[tuple[str, int], list[Quiet]] = {}
    for one in found:
        alike.setdefault((one.source, one.days), []).append(one)
    return tuple(_quiet(ones) for ones in alike.values())


def _quiet(ones: Sequence[Quiet]) -> str:
    """ "No sleep data from Oura for 3 days; the trend is paused." and why, where that is known."""
    one = ones[0]
    what = get_text_list([str(QUIET_GROUPS[each.group]) for each in ones], _("and"))
    text = ngettext(
        "No %(what)s data from %(name)s for %(n)d day; the trend is paused.",
        "No %(what)s data from %(name)s for %(n)d days; the trend is paused.",
        one.days,
    ) % {"what": what, "name": one.name, "n": one.days}
    if one.state is not State.ON:
        return f"{text} {_('It is no longer connected.')}"
    if one.asked_at is not None:
        when = date_format(localtime(one.asked_at), "j F, H:i")
        asked = _("It was last asked on %(when)s and had nothing newer.") % {"when": when}
        return f"{text} {asked}"
    return text


def standing(connection: ConnectionPayload, *, known: bool) -> str:
    """One sentence about a connection."""
    if not known or connection.state is State.REVOKED:
        return _("The permission has ended. Connect again to go on; what is here stays.")
    if connection.state is State.GONE:
        return str(OUTCOMES["gone"])
    if connection.synced_at is None:
        return _("Connected. Nothing has been fetched yet.")
    return _("Connected. Last fetched on %(when)s.") % {
        "when": date_format(localtime(connection.synced_at), "j F, H:i")
    }


def _count(n: int) -> str:
    return str(number_format(n, force_grouping=True))
