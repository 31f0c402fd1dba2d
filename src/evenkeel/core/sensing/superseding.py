"""Which stored observations a newer reading of the same source replaces.

A live source is asked again about its last days: a day that was half over has more steps now, a
night was revised. Here: finding the older rows that say the same thing. Not here: storing
(`apps.body`), merging files, where nothing replaces anything (`blocks.merged`).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.sensing.signals import signals
from evenkeel.core.vocabulary import ObservationBatch, SignalKind

LONGEST_PAUSE_MS: Final = 3_600_000
"""Stretches of stages less than an hour apart are one sleep (judgement; a night has such pauses,
two sleeps of one person in a day are further apart)."""
COMPARABLE: Final = 0.5
"""Intervals whose shorter is at least half the longer can be two readings of one thing; a minute
and a day cannot."""
OVERLAP: Final = 0.5
"""From more than half of the shorter in common, they are."""

Mask = NDArray[np.bool_]


def superseded(old: ObservationBatch, new: ObservationBatch) -> Mask:
    """Which rows of `old` the rows of `new` take the place of: a mask of the length of `old`.

    Both are of one signal; only rows of the same source and label are compared. A row at one moment
    is replaced by one at the same moment. A row over an interval is replaced by a comparable one
    that shares more than half of it. Stages are replaced by whole sleeps: every old stretch that
    shares time with a sleep of `new`.

    >>> from evenkeel.core.sensing.batches import batch
    >>> day = 86_400_000
    >>> noon = batch("steps", [0], [4000], end=[day], source="Ring")
    >>> evening = batch("steps", [0], [8123], end=[day], source="Ring")
    >>> superseded(noon, evening).tolist()
    [True]
    >>> minutes = batch("steps", [0, 60_000], [40, 50], end=[60_000, 120_000], source="Ring")
    >>> superseded(minutes, evening).tolist()
    [False, False]
    """
    if old.signal != new.signal:
        raise ValueError("Two signals cannot replace each other.")
    replaced: Mask = np.zeros(len(old), bool)
    kind = signals()[old.signal].kind
    mine, theirs = _who(old), _who(new)
    for who in set(theirs) & set(mine):
        here = np.flatnonzero(mine[who])
        there = np.flatnonzero(theirs[who])
        replaced[here] = _replaced(
            *(old.start[here], old.end[here], new.start[there], new.end[there]), kind
        )
    return replaced


def _who(one: ObservationBatch) -> dict[tuple[str, str], Mask]:
    """The rows of each source and label."""
    pairs = one.source.astype(np.int64) << 16 | one.label
    found = {}
    for pair in np.unique(pairs).tolist():
        name = one.sources[pair >> 16], one.labels[pair & 0xFFFF]
        found[name] = pairs == pair
    return found


Times = NDArray[np.int64]


def _replaced(start: Times, end: Times, new_start: Times, new_end: Times, kind: SignalKind) -> Mask:
    if kind is SignalKind.STAGE:
        return _inside(start, end, *_sleeps(new_start, new_end))
    if kind is SignalKind.INTERVAL or (end > start).any():
        return _same_thing(start, end, new_start, new_end)
    return np.isin(start, new_start)


def _sleeps(start: Times, end: Times) -> tuple[Times, Times]:
    """Stretches joined into sleeps: their beginnings and ends, in order."""
    order = np.argsort(start, kind="stable")
    start, reach = start[order], np.maximum.accumulate(end[order])
    fresh = np.concatenate([[True], start[1:] > reach[:-1] + LONGEST_PAUSE_MS])
    last = np.concatenate([fresh[1:], [True]])
    return start[fresh], reach[last]


def _inside(start: Times, end: Times, begin: Times, until: Times) -> Mask:
    """Rows that share any time with one of some spans, which are in order and apart."""
    place = np.searchsorted(until, start, side="right")
    known = place < len(until)
    inside: Mask = known & (begin[np.minimum(place, len(begin) - 1)] < np.maximum(end, start + 1))
    return inside


def _same_thing(start: Times, end: Times, new_start: Times, new_end: Times) -> Mask:
    order = np.argsort(new_start, kind="stable")
    new_start, new_end = new_start[order], new_end[order]
    replaced = _comparable_at(start, end, new_start, new_end)
    after = np.searchsorted(new_start, start, side="right")
    for near in (after - 1, after):
        known = (near >= 0) & (near < len(new_start))
        at = np.clip(near, 0, len(new_start) - 1)
        replaced |= known & _alike(start, end, new_start[at], new_end[at])
    return replaced


def _comparable_at(start: Times, end: Times, new_start: Times, new_end: Times) -> Mask:
    at = np.clip(np.searchsorted(new_start, start), 0, len(new_start) - 1)
    same: Mask = new_start[at] == start
    return same & (_ratio(end - start, new_end[at] - new_start[at]) >= COMPARABLE)


def _alike(start: Times, end: Times, new_start: Times, new_end: Times) -> Mask:
    length, new_length = end - start, new_end - new_start
    common = np.minimum(end, new_end) - np.maximum(start, new_start)
    shorter = np.minimum(length, new_length)
    same_moment: Mask = (length == 0) & (new_length == 0) & (start == new_start)
    comparable: Mask = _ratio(length, new_length) >= COMPARABLE
    alike: Mask = same_moment | (comparable & (common > OVERLAP * shorter) & (shorter > 0))
    return alike


def _ratio(one: Times, other: Times) -> NDArray[np.float64]:
    longer = np.maximum(np.maximum(one, other), 1)
    return np.minimum(one, other) / longer
