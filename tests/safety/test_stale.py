"""S10 under a fake clock: the build warns after 180 days, fails after 365, and not before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from evenkeel.core.safety import Freshness, freshness
from tests.safety.__main__ import stale
from tests.safety.talking import SAFETY

RECORDED = max(one.verified_on or one.recorded_on for one in SAFETY.countries.values())


def after(days: int) -> datetime:
    return datetime.combine(RECORDED + timedelta(days=days), datetime.min.time(), UTC)


@pytest.mark.parametrize(("days", "warns"), [(0, False), (180, False), (181, True), (400, True)])
def test_the_build_warns_from_the_181st_day(days: int, warns: bool) -> None:
    assert bool(stale(after(days))) is warns


@pytest.mark.parametrize(("days", "fails"), [(0, 0), (365, 0), (366, len(SAFETY.countries))])
def test_the_release_figure_fails_from_the_366th_day(days: int, fails: int) -> None:
    ages = [freshness(one, now=after(days)) for one in SAFETY.countries.values()]
    assert ages.count(Freshness.EXPIRED) == fails
