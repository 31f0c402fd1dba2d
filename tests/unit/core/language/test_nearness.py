"""The index of entries: close ones found, changed ones replaced, deleted ones gone, any size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenkeel.core.language.nearness import DIMENSIONS, NearIndex


def unit(seed: int) -> list[float]:
    row = np.random.default_rng(seed).normal(size=DIMENSIONS)
    return list(row / np.linalg.norm(row))


def index(count: int) -> NearIndex:
    return NearIndex().with_texts({str(n): (1, unit(n)) for n in range(count)})


def test_a_text_is_nearest_to_itself() -> None:
    found = index(50).near(unit(7), most=3, least=-1.0)
    assert found[0].id == "7"
    assert found[0].nearness == pytest.approx(1.0, abs=0.01)
    assert len(found) == 3


@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_a_byte_a_place_is_close_enough(one: int, other: int) -> None:
    (found,) = NearIndex().with_texts({"x": (1, unit(one))}).near(unit(other), least=-1.0)
    assert found.nearness == pytest.approx(float(np.dot(unit(one), unit(other))), abs=0.01)


def test_the_limit_and_what_is_left_out() -> None:
    whole = index(5)
    assert whole.near(unit(2), least=0.99)[0].id == "2"
    assert whole.near(unit(2), least=0.99, but=("2",)) == []
    assert whole.near([1.0], least=-1.0) == []
    assert NearIndex().near(unit(1)) == []


def test_a_changed_text_is_read_anew_and_a_deleted_one_is_gone() -> None:
    changed = index(3).with_texts({"1": (2, unit(99))})
    assert changed.read() == {"0": 1, "2": 1, "1": 2}
    assert changed.near(unit(99))[0].id == "1"
    assert changed.near(unit(1)) == []
    assert changed.without({"1"}).ids == ("0", "2")


def test_it_survives_being_kept() -> None:
    whole = index(9)
    again = NearIndex.unpacked(whole.ids, whole.revisions, whole.packed())
    assert again.near(unit(4)) == whole.near(unit(4))
    with pytest.raises(ValueError, match="as many rows"):
        NearIndex.unpacked(whole.ids[:2], whole.revisions, whole.packed())


def test_a_vector_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="384"):
        NearIndex().with_texts({"a": (1, [1.0, 0.0])})
