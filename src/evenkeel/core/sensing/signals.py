"""Every kind of measurement there is, read from `content/signals/`.

Here: the schema of a signal's file, and the catalogue. Not here: units (`units.py`), what a day of
a signal says (`daily.py` and `features/`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import model_validator

from evenkeel.core.content import languages
from evenkeel.core.content.loader import CONTENT, Content, load_folder
from evenkeel.core.sensing.units import UNITS
from evenkeel.core.vocabulary import Signal, SignalKind

FOLDER = CONTENT / "signals"


class Daily(StrEnum):
    """What one number says of a day of a signal. `none`: its own feature says it, or nothing."""

    MEAN = "mean"
    SUM = "sum"
    MAX = "max"
    LAST = "last"
    NONE = "none"


class SignalText(Content):
    """One signal as content: what it is called, and what a value of it can be."""

    name: str
    unit: str
    kind: SignalKind
    group: str
    plausible: tuple[float, float]
    daily: Daily
    stages: Mapping[str, int] = {}
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> SignalText:
        if self.unit not in UNITS:
            raise ValueError(f"{self.unit!r} is no unit of core.sensing.units.UNITS")
        if UNITS[self.unit].base != self.unit:
            raise ValueError(f"store {UNITS[self.unit].base!r}, not {self.unit!r}")
        if self.plausible[0] > self.plausible[1]:
            raise ValueError("`plausible` is the lowest and the highest value, in that order")
        if (self.kind is SignalKind.STAGE) != bool(self.stages):
            raise ValueError("`stages` belongs to signals of kind stage, and only to those")
        return self

    @property
    def signal(self) -> Signal:
        """The same as the core's type, without its words."""
        return Signal(
            id=self.id,
            unit=self.unit,
            kind=self.kind,
            plausible=self.plausible,
            stages=self.stages,
        )


def load_texts(*, overlay: Path | None = None) -> Mapping[str, SignalText]:
    """Every signal by id, in a language where `overlay` is its folder. Raises `ContentError`."""
    return load_folder(FOLDER, SignalText, overlay=overlay)


@cache
def texts_in(locale: str) -> Mapping[str, SignalText]:
    """Every signal by id, in `locale` where it is written. Raises `ContentError`."""
    return load_texts(overlay=languages.overlay(locale, "signals"))


@cache
def signals() -> Mapping[str, Signal]:
    """Every signal by id.

    >>> signals()["heart_rate"].unit, signals()["sleep_stage"].stages["rem"]
    ('/min', 5)
    """
    return {id: text.signal for id, text in load_texts().items()}
