"""Withings: HTTP 200 with a `status` inside, `more` and `offset` for pages, 24 hours of sleep."""

from __future__ import annotations

import json
from typing import Any

from evenkeel.importers.discovery import FOLDER
from tests.contract.sources.maker import Fault, Maker, Question

FIXTURES = FOLDER / "withings" / "fixtures"
EXPORT = FIXTURES / "api_days.json"
EXPECTED = {"weight", "blood_pressure_systolic", "steps", "sleep_stage"}
PAGED = "measure"
OPTIONAL = ""
STEPS = 8012


def answer(maker: Maker, question: Question) -> Any:
    action = question.params["action"]
    if action == "getmeas":
        body = json.loads((FIXTURES / "api_measures.json").read_text())["body"]
        at = int(question.params.get("offset", 0))
        groups = body["measuregrps"]
        more = at + maker.page < len(groups)
        told = {**body, "measuregrps": groups[at : at + maker.page], "more": int(more)}
        return {"status": 0, "body": {**told, "offset": at + maker.page}}
    if action == "getactivity":
        document = json.loads(EXPORT.read_text())
        for one in document["body"]["activities"]:
            one["steps"] = maker.data.get("steps", STEPS)
        return document
    if action == "get":
        assert int(question.params["enddate"]) - int(question.params["startdate"]) <= 86_400
        series = [
            one
            for one in json.loads((FIXTURES / "api_sleep.json").read_text())["body"]["series"]
            if int(question.params["startdate"]) <= one["startdate"]
            < int(question.params["enddate"]) and one["state"] in {0, 1, 2, 3}
        ]  # fmt: skip
        return {"status": 0, "body": {"series": series, "model": 32}}
    return Fault(200, body=b'{"status": 503}')
