"""What a daily feature is: one number a day, with what it rests on and where it comes from.

Here: the type and the discovery of `features/`. Not here: any one feature; what a signal's own
daily number is (`daily.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple

import numpy as np

from evenkeel.core.sensing.days import Days, Numbers

FOLDER = Path(__file__).parent / "features"


class Column(NamedTuple):
    """One value a day (nan: missing) and, per day, the share of what it needs that was there."""

    values: Numbers
    cells: Numbers


@dataclass(frozen=True, slots=True)
class Feature:
    """One derived daily number. Its id is its file's name and its column's."""

    id: str
    name: str
    unit: str
    needs: tuple[str, ...]
    """Any of these signals is enough to try."""
    source: str
    """The paper or manual it is defined by."""
    least: str
    """The least data a day needs, in words; tested at both edges."""
    compute: Callable[[Days], Column]
    past_days: int = 1
    """Days before a day that its value looks at."""


def nothing(days: Days) -> Column:
    """No value on any day."""
    return Column(np.full(days.count, np.nan), np.zeros(days.count))


@cache
def features() -> Mapping[str, Feature]:
    """Every derived feature by id.

    >>> "sleep_minutes" in features()
    True
    """
    found: dict[str, Feature] = {}
    for module in iter_modules([str(FOLDER)]):
        loaded = import_module(f"evenkeel.core.sensing.features.{module.name}")
        feature = getattr(loaded, "FEATURE", None)
        if isinstance(feature, Feature):
            if feature.id != module.name:
                raise ValueError(f"{module.name}.py: its id is its file name.")
            found[feature.id] = feature
    return found
