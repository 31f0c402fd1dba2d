"""Fitbit Web API: nights, seconds of pulse, minutes of steps and variability, by day or range."""

from __future__ import annotations

from typing import Any

from evenkeel.importers.discovery import FOLDER
from tests.contract.sources.maker import Fault, Maker, Question

EXPORT = FOLDER / "fitbit" / "fixtures" / "takeout.zip"
EXPECTED = {"sleep_stage", "heart_rate", "steps", "hrv_rmssd", "weight", "respiratory_rate"}
PAGED = ""
OPTIONAL = "1/user/-/br"
STEPS = 12
DAY = "2026-03-04"
NIGHT = {
    "logId": 3, "dateOfSleep": DAY, "isMainSleep": True, "type": "stages",
    "startTime": "2026-03-03T23:10:30.000", "endTime": f"{DAY}T00:10:30.000",
    "levels": {
        "data": [
            {"dateTime": "2026-03-03T23:10:30.000", "level": "wake", "seconds": 300},
            {"dateTime": "2026-03-03T23:15:30.000", "level": "light", "seconds": 1800},
            {"dateTime": "2026-03-03T23:45:30.000", "level": "deep", "seconds": 900},
            {"dateTime": f"{DAY}T00:00:30.000", "level": "rem", "seconds": 600},
        ],
        "shortData": [{"dateTime": "2026-03-03T23:20:30.000", "level": "wake", "seconds": 60}],
    },
}  # fmt: skip


def answer(maker: Maker, question: Question) -> Any:
    path, of_day = question.path, DAY in question.path
    if "/sleep/date/" in path:
        return {"sleep": [NIGHT]}
    if "/body/log/weight/" in path:
        row = {
            "bmi": 22.4,
            "date": DAY,
            "fat": 21.5,
            "logId": 1,
            "time": "07:00:00",
            "weight": 70.4,
        }
        return {"weight": [row]}
    if "/br/date/" in path:
        return {"br": [{"dateTime": DAY, "value": {"breathingRate": 14.8}}]}
    if "/activities/heart/" in path:
        return _heart(maker, of_day, fine="1sec" in path)
    if "/activities/steps/" in path:
        return _steps(maker, of_day, fine="1min" in path)
    if "/hrv/date/" in path:
        value = {"rmssd": 41.2, "coverage": 0.96, "hf": 1.0, "lf": 2.0}
        minutes = [{"minute": f"{DAY}T02:00:00.000", "value": value}]
        return {"hrv": [{"dateTime": DAY, "minutes": minutes}] if of_day else []}
    if "/spo2/date/" in path:
        return (
            {"dateTime": DAY, "minutes": [{"minute": f"{DAY}T03:00:00", "value": 96.4}]}
            if (of_day)
            else {}
        )
    return Fault(404)


def _heart(maker: Maker, of_day: bool, *, fine: bool) -> Any:
    if fine and maker.data.get("no_minutes"):
        return Fault(403)
    day = [{"dateTime": DAY, "value": {"restingHeartRate": 58}}] if of_day else []
    seconds = [{"time": "08:10:05", "value": 61}, {"time": "08:10:10", "value": 73}]
    fine_part = {"dataset": seconds if of_day else [], "datasetInterval": 1,
                 "datasetType": "second"}  # fmt: skip
    whole = {"activities-heart": day}
    return {**whole, "activities-heart-intraday": fine_part} if fine else whole


def _steps(maker: Maker, of_day: bool, *, fine: bool) -> Any:
    if fine and maker.data.get("no_minutes"):
        return Fault(403)
    steps = maker.data.get("steps", STEPS)
    day = [{"dateTime": DAY, "value": str(steps)}] if of_day else []
    minutes = [{"time": "08:10:00", "value": steps}, {"time": "08:11:00", "value": 0}]
    fine_part = {"dataset": minutes if of_day else [], "datasetInterval": 1,
                 "datasetType": "minute"}  # fmt: skip
    whole = {"activities-steps": day}
    return {**whole, "activities-steps-intraday": fine_part} if fine else whole
