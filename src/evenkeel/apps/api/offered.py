"""What a check-in can hold, by the ids to send. Not here: check-ins themselves (checkins.py)."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema

from evenkeel.apps.api.access import ApiRequest, Token
from evenkeel.apps.api.checkins import NOTES, READ
from evenkeel.apps.checkins import queries

router = Router(tags=["check-ins"])


class WordOut(Schema):
    id: str
    label: str


class MetricOut(WordOut):
    """`scale` runs from 0 to 100, `yes_no` is 1 or 0, `number` is any number in `unit`."""

    kind: str
    unit: str = ""


class OfferedOut(Schema):
    """What a check-in can hold, by the ids to send."""

    metrics: list[MetricOut]
    emotions: list[WordOut]
    triggers: list[WordOut]
    activities: list[WordOut]


@router.get("", auth=Token(READ), response=OfferedOut, summary="What can be answered")
def list_offered(request: ApiRequest) -> dict[str, Any]:
    """Ids for check-ins. Takes `checkins:read`, and `checkins:notes` for the member's own words."""
    offered = queries.catalogue(request.user.locale)
    return {
        "metrics": [
            {"id": scale.id, "label": scale.label, "kind": "scale"}
            for scale in offered.scales.values()
        ]
        + _own_metrics(request),
        "emotions": _words(offered.emotions),
        "triggers": _words(offered.triggers) + _own_words(request, "trigger"),
        "activities": _words(offered.activities) + _own_words(request, "activity"),
    }


def _words(groups: Any) -> list[dict[str, str]]:
    return [{"id": word, "label": label} for group in groups for word, label in group.words.items()]


def _own_metrics(request: ApiRequest) -> list[dict[str, str]]:
    """The names of a member's own metrics are words: only with the key and scope for those."""
    if NOTES not in request.scopes:
        return []
    return [
        {
            "id": f"{queries.OWN}{row.pk}",
            "label": payload.name,
            "kind": payload.kind.value,
            "unit": payload.unit,
        }
        for row, payload in queries.own_metrics(request.user, request.keyring)
    ]


def _own_words(request: ApiRequest, kind: str) -> list[dict[str, str]]:
    if NOTES not in request.scopes:
        return []
    return [
        {"id": f"{queries.OWN}{row.pk}", "label": payload.name}
        for row, payload in queries.own_words(request.user, request.keyring)
        if payload.kind == kind
    ]
