"""Two models that vote: they agree on a scale, leave batches out, and are packed without loss."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from evenkeel.core.language.model import SecondLook
from training import calibrate, experts
from training.second import packed

ROWS, SIZE, BUCKETS = 240, 6, 50
RNG = np.random.default_rng(3)


def lines(labels: int, *, several: bool = False) -> experts.Lines:
    """Half of what tells the label is in the embedding, half in the n-grams."""
    y = RNG.integers(0, labels, ROWS)
    embedded = RNG.normal(size=(ROWS, SIZE))
    embedded[:, 0] += 2.0 * (y == 0)
    grams = (RNG.random((ROWS, BUCKETS)) < 0.1).astype(float)
    grams[np.arange(ROWS), y] = 1.0
    marks = np.eye(labels)[y]
    if several:
        marks[:, 0] = (grams[:, 7] > 0).astype(float)
    batches = [f"b{n % 4}" for n in range(ROWS)]
    return experts.Lines(embedded, csr_matrix(grams), marks, batches, np.arange(ROWS) % 5 == 0)


def scores(found: experts.Experts, rows: experts.Lines) -> np.ndarray:
    return np.asarray(rows.embedded @ found.weights.T + rows.grams @ found.grams + found.bias)


@pytest.mark.parametrize("labels", [2, 3])
def test_both_models_together_find_the_label(labels: int) -> None:
    rows = lines(labels)
    both = scores(experts.fit(rows, experts.ONE, share=1.0), rows)
    alone = scores(experts.fit(rows, experts.ONE, share=0.0), rows)
    true = rows.marks.argmax(axis=1)
    assert (both.argmax(axis=1) == true).mean() > 0.95
    assert (both.argmax(axis=1) == true).mean() > (alone.argmax(axis=1) == true).mean()


def test_labels_that_may_stand_together_get_thresholds() -> None:
    rows = lines(3, several=True)
    found = experts.fit(rows, "several", share=1.0)
    chances = calibrate.sigmoid(scores(found, rows))
    assert ((chances >= found.thresholds) == rows.marks).mean() > 0.95
    assert set(found.thresholds) <= set(experts.THRESHOLDS)


def test_a_line_is_scored_by_models_that_saw_no_line_of_its_batch() -> None:
    rows = lines(2)
    flipped = rows.marks.copy()
    mine = np.array([batch == "b1" for batch in rows.batches])
    flipped[mine] = 1 - flipped[mine]
    other = rows._replace(marks=flipped)
    first = experts.out_of_batch(rows, experts.ONE, strength=5.0, share=1.0)
    second = experts.out_of_batch(other, experts.ONE, strength=5.0, share=1.0)
    assert np.allclose(first[mine], second[mine])
    assert not np.allclose(first[~mine], second[~mine])


def test_few_rows_hardly_move_the_scale() -> None:
    sure = np.array([[9.0, 0.0], [0.0, 9.0]])
    factor, offset = experts.scale(sure, np.eye(2), experts.ONE)
    assert factor == pytest.approx(1, abs=0.1)
    assert offset == 0


def test_what_is_packed_says_the_same() -> None:
    rows = lines(3)
    fits = {"first": experts.fit(rows, experts.ONE, share=1.0),
            "second": experts.fit(rows, "several", share=0.0)}  # fmt: skip
    labels = {"first": ["a", "b", "c"], "second": ["c", "d", "e"]}
    look = SecondLook(packed(fits, labels))
    assert look.labels == {name: tuple(found) for name, found in labels.items()}
    for at in range(0, ROWS, 40):
        gram = rows.grams[at]
        ids = (gram.indices.astype(np.int64), gram.data.astype(np.float32))
        said = look.scores(rows.embedded[at].astype(np.float32), ids)
        exact = np.concatenate([scores(found, rows)[at] for found in fits.values()])
        assert np.abs(said - exact).max() < 0.1
    assert look.first == {"first": 0, "second": 3}
