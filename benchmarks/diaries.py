"""Two public sets of diaries as days, where they lie beside the checkout: what warnings replay.

Here: reading them and running a detector over them. Not here: any figure (`warning`), and none of
the data itself (Bringmann et al. 2013, CC BY; Kossakowski, Groot et al. 2017).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_BRINGMANN = DATA / "ema_bringmann2013" / "ema_train.csv"
_KOSSAKOWSKI = DATA / "ema_kossakowski_n1" / "esm_first80.csv"
CHANGE = 127
"""Day of the sudden change in ema_kossakowski_n1 (Wichers and Groot 2016)."""


def present() -> bool:
    """Whether both sets are on this machine."""
    return _BRINGMANN.exists() and _KOSSAKOWSKI.exists()


def bringmann(outcome: str) -> list[Numbers]:
    """Days of mood or anxiety, 0 to 100, of every second person: the half that no prior is from."""
    found: dict[Any, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    people: set[str] = set()
    with _BRINGMANN.open() as file:
        for row in csv.DictReader(file):
            key, day = (row["subjno"], row["period_post"]), int(row["dayno"])
            if row["cheerful"] and row["sad"]:
                people.add(row["subjno"])
                if outcome == "mood":
                    good = (float(row["cheerful"]) - float(row["sad"]) + 6) / 12 * 100
                    found[key][day].append(good)
            if outcome == "anxiety" and row["worry"] and row["fearful"]:
                worse = (float(row["worry"]) + float(row["fearful"]) - 2) / 12 * 100
                found[key][day].append(worse)
    test = set(sorted(people)[1::2])
    return [_days(days) for (subject, _), days in found.items() if subject in test]


def kossakowski(outcome: str) -> Numbers:
    """Days of mood or anxiety, 0 to 100, of one person through a relapse."""
    found: dict[int, list[float]] = defaultdict(list)
    with _KOSSAKOWSKI.open() as file:
        for row in csv.DictReader(file):
            day = datetime.strptime(row["date"], "%d/%m/%y").toordinal()  # noqa: DTZ007 (a day)
            if outcome == "mood" and row["cheerful"] and row["down"]:
                good = (float(row["cheerful"]) - 1) / 12 + (3 - float(row["down"])) / 12
                found[day].append(100 * good)
            if outcome == "anxiety" and row["anxious"]:
                found[day].append((float(row["anxious"]) + 3) / 6 * 100)
    return _days(found)


def alarms(mood: Numbers, id: str = "decline") -> list[int]:
    """Places of the days on which a detector would have spoken, knowing mood only."""
    from evenkeel.core.vocabulary import DayTable
    from evenkeel.core.warning import Outlook, detectors

    dates = tuple(date(2020, 1, 1) + timedelta(days=n) for n in range(len(mood)))
    return detectors()[id].alarms(Outlook(DayTable(dates, {"mood": tuple(mood.tolist())})))


def _days(found: dict[int, list[float]]) -> Numbers:
    first, last = min(found), max(found)
    return np.array([np.mean(found[d]) if d in found else np.nan for d in range(first, last + 1)])
