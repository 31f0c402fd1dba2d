"""One measured figure beside what it is measured against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`; `limit` is the most (or, with `at_least`, the least) it may be.

    `beside` says what the limit is: "limit", or the peer measured in the same run.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False
    beside: str = "limit"

    @property
    def ratio(self) -> float | None:
        """Value over limit: under 1 is better, or over 1 where more is better."""
        return self.value / self.limit if self.limit else None

    @property
    def kept(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all are not above (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
