"""The lines the encoder is trained on: cleaned as the reader cleans them, some with noise.

Here: cleaning for training, typing slips, names for masks. The noise keeps the meaning, so that the
labels stay. Not here: cleaning itself (`core.language.tokens`, `core.language.plain`).
"""

from __future__ import annotations

import re

import numpy as np

from evenkeel.core.language.plain import Plain, plain
from evenkeel.core.language.tokens import load_tokenizer

# Given to [NAME] in part of the rows, so that real names read like masked ones.
NAMES = (
    "Alex", "Sam", "Maria", "Ahmed", "Priya", "Wei", "John", "Sarah", "Fatima", "Diego",
    "Anna", "Kofi", "Yuki", "Omar", "Lena", "Tom", "Aisha", "Carlos", "Mei", "Jordan", "Emma",
    "Ravi", "Olga", "Jamal", "Chloe", "Mateo", "Ivan", "Zoe", "Ben", "Nina",
)  # fmt: skip
NAMED_SHARE = 0.3
_KEYS = {
    "a": "qs", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "ko", "m": "n", "n": "bm", "o": "ip", "p": "o",
    "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc",
    "y": "tu", "z": "x",
}  # fmt: skip
# A slip every so many letters in a noisy line.
LETTERS_A_SLIP = 25


class Noise:
    """Makes training lines; `line` with share 0 is what the reader itself would see."""

    def __init__(self) -> None:
        self._tokenizer = load_tokenizer("en")

    def line(self, text: str, rng: np.random.Generator | None = None, share: float = 0.0) -> str:
        """The cleaned line; with `share` > 0 names are varied and some lines get slips."""
        if rng is not None and share > 0:
            if "[NAME]" in text and rng.random() < NAMED_SHARE:
                text = text.replace("[NAME]", NAMES[rng.integers(len(NAMES))])
            if rng.random() < share:
                text = slips(text, rng)
        return self.plain(text).line

    def plain(self, text: str) -> Plain:
        """The cleaned line of `text` with the way back."""
        return plain(text, self._tokenizer.tokens(text))


def slips(text: str, rng: np.random.Generator) -> str:
    """The text with a few typing slips: swapped, missing, doubled, neighbouring letters, no
    apostrophes or stops."""
    if rng.random() < 0.3:
        text = re.sub(r"(?<=\w)['’](?=\w)", "", text)
    if rng.random() < 0.2:
        text = re.sub(r"[.,]", "", text)
    letters = list(text)
    for _ in range(max(1, len(text) // LETTERS_A_SLIP)):
        at = int(rng.integers(len(letters))) if letters else 0
        if not letters or not letters[at].isalpha() or at + 1 >= len(letters):
            continue
        kind = rng.integers(4)
        if kind == 0 and letters[at + 1].isalpha():
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        elif kind == 1:
            letters[at] = ""
        elif kind == 2:
            letters[at] *= 2
        else:
            near = _KEYS.get(letters[at].lower(), letters[at])
            letters[at] = near[int(rng.integers(len(near)))]
        letters = [c for c in letters if c]
    return "".join(letters)
