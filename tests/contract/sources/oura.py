"""Oura API v2, as its documentation describes it: collections with `data` and `next_token`.

The records are those of the importer's fixture, so that an export and a sync can be compared.
"""

from __future__ import annotations

import json
from typing import Any

from evenkeel.importers.discovery import FOLDER
from tests.contract.sources.maker import Maker, Question, paged

EXPORT = FOLDER / "oura" / "fixtures" / "oura_account.json"
EXPECTED = {"sleep_stage", "hrv_rmssd", "heart_rate", "resting_heart_rate", "steps", "sleep_score"}
PAGED = "sleep"
OPTIONAL = "daily_spo2"
STEPS = 8123


def answer(maker: Maker, question: Question) -> Any:
    records = json.loads(EXPORT.read_text(encoding="utf-8")).get(question.path, [])
    if question.path == "heartrate":
        assert "start_datetime" in question.params
    else:
        assert question.params["start_date"] < question.params["end_date"]
    if question.path == "daily_activity" and "steps" in maker.data:
        records = [{**one, "steps": maker.data["steps"]} for one in records]
    rows, following = paged(maker, records, question.params.get("next_token"))
    return {"data": rows, "next_token": following}
