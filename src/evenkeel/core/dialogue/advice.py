"""What the member's own history says about tools, asked for only when something is to be offered.

Here: the seam, as a protocol. Not here: who answers (the shell, with `core.personalisation`), where
it is asked (`offers`). `Talk` carries it; without one, offers follow the talk alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol


class Advises(Protocol):
    """One member's advice in one turn."""

    @property
    def barred(self) -> frozenset[str]:
        """Ids of exercises, guides and flows that are never offered to this member."""
        ...

    def best(self, needs: Sequence[str], *, without: Collection[str]) -> Sequence[str]:
        """Ids of exercises for these needs, the one to offer first in front; never one of
        `without`. Empty where nothing fits."""
        ...
