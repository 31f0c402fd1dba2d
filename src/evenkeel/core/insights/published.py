"""What studies found, for a person with few days or tries of their own: data with sources.

Here: reading `content/relief/` (effects of exercises, in points) and `content/plausible/` (links
that are likelier than others before looking). Not here: what is made of it (`what_helps`,
`searched`). Only published averages are pooled over people; nothing of other members is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import Field

from evenkeel.core.content.loader import CONTENT, Content, load_folder

POINTS = 2.0
"""Points of 10 that one standard deviation of a momentary feeling is: within-person spreads in
ema_bringmann2013, on a scale of 10, are 1.3 (fearful), 1.9 (sad) and 2.1 (worry) on average."""


class Published(Content):
    """One finding on exercises of a kind: `effect` is a standardised mean difference against doing
    nothing or something else; positive is relief. `exercises` are ids it is taken to speak for."""

    what: str
    exercises: tuple[str, ...]
    effect: float
    of: str
    sources: tuple[str, ...]


@cache
def load_published() -> Mapping[str, Published]:
    """Every finding by id. Raises `ContentError`, also where two speak for one exercise."""
    return load_folder(CONTENT / "relief", Published)


@cache
def expected_points() -> Mapping[str, float]:
    """Points of relief to begin with, by exercise; one that no study speaks for is not in it.

    >>> all(0 < points < 2 for points in expected_points().values())
    True
    """
    made: dict[str, float] = {}
    for one in load_published().values():
        for exercise in one.exercises:
            if exercise in made:
                raise ValueError(f"content/relief/{one.id}.yaml: {exercise} is in another file too")
            made[exercise] = one.effect * POINTS
    return made


class Plausible(Content):
    """Links that studies found again and again: factors of these `groups` (`Metric.group`) with
    these `outcomes` may spend `weight` times as much of the error rate as others."""

    what: str
    groups: tuple[str, ...]
    outcomes: tuple[str, ...]
    weight: Annotated[float, Field(ge=1, le=3)]
    why: str
    sources: tuple[str, ...]


@cache
def load_plausible() -> Mapping[str, Plausible]:
    """Every kind of likely link by id. Raises `ContentError`."""
    return load_folder(CONTENT / "plausible", Plausible)


def share_of(group: str, outcome: str) -> float:
    """How much of the error rate a pair may spend, beside 1 for any other.

    >>> share_of("sleep", "mood") > share_of("", "mood") == 1.0
    True
    """
    found = (
        one.weight
        for one in load_plausible().values()
        if group in one.groups and outcome in one.outcomes
    )
    return max(found, default=1.0)
