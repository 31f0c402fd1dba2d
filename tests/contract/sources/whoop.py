"""WHOOP API v2: `records` and `next_token`, 25 at most. The same nights as the export's fixture."""

from __future__ import annotations

from typing import Any

from evenkeel.importers.discovery import FOLDER
from tests.contract.sources.maker import Maker, Question, paged

EXPORT = FOLDER / "whoop" / "fixtures" / "whoop_export.zip"
EXPECTED = {
    "sleep_stage",
    "hrv_rmssd",
    "recovery_score",
    "strain_score",
    "workout",
    "sleep_minutes",
}
PAGED = "activity/workout"
OPTIONAL = "recovery"
STEPS = None
ZONE = {"timezone_offset": "+01:00", "score_state": "SCORED", "user_id": 1}
MINUTE = 60_000

CYCLES = [
    {"id": 1, "start": "2026-03-03T22:10:00.000Z", "end": "2026-03-04T21:50:00.000Z", **ZONE,
     "score": {"strain": 11.2154, "kilojoule": 9665.04, "average_heart_rate": 69}},
    {"id": 2, "start": "2026-03-04T21:50:00.000Z", "end": None, **ZONE, "score": None},
]  # fmt: skip
RECOVERIES = [
    {"cycle_id": 1, "sleep_id": "a", "score_state": "SCORED",
     "score": {"user_calibrating": False, "recovery_score": 63.0, "resting_heart_rate": 57.0,
               "hrv_rmssd_milli": 47.8312, "spo2_percentage": 96.4687,
               "skin_temp_celsius": 33.9121}},
    {"cycle_id": 2, "sleep_id": "c", "score_state": "PENDING_SCORE", "score": None},
]  # fmt: skip


def _stages(light: int, deep: int, rem: int, awake: int) -> dict[str, Any]:
    return {
        "total_light_sleep_time_milli": light * MINUTE + 4012,
        "total_slow_wave_sleep_time_milli": deep * MINUTE - 2000,
        "total_rem_sleep_time_milli": rem * MINUTE,
        "total_awake_time_milli": awake * MINUTE,
    }


SLEEPS = [
    {"id": "a", "cycle_id": 1, "nap": False, "start": "2026-03-03T22:10:00.000Z",
     "end": "2026-03-04T05:50:00.000Z", **ZONE,
     "score": {"stage_summary": _stages(220, 90, 110, 40), "respiratory_rate": 14.5996,
               "sleep_performance_percentage": 84.0,
               "sleep_needed": {"baseline_milli": 450 * MINUTE, "need_from_recent_nap_milli": 0,
                                "need_from_sleep_debt_milli": 30 * MINUTE}}},
    {"id": "b", "cycle_id": 1, "nap": True, "start": "2026-03-04T13:00:00.000Z",
     "end": "2026-03-04T13:35:00.000Z", **ZONE,
     "score": {"stage_summary": _stages(30, 3, 0, 2), "respiratory_rate": 14.9}},
]  # fmt: skip
WORKOUTS = [
    {"id": str(n), "start": f"2026-03-04T{16 + n}:00:00.000Z",
     "end": f"2026-03-04T{16 + n}:{minutes}:00.000Z", "sport_name": sport, **ZONE,
     "score": {"strain": 9.8, "distance_meter": metres}}
    for n, (sport, minutes, metres) in enumerate(
        [("running", 42, 6200.3), ("cycling", 30, 8000.0), ("swimming", 20, 599.8),
         ("rowing", 20, 2500.0), ("yoga", 20, None)])
]  # fmt: skip
LISTS = {
    "cycle": CYCLES, "recovery": RECOVERIES, "activity/sleep": SLEEPS, "activity/workout": WORKOUTS,
}  # fmt: skip


def answer(maker: Maker, question: Question) -> Any:
    if question.method == "DELETE":
        maker.revoked.append(question.path)
        return None
    assert int(question.params["limit"]) <= 25
    assert question.params["start"].endswith("Z")
    rows, following = paged(maker, LISTS[question.path], question.params.get("nextToken"))
    return {"records": rows, "next_token": following}
