"""The exercises there are. Content, the same for everybody: no token needed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from evenkeel.apps.programs import queries

router = Router(tags=["exercises"])


class ExerciseOut(Schema):
    """One exercise. `how` is all of it as plain sentences."""

    id: str
    title: str
    summary: str
    kind: str
    minutes: float
    needs: list[str]
    how: list[str]


class ExercisesOut(Schema):
    items: list[ExerciseOut]


@router.get("", auth=None, response=ExercisesOut, summary="List exercises")
def list_exercises(request: HttpRequest, need: str | None = None) -> dict[str, Any]:
    """Every exercise, or those for one need, such as `sleep` or `panic`."""
    found = queries.exercises().values()
    chosen = [one for one in found if need is None or need in {value.value for value in one.needs}]
    return {"items": [_out(one) for one in chosen]}


def _out(one: Any) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "summary": one.summary,
        "kind": one.kind.value,
        "minutes": one.minutes,
        "needs": [need.value for need in one.needs],
        "how": list(one.how),
    }
