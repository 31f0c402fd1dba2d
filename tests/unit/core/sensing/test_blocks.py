"""A month of a signal comes back as it was, and merging never doubles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenkeel.core.sensing.batches import batch, problems
from evenkeel.core.sensing.blocks import DamagedBlock, by_month, merged, pack, unpack
from evenkeel.core.vocabulary import CLOCK_ONLY, ZONE_UNKNOWN, ObservationBatch

ROWS = st.lists(
    st.tuples(
        st.integers(0, 2_000_000_000_000),
        st.integers(0, 10**8),
        st.floats(-1e6, 1e6) | st.integers(0, 300).map(float),
        st.sampled_from([60, -300, ZONE_UNKNOWN, CLOCK_ONLY]),
        st.integers(0, 1),
    ),
    min_size=1,
    max_size=40,
)


def _batch(rows: list[tuple[int, int, float, int, int]]) -> ObservationBatch:
    start, length, value, offset, code = (np.array(column) for column in zip(*rows, strict=True))
    codes = code.astype(np.uint16)
    return ObservationBatch(
        signal="heart_rate",
        start=start.astype(np.int64),
        end=(start + length).astype(np.int64),
        value=value.astype(np.float64),
        offset=offset.astype(np.int16),
        source=codes,
        device=codes,
        label=codes,
        sources=("Watch", "Phone"),
        devices=("", "W6"),
        labels=("", "moving"),
    )


def _set(one: ObservationBatch) -> list[tuple[object, ...]]:
    return sorted(
        (
            int(one.start[i]),
            int(one.end[i]),
            float(one.value[i]),
            one.sources[one.source[i]],
            one.labels[one.label[i]],
        )
        for i in range(len(one))
    )


@given(ROWS)
def test_nothing_is_lost(rows: list[tuple[int, int, float, int, int]]) -> None:
    one = merged([_batch(rows)])
    back = unpack(pack(one))
    assert problems(back) == []
    assert _set(back) == _set(one)
    assert back.offset.tolist() == one.offset.tolist()


@given(ROWS, ROWS)
def test_merging_is_a_union(
    a: list[tuple[int, int, float, int, int]], b: list[tuple[int, int, float, int, int]]
) -> None:
    first, second = _batch(a), _batch(b)
    both = merged([first, second])
    assert _set(both) == sorted(set(_set(first)) | set(_set(second)))
    assert (np.diff(both.start) >= 0).all()
    assert _set(merged([both, first])) == _set(both)
    assert _set(merged([unpack(pack(both)), second, first])) == _set(both)


@given(st.binary(max_size=60))
def test_other_bytes_are_no_block(raw: bytes) -> None:
    with pytest.raises(DamagedBlock):
        unpack(raw)


def test_a_month_is_that_of_the_rows_own_clock() -> None:
    last_hour = 1_772_319_600_000 - 3_600_000  # 28 February 2026, 22:00 UTC
    one = batch("steps", [last_hour, last_hour], [1, 2], offset=[0, 120])
    assert [(month, len(part)) for month, part in by_month(one)] == [(673, 1), (674, 1)]
