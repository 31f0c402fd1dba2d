"""The head for danger that is told in pieces: no message says it, the last few together do.

Here: from what the encoder makes of a talk's last messages to the chance that somebody careful
would ask, and about which danger. Not here: fitting (`training/pieces.py`), what a chance may
change (`core.safety.pieces`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.vocabulary import Pathway

PIECES = "pieces.npz"
ANY = "any"
PATHWAYS = tuple(Pathway)
MESSAGES = 6
"""How many of the member's last messages are read as one."""
MOST_CHARACTERS = 900
_GELU, _CUBE, _LEAST = 0.7978845608028654, 0.044715, 1e-4

Floats = NDArray[np.float32]


def as_one(said: Sequence[str]) -> str:
    """The last messages as one text, the newest whole if they are too long together.

    >>> as_one(["he reads my messages", "and i don't have my own bank card"])
    "he reads my messages. and i don't have my own bank card"
    """
    return ". ".join(one.strip() for one in said[-MESSAGES:])[-MOST_CHARACTERS:]


def beside(layers: Floats, levels: Floats) -> Floats:
    """What the head is given: the encoder's layers, and what the head for the level of danger
    makes of the same text (log odds of watch or more, and of raised or more)."""
    chances = np.array([1 - levels[0], levels[2:].sum()], np.float32)
    kept = np.clip(chances, _LEAST, 1 - _LEAST)
    return np.concatenate([layers, np.log(kept / (1 - kept))]).astype(np.float32)


class Together:
    """`voters` networks of one hidden layer, whose chances are averaged.

    Arrays: `inner` (voters * hidden, inputs), `inner_bias`, `outer` (voters, 1 + pathways, hidden),
    `straight` (voters, 1 + pathways, 2) for the last two inputs, `outer_bias`; all on raw inputs.
    """

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self._inner = np.asarray(arrays["inner"], np.float32)
        self._inner_bias = np.asarray(arrays["inner_bias"], np.float32)
        self._outer = np.asarray(arrays["outer"], np.float32)
        self._outer_bias = np.asarray(arrays["outer_bias"], np.float32)
        self._straight = np.asarray(arrays["straight"], np.float32)

    def chances(self, given: Floats) -> dict[str, float]:
        """`any` -> the chance that somebody careful would ask; each pathway -> that it is this."""
        felt = self._inner @ given + self._inner_bias
        felt = 0.5 * felt * (1 + np.tanh(_GELU * (felt + _CUBE * felt**3)))
        z = (self._outer @ felt.reshape(len(self._outer), -1, 1))[..., 0] + self._outer_bias
        z = z + self._straight @ given[-2:]
        mean = (1 / (1 + np.exp(-z))).mean(axis=0)
        names = (ANY, *map(str, PATHWAYS))
        return {name: round(float(p), 4) for name, p in zip(names, mean, strict=True)}


def load_together(folder: Path) -> Together | None:
    """The head of an artefact's folder, or None where it has none."""
    if not (folder / PIECES).exists():
        return None
    with np.load(folder / PIECES, allow_pickle=False) as file:
        return Together({name: file[name] for name in file.files})
