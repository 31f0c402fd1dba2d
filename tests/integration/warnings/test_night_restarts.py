"""The night pass stops anywhere and is begun again: everybody is looked at, nothing is twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evenkeel.apps.warnings import grants, night, queries
from evenkeel.apps.warnings.models import BackgroundGrant, EarlyWarning, ShortDays
from tests.factories.members import Known, make_member
from tests.integration.warnings.test_warnings import NIGHT, NOW, allow, live

pytestmark = pytest.mark.django_db
MEMBERS = 5


class Stopped(Exception):
    """The machine went away."""


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> list[Known]:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(night, "AT_ONCE", 2)
    found = []
    for n in range(MEMBERS):
        known = make_member(nickname=f"m{n}", now=NOW - timedelta(days=160))
        live(known, slide=n % 2 == 0, seed=n)
        allow(known)
        grants.renew(by=known.member, keyring=known.keyring, now=NOW - timedelta(days=1))
        found.append(known)
    BackgroundGrant.objects.update(shard=0)
    return found


@pytest.mark.parametrize("stops_at", ["table", "before saving", "after saving"])
@pytest.mark.parametrize("batch", [1, 2, 3])
def test_wherever_it_stops_the_next_run_ends_it(
    several: list[Known], monkeypatch: pytest.MonkeyPatch, stops_at: str, batch: int
) -> None:
    saves = 0
    save, table = night._save, night._table

    def stopping_save(*args: Any) -> None:
        nonlocal saves
        saves += 1
        if saves == batch and stops_at == "before saving":
            raise Stopped
        save(*args)
        if saves == batch and stops_at == "after saving":
            raise Stopped

    def stopping_table(*args: Any, **rest: Any) -> Any:
        if saves == batch - 1 and stops_at == "table":
            raise Stopped
        return table(*args, **rest)

    monkeypatch.setattr(night, "_save", stopping_save)
    monkeypatch.setattr(night, "_table", stopping_table)
    with pytest.raises(Stopped):
        night.run(now=NIGHT)
    monkeypatch.setattr(night, "_save", save)
    monkeypatch.setattr(night, "_table", table)
    assert night.run(now=NIGHT) == 0, "its lease still stands"
    later = NIGHT + night.LEASE + timedelta(minutes=1)
    night.run(now=later)
    assert not BackgroundGrant.objects.exclude(looked_on=NIGHT.date()).exists()
    assert ShortDays.objects.count() == MEMBERS
    told = [len(queries.past(one.member, one.keyring, now=NOW)) for one in several]
    assert told == [1, 0, 1, 0, 1]
    assert EarlyWarning.objects.count() == sum(told)
    assert night.run(now=later) == 0
