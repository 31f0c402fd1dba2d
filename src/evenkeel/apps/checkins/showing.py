"""A check-in as a page shows it, and the form it is written in.

Here: putting opened rows, content and own names together for templates. Not here: requests'
outcomes (`views`), reading rows (`queries`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from evenkeel.apps.checkins import queries
from evenkeel.apps.checkins.catalogue import Catalogue, catalogue
from evenkeel.apps.checkins.clock import Zone
from evenkeel.apps.checkins.forms import CheckInForm
from evenkeel.apps.checkins.payloads import OWN, OwnMetricPayload
from evenkeel.apps.records import MemberRequest
from evenkeel.core.insights import MetricKind


@dataclass(frozen=True, slots=True)
class Names:
    """What ids of check-ins are called for this member."""

    offered: Catalogue
    metrics: Mapping[str, OwnMetricPayload]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its label, and its value in words and figures. `value` is 0 to 100 on scales."""

    label: str
    text: str
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A check-in for a template."""

    moment: queries.Moment
    answers: tuple[Answer, ...]
    emotions: tuple[str, ...]
    triggers: tuple[str, ...]
    activities: tuple[str, ...]
    note: str

    @property
    def mood(self) -> Answer | None:
        """The mood's answer, for one-line summaries."""
        return next((answer for answer in self.answers if answer.value is not None), None)


def own_names(request: MemberRequest) -> Names:
    """Content in the member's language, and their own names, archived ones too."""
    member, keyring = request.user, request.keyring
    metrics = queries.own_metrics(member, keyring, archived=True)
    words = queries.own_words(member, keyring, archived=True)
    return Names(
        offered=catalogue(member.locale),
        metrics={f"{OWN}{row.pk}": payload for row, payload in metrics},
        words={f"{OWN}{row.pk}": payload.name for row, payload in words},
    )


def shown(moment: queries.Moment, names: Names, *, note: str = "") -> Shown:
    """One check-in with everything named."""
    payload = moment.payload
    return Shown(
        moment=moment,
        answers=tuple(_answers(payload.numbers, names)),
        emotions=queries.labels(payload.emotions, "emotions", names.offered, names.words),
        triggers=queries.labels(payload.triggers, "triggers", names.offered, names.words),
        activities=queries.labels(payload.activities, "activities", names.offered, names.words),
        note=note,
    )


def _answers(numbers: Mapping[str, float], names: Names) -> list[Answer]:
    found = []
    for scale in names.offered.scales.values():
        if scale.id in numbers:
            value = numbers[scale.id]
            text = f"{scale.word_for(value)} ({number_format(round(value))})"
            found.append(Answer(scale.label, text, value))
    for name, metric in names.metrics.items():
        if name in numbers:
            found.append(Answer(metric.name, _own_text(metric, numbers[name])))
    return found


def _own_text(metric: OwnMetricPayload, value: float) -> str:
    if metric.kind is MetricKind.YES_NO:
        return _("yes") if value else _("no")
    text = number_format(round(value, 3)).rstrip()
    return f"{text} {metric.unit}" if metric.unit else text


def form_for(
    request: MemberRequest,
    *,
    zone: Zone,
    now: datetime,
    moment: queries.Moment | None = None,
    note: str = "",
) -> CheckInForm:
    """The form with this member's own metrics and words, filled from `moment` when editing.

    Archived metrics and words are offered only where `moment` holds them.
    """
    names = own_names(request)
    held = moment.payload if moment else None
    taken = {*held.numbers, *held.triggers, *held.activities} if held else set()
    metrics = {
        name: metric
        for name, metric in names.metrics.items()
        if not metric.archived or name in taken
    }
    words = [
        (f"{OWN}{row.pk}", payload.kind, payload.name)
        for row, payload in queries.own_words(request.user, request.keyring, archived=True)
        if not payload.archived or f"{OWN}{row.pk}" in taken
    ]
    return CheckInForm(
        request.POST if request.method == "POST" else None,
        offered=names.offered,
        own_metrics=metrics,
        own_words=words,
        zone=zone,
        now=now,
        initial=_initial(moment, note, zone, metrics) if moment else {},
    )


def _initial(
    moment: queries.Moment, note: str, zone: Zone, metrics: Mapping[str, OwnMetricPayload]
) -> dict[str, Any]:
    payload = moment.payload
    numbers: dict[str, Any] = {name: f"{value:g}" for name, value in payload.numbers.items()}
    return {
        **numbers,
        "emotions": payload.emotions,
        "triggers": payload.triggers,
        "activities": payload.activities,
        "note": note,
        "at": zone.local(moment.at).replace(tzinfo=None),
        "revision": moment.revision,
    }
