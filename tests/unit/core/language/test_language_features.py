"""Hashed n-grams: a word's own never depend on the words beside it."""

from __future__ import annotations

import numpy as np
import pytest

from evenkeel.core.language.features import CHARACTER_GRAMS, SIZE, character_ids, features


@pytest.mark.parametrize("words", [[], ["a"], [""], ["so", "tired"], ["é", "😭", "naïve", "a"]])
def test_the_n_grams_of_a_row_are_those_of_its_words_size_by_size(words: list[str]) -> None:
    together = character_ids(words)
    assert together.dtype == np.int64
    counts = [sum(max(len(word) + 3 - size, 0) for word in words) for size in CHARACTER_GRAMS]
    assert len(together) == sum(counts)
    assert ((together >= 0) & (together < SIZE)).all()
    alone = np.concatenate([character_ids([word]) for word in words]) if words else together
    assert sorted(together.tolist()) == sorted(alone.tolist())


def test_known_buckets_stay_where_training_put_them() -> None:
    # Another hash would need another artefact.
    assert character_ids(["ab", "c"]).tolist() == [48894, 121518, 157614, 100982]
    ids, values = features(["so", "tired"])
    assert ids.size == values.size
    assert np.isclose(float(values @ values), 3.0, atol=1e-5)
