"""Questionnaires over the API: what there is, answers in, results out. A result is no diagnosis."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Final
from zoneinfo import available_timezones

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from evenkeel.apps.api.access import ApiRequest, Token
from evenkeel.apps.api.problems import Problem, not_found
from evenkeel.apps.api.rows import Page, of_kind, one, within
from evenkeel.apps.assessments import actions, queries
from evenkeel.core.instruments import Instrument, Refused

KIND: Final = "assessments.assessmentresult"
MOST_ANSWERS: Final = 200
READ, WRITE = "questionnaires:read", "questionnaires:write"

router = Router(tags=["questionnaires"])


class OptionOut(Schema):
    value: int
    label: str


class ItemOut(Schema):
    id: str
    text: str
    options: list[OptionOut]


class InstrumentOut(Schema):
    """A questionnaire: its items in order, and what can be answered.

    `notice` must stand wherever the wording is shown.
    """

    id: str
    title: str
    recall: str
    stem: str
    notice: str
    items: list[ItemOut]


class InstrumentsOut(Schema):
    items: list[InstrumentOut]


class AnswersIn(Schema):
    """Answers by item: the values of the chosen options. Items can be left out."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, int | None] = Field(max_length=MOST_ANSWERS)
    zone: str = Field(default="UTC", max_length=64, description="IANA time zone of the member.")


class SafetyOut(Schema):
    """An answer that a person should be asked about now. `help_at` is the page with live lines."""

    item: str
    text: str
    pathway: str
    help_at: str = "/help"


class ResultOut(Schema):
    """One finished questionnaire. `total` is null where too much was left out."""

    id: uuid.UUID
    at: datetime
    instrument: str
    total: float | None
    band: str | None
    subscales: dict[str, float | None]
    estimated: bool
    answers: dict[str, int]


class ScoredOut(ResultOut):
    """A result as it is given: with its meaning, and what may come next."""

    range: tuple[float, float]
    meaning: str
    next_step: str
    missing: list[str]
    safety: SafetyOut | None


class ResultsOut(Schema):
    total: int
    items: list[ResultOut]


class Which(Page):
    instrument: str | None = Field(default=None, max_length=40, description="Only of this one.")


@router.get("", auth=None, response=InstrumentsOut, summary="List questionnaires")
def list_questionnaires(request: HttpRequest) -> dict[str, Any]:
    """Content, the same for everybody: no token needed."""
    return {"items": [_instrument(found) for found in queries.instruments().values()]}


@router.get("/results", auth=Token(READ), response=ResultsOut, summary="List results")
def list_results(request: ApiRequest, page: Query[Which]) -> dict[str, Any]:
    """Finished ones, newest first. Takes `questionnaires:read`."""
    rows = within(of_kind(KIND, request.user), page)
    opened = (queries.opened(row, request.keyring) for row in rows)
    found = [
        result
        for result in opened
        if result.payload.finished and page.instrument in (None, result.payload.instrument)
    ]
    shown = found[page.offset : page.offset + page.limit]
    return {"total": len(found), "items": [_result(result) for result in shown]}


@router.get("/results/{result_id}", auth=Token(READ), response=ResultOut, summary="Read a result")
def read_result(request: ApiRequest, result_id: uuid.UUID) -> dict[str, Any]:
    """Takes `questionnaires:read`."""
    return _result(queries.opened(one(KIND, request.user, result_id), request.keyring))


@router.delete(
    "/results/{result_id}", auth=Token(WRITE), response={204: None}, summary="Delete a result"
)
def delete_result(request: ApiRequest, result_id: uuid.UUID) -> None:
    """Takes `questionnaires:write`. There is no way back."""
    row = one(KIND, request.user, result_id)
    actions.delete(row=row, by=request.user, now=timezone.now())


@router.post(
    "/{instrument_id}", auth=Token(WRITE), response={201: ScoredOut}, summary="Answer and score"
)
def answer_questionnaire(
    request: ApiRequest, instrument_id: str, data: AnswersIn
) -> dict[str, Any]:
    """Scores the answers and keeps them. Takes `questionnaires:write`."""
    found = queries.instrument(instrument_id, request.user.locale)
    if found is None:
        raise not_found()
    if data.zone not in available_timezones():
        raise _refused("zone", _("`zone` is not a time zone that this server knows."))
    given = {item: value for item, value in data.answers.items() if value is not None}
    if not given:
        raise _refused("answers", _("Nothing is answered."))
    try:
        row, score = actions.finish(
            by=request.user,
            keyring=request.keyring,
            instrument=found,
            answers=given,
            zone=data.zone,
            now=timezone.now(),
        )
    except Refused as refused:
        raise _refused(
            "answers",
            _("`answers` holds an item or a value that this questionnaire does not offer."),
        ) from refused
    flag = score.safety_flag
    return {
        **_result(queries.opened(row, request.keyring)),
        "range": score.range,
        "meaning": score.meaning,
        "next_step": score.next_step,
        "missing": list(score.missing),
        "safety": flag and {"item": flag.item, "text": flag.text, "pathway": flag.pathway.value},
    }


def _instrument(found: Instrument) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "recall": found.recall,
        "stem": found.stem,
        "notice": found.licence.notice,
        "items": [
            {
                "id": item.id,
                "text": item.text,
                "options": [
                    {"value": option.value, "label": option.label}
                    for option in found.options_of(item)
                ],
            }
            for item in found.items
        ],
    }


def _result(result: queries.Result) -> dict[str, Any]:
    payload = result.payload
    return {
        "id": result.id,
        "at": result.at,
        "instrument": payload.instrument,
        "total": payload.total,
        "band": payload.band,
        "subscales": payload.subscales,
        "estimated": payload.estimated,
        "answers": payload.answers,
    }


def _refused(field: str, error: str) -> Problem:
    return Problem(422, error, _("Correct it and send it again. Nothing was saved."), field=field)
