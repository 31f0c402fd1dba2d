"""How well two labellers agree on the level of a graded message: shares and kappas.

The second labels (`second_labels.yaml`) are of ten languages and the later English batches; the
first 503 English ones were counted once (`docs/reference/labelling-agreement.md`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from evenkeel.core.vocabulary import RiskLevel
from tests.safety.graded import graded

FILE = Path(__file__).parent / "second_labels.yaml"


@dataclass(frozen=True, slots=True)
class Agreement:
    """`quadratic` is the quadratic-weighted kappa over five levels, `danger` that of raised or more
    against the rest; `lost` are high or imminent in one hand and below raised in the other.
    """

    labelled: int
    same: float
    within_one: float
    quadratic: float
    danger: float
    lost: int


@cache
def second() -> dict[str, dict[str, str]]:
    """{locale: {message: second level}}."""
    return dict(yaml.safe_load(FILE.read_text("utf-8")))


def agreement(locales: Iterable[str]) -> Agreement:
    pairs = []
    for locale in locales:
        first = {row.text: row.level for row in graded(locale)}
        pairs += [(RiskLevel[first[text].upper()], RiskLevel[level.upper()])
                  for text, level in second()[locale].items()]  # fmt: skip
    a, b = (np.array([int(pair[place]) for pair in pairs]) for place in (0, 1))
    apart = abs(a - b)
    raised, high = int(RiskLevel.RAISED), int(RiskLevel.HIGH)
    return Agreement(
        len(pairs), float((apart == 0).mean()), float((apart <= 1).mean()),
        kappa(a, b, len(RiskLevel)), kappa((a >= raised) * 1, (b >= raised) * 1, 2),
        int(((np.maximum(a, b) >= high) & (np.minimum(a, b) < raised) & (a >= high)).sum()),
    )  # fmt: skip


def kappa(a: np.ndarray, b: np.ndarray, levels: int) -> float:
    """Cohen's kappa, weighted by the square of the distance (plain for two levels). Cohen 1968."""
    seen = np.zeros((levels, levels))
    np.add.at(seen, (a, b), 1)
    by_chance = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / len(a)
    weights = np.subtract.outer(np.arange(levels), np.arange(levels)) ** 2
    return float(1 - (weights * seen).sum() / (weights * by_chance).sum())
