"""Polar AccessLink v3: a member is registered once; lists of the last 28 days; 204 where empty."""

from __future__ import annotations

from typing import Any

from evenkeel.importers.discovery import FOLDER
from tests.contract.sources.maker import Fault, Maker, Question

EXPORT = FOLDER / "polar" / "fixtures" / "accesslink.json"
EXPECTED = {"sleep_stage", "hrv_rmssd", "steps", "workout"}
PAGED = ""
OPTIONAL = "users/nightly-recharge"
STEPS = 8012
NIGHT = {
    "polar_user": "https://example.org/1", "date": "2026-03-04", "sleep_score": 77,
    "sleep_start_time": "2026-03-03T23:10:20+01:00", "sleep_end_time": "2026-03-04T07:00:00+01:00",
    "hypnogram": {"23:10": 2, "23:40": 4, "00:30": 1, "01:00": 5, "01:10": 0},
}  # fmt: skip


def answer(maker: Maker, question: Question) -> Any:
    if question.method == "POST" and question.path == "users":
        maker.data["registered"] = maker.data.get("registered", 0) + 1
        return Fault(409) if maker.data["registered"] > 1 else {"polar-user-id": 475}
    if question.method == "DELETE":
        maker.revoked.append(question.path)
        return None
    if not maker.data.get("registered"):
        return Fault(403)
    if question.path == "users/sleep":
        return {"nights": [NIGHT]}
    if question.path == "users/nightly-recharge":
        night = {"date": "2026-03-04", "heart_rate_variability_avg": 47, "breathing_rate_avg": 14.5}
        return {"recharges": [night]}
    if question.path == "exercises":
        return [{"id": "A", "polar_user": "https://example.org/1", "sport": "RUNNING",
                 "start_time": "2026-03-04T17:00:00", "start_time_utc_offset": 60,
                 "duration": "PT0H42M30S", "distance": 6200.0}]  # fmt: skip
    if question.path == "users/activities":
        steps = maker.data.get("steps", STEPS)
        return [{"start_time": "2026-03-04T00:00:00", "end_time": "2026-03-05T00:00:00",
                 "steps": steps, "active_calories": 410, "distance_from_steps": 6100}]  # fmt: skip
    return Fault(404)
