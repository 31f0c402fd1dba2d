"""Nights from stretches of sleep stages, whoever's vocabulary they came in.

Here: sessions, which of them is the main sleep of a day and which are naps, and a minute-by-minute
picture. Not here: numbers about a night (`features/`).

A night belongs to the day on which it ends. Where two devices saw it, the one that tells stages
goes first, then the one that saw more; where nobody but the person saw it, their diary counts.
Stages are a device's guess: total time agrees with polysomnography within about 20 minutes, stages
much less (de Zambotti et al. 2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.sensing.days import DAY_MS, EPOCH, Days, Index, Numbers, Placed

DEVICES: Final = "sleep_stage"
DIARY: Final = "sleep_diary"
IN_BED, AWAKE, ASLEEP, LIGHT, DEEP, REM, OUT_OF_BED = range(7)
GAP_MS: Final = 60 * 60_000
"""An hour without any stage ends a session (Fitbit and Oura split at one to two hours)."""
SHORTEST_MAIN: Final = 120.0
"""Minutes asleep: less is a nap, or a device taken off."""
SHORTEST_NAP: Final = 10.0
LONGEST_SESSION: Final = 18 * 60.0
SAME_SLEEP: Final = 0.8
"""Share of the longer of two intervals that they have in common when both are one sleep."""
MOST_SUMS: Final = 6
"""Sums looked back at: naps and another device's nights may stand between."""
_MINUTE: Final = 60_000


@dataclass(frozen=True, slots=True, eq=False)
class Sessions:
    """Stretches of sleep as columns, in order of time; times local, in milliseconds."""

    day: Index
    bed_start: Index
    bed_end: Index
    start: Index
    end: Index
    asleep: Numbers
    deep: Numbers
    rem: Numbers
    told_stages: NDArray[np.bool_]
    told_bed: NDArray[np.bool_]
    diary: NDArray[np.bool_]
    """Whether the person told it, not a device."""
    main: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.day)


def sessions(days: Days) -> Sessions:
    """Every session that ends on one of the days (or before), worked out once."""
    return _once(days, "sessions", (DEVICES, DIARY))


def by_diary(days: Days) -> Sessions:
    """The same of what the person wrote down."""
    return _once(days, "diary", (DIARY,))


def by_device(days: Days) -> Sessions:
    """The same of what devices saw."""
    return _once(days, "device", (DEVICES,))


def _once(days: Days, name: str, signals: Sequence[str]) -> Sessions:
    if name not in days.memory:
        parts = [part for signal in signals for part in _parts(days, signal)]
        days.memory[name] = _without_doubles(_ordered(parts)) if parts else _EMPTY
    found = days.memory[name]
    if not isinstance(found, Sessions):
        raise TypeError(name)
    return found


def minutes_asleep(days: Days) -> NDArray[np.bool_]:
    """(count, 1440): whether each minute of each day lies between falling asleep and waking."""
    asleep = np.zeros(days.count * 1440 + 1, np.int64)
    origin = (days.first - EPOCH).days * 1440
    told = sessions(days)
    start = np.clip(told.start // _MINUTE - origin, 0, days.count * 1440)
    end = np.clip(told.end // _MINUTE - origin, 0, days.count * 1440)
    np.add.at(asleep, start, 1)
    np.add.at(asleep, end, -1)
    found: NDArray[np.bool_] = (np.cumsum(asleep)[:-1] > 0).reshape(days.count, 1440)
    return found


def main_values(days: Days, values: Numbers, told: Sessions | None = None) -> Numbers:
    """One value a day: that of the day's main sleep, nan without one."""
    told = sessions(days) if told is None else told
    found = np.full(days.count, np.nan)
    keep = told.main & (told.day >= 0) & (told.day < days.count)
    found[told.day[keep]] = values[keep]
    return found


def _parts(days: Days, signal: str) -> list[Sessions]:
    whole = days.whole(signal)
    if whole is None:
        return []
    return [
        _of_source(days, whole, np.flatnonzero(whole.rows.source == code), diary=signal == DIARY)
        for code in range(len(whole.rows.sources))
    ]


def _ordered(parts: Sequence[Sessions]) -> Sessions:
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name in Sessions.__slots__
    }
    order = np.lexsort((columns["start"], columns["day"]))
    return Sessions(**{name: column[order] for name, column in columns.items()})


def _of_source(days: Days, whole: Placed, at: Index, *, diary: bool) -> Sessions:
    code = whole.value[at]
    start, end = whole.local[at], whole.local_end[at]
    latest = np.maximum.accumulate(end) if len(end) else end
    breaks = np.flatnonzero(start[1:] - latest[:-1] > GAP_MS) + 1
    first = np.concatenate([[0], breaks]).astype(np.int64) if len(at) else np.zeros(0, np.int64)
    if not len(first):
        return _EMPTY
    length = (end - start) / _MINUTE
    sleeping = (code >= ASLEEP) & (code <= REM)
    asleep = np.add.reduceat(np.where(sleeping, length, 0), first)
    far = np.int64(2**62)
    fell = np.minimum.reduceat(np.where(sleeping, start, far), first)
    woke = np.maximum.reduceat(np.where(sleeping, end, -far), first)
    bed_end = np.maximum.reduceat(end, first)
    keep = (asleep >= SHORTEST_NAP) & (asleep <= LONGEST_SESSION)
    day = woke // DAY_MS - (days.first - EPOCH).days
    told = Sessions(
        day=day[keep],
        bed_start=start[first][keep],
        bed_end=bed_end[keep],
        start=fell[keep],
        end=woke[keep],
        asleep=np.minimum(asleep, (woke - fell) / _MINUTE)[keep],
        deep=np.add.reduceat(np.where(code == DEEP, length, 0), first)[keep],
        rem=np.add.reduceat(np.where(code == REM, length, 0), first)[keep],
        told_stages=np.logical_or.reduceat(code >= LIGHT, first)[keep],
        told_bed=np.logical_or.reduceat((code == IN_BED) | (code == AWAKE), first)[keep],
        diary=np.full(int(keep.sum()), diary),
        main=np.zeros(int(keep.sum()), bool),
    )
    return told if diary else with_sums(days, told)


def with_sums(days: Days, told: Sessions) -> Sessions:
    """Nights that are one stretch "asleep", with the sums that the device gave beside them.

    WHOOP and Garmin's account export say when somebody fell asleep and woke, and how many minutes
    of it they slept: the stretch alone would count every minute awake as sleep.
    """
    lone = ~told.told_stages & ~told.told_bed
    sums = days.whole("sleep_minutes") if lone.any() else None
    if sums is None:
        return told
    asleep, found = told.asleep.copy(), np.zeros(len(told), bool)
    for i in np.flatnonzero(lone).tolist():
        value = _sum_over(sums, told.start[i], told.end[i])
        if 0 < value <= asleep[i]:
            asleep[i], found[i] = value, True
    parts = {}
    for name, signal in (("deep", "sleep_minutes_deep"), ("rem", "sleep_minutes_rem")):
        whole, column = days.whole(signal), getattr(told, name).copy()
        for i in np.flatnonzero(found).tolist() if whole else ():
            column[i] = max(0.0, _sum_over(whole, told.start[i], told.end[i]))
        parts[name] = column
    stages = found & (parts["deep"] + parts["rem"] > 0)
    return replace(
        told,
        asleep=asleep,
        told_stages=told.told_stages | stages,
        told_bed=told.told_bed | found,
        **parts,
    )


def _sum_over(sums: Placed | None, start: int, end: int) -> float:
    """The sum whose interval is this sleep's: it shares most of it. -1 without one."""
    if sums is None:
        return -1.0
    last = int(np.searchsorted(sums.local, end))
    for row in range(last - 1, max(-1, last - 1 - MOST_SUMS), -1):
        common = min(int(sums.local_end[row]), end) - max(int(sums.local[row]), start)
        longer = max(int(sums.local_end[row] - sums.local[row]), end - start)
        if common >= SAME_SLEEP * longer:
            return float(sums.value[row])
    return -1.0


def _without_doubles(told: Sessions) -> Sessions:
    """The best of sessions that overlap; the longest of each day is its main sleep."""
    kept: list[int] = []
    for i in range(len(told)):
        rival = next((k for k in reversed(kept[-4:]) if told.end[k] > told.start[i]), None)
        if rival is None:
            kept.append(i)
        elif _better(told, i, rival):
            kept[kept.index(rival)] = i
    at = np.array(sorted(set(kept)), np.int64)
    columns = {name: getattr(told, name)[at] for name in Sessions.__slots__}
    longest: dict[int, int] = {}
    for i, (day, asleep) in enumerate(zip(columns["day"], columns["asleep"], strict=True)):
        best = longest.get(int(day))
        if asleep >= SHORTEST_MAIN and (best is None or asleep > columns["asleep"][best]):
            longest[int(day)] = i
    columns["main"] = np.isin(np.arange(len(at)), list(longest.values()))
    return Sessions(**columns)


def _better(told: Sessions, one: int, other: int) -> bool:
    if told.diary[one] != told.diary[other]:
        return not bool(told.diary[one])
    stages = bool(told.told_stages[one]), bool(told.told_stages[other])
    if stages[0] != stages[1]:
        return stages[0]
    return bool(told.asleep[one] > told.asleep[other])


_NONE_INT, _NONE, _NO = np.zeros(0, np.int64), np.zeros(0), np.zeros(0, bool)
_EMPTY = Sessions(
    *(_NONE_INT, _NONE_INT, _NONE_INT, _NONE_INT, _NONE_INT),
    *(_NONE, _NONE, _NONE),
    *(_NO, _NO, _NO, _NO),
)
