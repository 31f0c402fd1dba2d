"""The head for the level of danger: small networks that vote, on several layers of the encoder, and
a linear layer on the words themselves.

Here: from what the encoder makes of a line to the chance of each level. Not here: fitting
(`training/danger.py`), what a chance may change (`core.safety.head`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.language.features import Grams, Table

DANGER = "danger.npz"
HEAD = "risk_level"
_LEAST = 1e-9
_GELU = 0.7978845608028654  # sqrt(2 / pi), of the usual approximation (Hendrycks and Gimpel 2016)
_CUBE = 0.044715

Floats = NDArray[np.float32]


class Danger:
    """`voters` networks of one hidden layer; their chances are averaged (Lakshminarayanan et al.
    2017), the scores of the message's n-grams are added to their logarithms, and both are put on a
    scale on which they mean what they say. The networks know what is meant, the n-grams what words
    are used; they err on different messages.

    Arrays: `inner` (voters * hidden, layers), `inner_bias`, `outer` (voters, levels, hidden),
    `outer_bias` (voters, levels), `slope` (1), `offset` (levels); `buckets` (n, ascending), `grams`
    (n, levels; int8), `gram_scale` (levels).

    >>> zero = {"inner": np.zeros((2, 3)), "inner_bias": np.zeros(2), "offset": np.zeros(5),
    ...         "outer": np.zeros((1, 5, 2)), "outer_bias": np.zeros((1, 5)), "slope": np.ones(1),
    ...         "buckets": np.zeros(1), "grams": np.zeros((1, 5)), "gram_scale": np.ones(5)}
    >>> [round(chance, 2) for chance in Danger(zero).chances(np.zeros(3)).tolist()]
    [0.2, 0.2, 0.2, 0.2, 0.2]
    """

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self._inner = np.asarray(arrays["inner"], np.float32)
        self._inner_bias = np.asarray(arrays["inner_bias"], np.float32)
        self._outer = np.asarray(arrays["outer"], np.float32)
        self._outer_bias = np.asarray(arrays["outer_bias"], np.float32)
        self._slope = float(np.asarray(arrays["slope"], np.float32)[0])
        self._offset = np.asarray(arrays["offset"], np.float32)
        self._words = Table(arrays["buckets"], arrays["grams"], arrays["gram_scale"])

    def votes(self, layers: Floats) -> Floats:
        """The mean chance of each level, before any scale."""
        felt = self._inner @ np.asarray(layers, np.float32) + self._inner_bias
        felt = 0.5 * felt * (1 + np.tanh(_GELU * (felt + _CUBE * felt**3)))
        voters = len(self._outer)
        z = (self._outer @ felt.reshape(voters, -1, 1))[..., 0] + self._outer_bias
        return np.asarray(_softmax(z).mean(axis=0), np.float32)

    def by_words(self, grams: Grams) -> Floats:
        """What the n-grams add for each level; 0 for those that were never seen."""
        return self._words.scores(grams)

    def chances(self, layers: Floats, grams: Grams | None = None) -> Floats:
        """(levels,): the chance of each level of danger, none first; they sum to one."""
        z = self._slope * np.log(self.votes(layers) + _LEAST) + self._offset
        if grams is not None:
            z += self.by_words(grams)
        return np.asarray(_softmax(z), np.float32)


def _softmax(z: Floats) -> Floats:
    grown = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True), np.float32)


def load_danger(folder: Path) -> Danger | None:
    """The head of an artefact's folder, or None where it has none."""
    if not (folder / DANGER).exists():
        return None
    with np.load(folder / DANGER, allow_pickle=False) as file:
        return Danger({name: file[name] for name in file.files})
