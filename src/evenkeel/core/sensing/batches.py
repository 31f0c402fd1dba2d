"""Columns of observations: making, checking, joining and ordering them.

Here: what every importer and the store do with `ObservationBatch`. Not here: their sealed form
(`blocks.py`), what they say of a day (`features/`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenkeel.core.vocabulary import ZONE_UNKNOWN, ObservationBatch

MOST_NAMES = 65_535
"""Sources, devices and labels are 16-bit codes."""


def batch(
    signal: str,
    start: ArrayLike,
    value: ArrayLike,
    *,
    end: ArrayLike | None = None,
    offset: ArrayLike | None = None,
    source: str = "",
    device: str = "",
) -> ObservationBatch:
    """A batch of one source: arrays of one length, milliseconds since 1970 UTC.

    `end` is `start` where it is left out, `offset` is unknown where it is left out.

    >>> one = batch("heart_rate", [0, 60_000], [61, 64], source="Watch")
    >>> len(one), one.sources, int(one.end[1]), bool((one.offset == ZONE_UNKNOWN).all())
    (2, ('Watch',), 60000, True)
    """
    starts = np.asarray(start, dtype=np.int64)
    n = len(starts)
    offsets = ZONE_UNKNOWN if offset is None else offset
    zeros = np.zeros(n, np.uint16)
    return ObservationBatch(
        signal=signal,
        start=starts,
        end=starts if end is None else np.asarray(end, dtype=np.int64),
        value=np.asarray(value, dtype=np.float64),
        offset=np.broadcast_to(np.asarray(offsets, np.int16), (n,)),
        source=zeros,
        device=zeros,
        label=zeros,
        sources=(source,),
        devices=(device,),
    )


def problems(one: ObservationBatch) -> list[str]:
    """What is wrong with a batch's shape; empty when nothing is. Contract tests ask this."""
    found = []
    columns: tuple[NDArray[Any], ...] = (
        *(one.start, one.end, one.value, one.offset),
        *(one.source, one.device, one.label),
    )
    if len({len(column) for column in columns}) != 1:
        found.append("columns have different lengths")
        return found
    types = (np.int64, np.int64, np.float64, np.int16, np.uint16, np.uint16, np.uint16)
    if any(c.dtype != t for c, t in zip(columns, types, strict=True)):
        found.append("a column has another type than the vocabulary says")
    if not np.isfinite(one.value).all():
        found.append("a value is not a finite number")
    if (one.end < one.start).any():
        found.append("an observation ends before it starts")
    for codes, names in (
        (one.source, one.sources),
        (one.device, one.devices),
        (one.label, one.labels),
    ):
        if len(codes) and int(codes.max()) >= len(names):
            found.append("a code has no name")
    return found


def rows(one: ObservationBatch, keep: NDArray[np.bool_] | NDArray[np.int64]) -> ObservationBatch:
    """The observations that `keep` (a mask or indices) picks."""
    return ObservationBatch(
        signal=one.signal,
        start=one.start[keep],
        end=one.end[keep],
        value=one.value[keep],
        offset=one.offset[keep],
        source=one.source[keep],
        device=one.device[keep],
        label=one.label[keep],
        sources=one.sources,
        devices=one.devices,
        labels=one.labels,
    )


def joined(batches: Sequence[ObservationBatch]) -> ObservationBatch:
    """Several batches of one signal as one, with one list of names each.

    >>> both = joined([batch("steps", [0], [1], source="a"), batch("steps", [9], [2], source="b")])
    >>> both.sources, both.source.tolist()
    (('a', 'b'), [0, 1])
    """
    if len(batches) == 1:
        return batches[0]
    sources, source = _renamed([b.source for b in batches], [b.sources for b in batches])
    devices, device = _renamed([b.device for b in batches], [b.devices for b in batches])
    labels, label = _renamed([b.label for b in batches], [b.labels for b in batches], first="")
    return ObservationBatch(
        signal=batches[0].signal,
        start=np.concatenate([b.start for b in batches]),
        end=np.concatenate([b.end for b in batches]),
        value=np.concatenate([b.value for b in batches]),
        offset=np.concatenate([b.offset for b in batches]),
        source=source,
        device=device,
        label=label,
        sources=sources,
        devices=devices,
        labels=labels,
    )


def _renamed(
    codes: Sequence[NDArray[np.uint16]], names: Sequence[tuple[str, ...]], first: str | None = None
) -> tuple[tuple[str, ...], NDArray[np.uint16]]:
    known: dict[str, int] = {} if first is None else {first: 0}
    columns = []
    for column, own in zip(codes, names, strict=True):
        table = np.array([known.setdefault(name, len(known)) for name in own], np.int64)
        columns.append(table[column] if len(own) else column.astype(np.int64))
    if len(known) > MOST_NAMES:
        raise ValueError("More sources, devices or labels than one batch can name.")
    return tuple(known), np.concatenate(columns).astype(np.uint16)
