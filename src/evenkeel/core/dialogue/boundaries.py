"""Asked for what a program cannot give: a dose, a promise, love, secrecy, an ambulance.

Here: the schema of `content/dialogue/boundaries.yaml`, reading a message in plain letters, and the
kind that is asked for. Not here: what is answered when there is danger (`core.safety` goes first),
the order of the deciders (`planner`).

Slips are mended with one edit (Damerau 1964: four slips in five are one letter wrong, missing, too
many, or two swapped), only towards the words that matter here and never away from a known word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator

from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_file
from evenkeel.core.dialogue.moves import Frozen
from evenkeel.core.language import folded
from evenkeel.core.safety.at_once import Patterns

MENDED_FROM = 5
"""Letters from which a word may be mended: shorter ones are one slip from too many others."""
LONG_MESSAGE, LOOKED_AT = 60, 30
"""In a message of more words than the first, only its last ones ask us something."""

WORDS_KEPT = 20_000
"""Words whose mending is remembered: people mostly use the same few thousand."""

_APOSTROPHE = re.compile(r"['\u2018\u2019`\u00b4]")
_OTHER = re.compile(r"[^a-z0-9]+")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")


def _words(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


class Boundary(Frozen):
    """One kind of asking: how it is asked, and answers of which none is said twice in a talk.

    `asked` are patterns; `like` are example messages, from which others are told by their meaning.
    """

    like: tuple[str, ...]
    asked: tuple[str, ...]
    unless: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    light: bool = False
    says: tuple[str, ...] = Field(min_length=3)

    @field_validator("asked", "unless")
    @classmethod
    def _are_patterns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            re.compile(one)
        return value


class BoundaryFile(Content):
    """`content/dialogue/boundaries.yaml`. `again`: said when a kind has nothing new to say.
    `not_asked`: messages that sound alike and ask nothing of us.
    """

    short_forms: Mapping[str, str]
    words: Annotated[tuple[str, ...], BeforeValidator(_words)]
    reported: str
    kinds: Mapping[str, Boundary]
    again: tuple[str, ...] = Field(min_length=3)
    not_asked: tuple[str, ...]


class Boundaries:
    """All kinds of one language, compiled once.

    >>> load_boundaries().asked("promisse me ill be ok")
    'promise_ok'
    >>> load_boundaries().asked("he promised me i'd be ok") is None
    True
    """

    def __init__(self, file: BoundaryFile) -> None:
        self.kinds, self.again, self.not_asked = file.kinds, file.again, file.not_asked
        self._short = file.short_forms
        self._known = frozenset((*file.words, *file.short_forms))
        # By the first letter and the length of what may have been meant by it.
        self._near: dict[tuple[str, int], tuple[str, ...]] = {}
        for one in file.words:
            if len(one) >= MENDED_FROM:
                for length in range(len(one) - 1, len(one) + 2):
                    key = (one[0], length)
                    self._near[key] = (*self._near.get(key, ()), one)
        self._reported = re.compile(file.reported)
        self._asked = Patterns({k: _any(b.asked) for k, b in file.kinds.items()})
        self._mended = lru_cache(maxsize=WORDS_KEPT)(self._mend)
        self._unless = {k: _any(b.unless) for k, b in file.kinds.items() if b.unless}

    def asked(self, text: str, cues: Iterable[str] = (), alike: str | None = None) -> str | None:
        """The kind of thing that a message asks of us, or None.

        `cues` are older ways of hearing a message; they count where no pattern does. `alike` is the
        kind that its meaning is nearest to; it counts last.
        """
        plain = self.plain(text)
        if self._reported.search(plain):
            return None
        heard = frozenset(cues)
        asked = [kind for kind, _ in self._asked.found(plain)]
        asked += [kind for kind, one in self.kinds.items() if heard & set(one.cues)]
        asked += [alike] if alike else []
        return next((kind for kind in asked if not self._excused(kind, plain)), None)

    def _excused(self, kind: str, plain: str) -> bool:
        return kind in self._unless and bool(self._unless[kind].search(plain))

    def plain(self, text: str) -> str:
        """Lower case, letters and digits only, short forms written out, slips mended.

        >>> load_boundaries().plain("Do U remeber me??")
        'do you remember me'
        """
        low = folded(_APOSTROPHE.sub("", text.lower()))
        words = _OTHER.sub(" ", _DRAWN_OUT.sub(r"\1", low)).split()
        if len(words) > LONG_MESSAGE:
            words = words[-LOOKED_AT:]
        return " ".join(self._short.get(one, one) for one in map(self._mended, words))

    def _mend(self, word: str) -> str:
        if len(word) < MENDED_FROM or word in self._known:
            return word
        near = self._near.get((word[0], len(word)), ())
        return next((one for one in near if one_slip(word, one)), word)


def one_slip(written: str, meant: str) -> bool:
    """Whether one letter wrong, missing, too many, or two swapped lie between two words.

    >>> [one_slip(word, "secret") for word in ("secrit", "secet", "secrret", "sceret", "sacrit")]
    [True, True, True, True, False]
    """
    if written == meant or abs(len(written) - len(meant)) > 1:
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b),
        min(len(written), len(meant)),
    )
    left, right = written[at:], meant[at:]
    swapped = left[1:2] + left[:1] + left[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped == right


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns))


@lru_cache(maxsize=8)
def load_boundaries(locale: str = "en") -> Boundaries:
    """The kinds of a language; cached. Raises `ContentError`."""
    over = LANGUAGES / locale / "content" / "dialogue" / "boundaries.yaml"
    path = CONTENT / "dialogue" / "boundaries.yaml"
    overlay = over if locale != "en" else None
    return Boundaries(load_file(path, BoundaryFile, overlay=overlay))
