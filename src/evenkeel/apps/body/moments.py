"""Questions that the daily numbers cannot answer: stress now, and which device counted when.

Here: reads of the samples of some weeks. Not here: the table of days (`days.py`), what the numbers
mean (`core.sensing`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

from evenkeel.apps.body import store
from evenkeel.apps.body.days import month_of
from evenkeel.apps.body.importing import settings_of
from evenkeel.core.sensing.arousal import PAST_DAYS, Arousal, arousal
from evenkeel.core.sensing.days import EPOCH, Days
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

STRESS_SIGNALS: Final = frozenset({"heart_rate", "steps"})


@dataclass(frozen=True, slots=True)
class Overlap:
    """Which source counted for a signal over some days."""

    hours: Mapping[str, int]
    """Hours in which a source counted, the most first."""
    shared: int
    """Hours that more than one source measured."""
    preferred: tuple[str, ...]
    """Sources that the member put first; empty: the one that measured most."""


def stress_now(member: Member, keyring: Keyring, *, at: datetime, zone: ZoneInfo) -> Arousal:
    """How awake the body is against its own usual at this time of day, at rest. `at` is aware.

    `core.sensing.arousal.is_sustained` says whether a rise has lasted long enough to act on.
    Signals that are off are not looked at.
    """
    local = at.astimezone(zone)
    first = local.date() - timedelta(days=PAST_DAYS + 1)
    days = _days(member, keyring, STRESS_SIGNALS, first, local.date(), zone)
    wall = local.replace(tzinfo=None) - datetime(1970, 1, 1)  # noqa: DTZ001 (the wall's clock)
    return arousal(days, at_local_ms=round(wall.total_seconds() * 1000))


def overlap(
    member: Member,
    keyring: Keyring,
    signal: str,
    *,
    since: date,
    until: date,
    zone: ZoneInfo | None,
) -> Overlap | None:
    """Who counted when two devices measured the same; None where only one ever did."""
    days = _days(member, keyring, {signal}, since, until, zone)
    whole, kept = days.whole(signal), days.placed(signal)
    if whole is None or kept is None or len(whole.rows.sources) < 2:
        return None
    names, inside = kept.rows.sources, days.inside(kept)
    pairs = np.unique(np.stack([kept.hour[inside], kept.rows.source[inside]]), axis=1)
    count = np.bincount(pairs[1], minlength=len(names)).tolist()
    told = sorted(zip(names, count, strict=True), key=lambda pair: -pair[1])
    all_pairs = np.unique(np.stack([whole.hour, whole.rows.source])[:, days.inside(whole)], axis=1)
    _, sources = np.unique(all_pairs[0], return_counts=True)
    return Overlap(
        hours={name: hours for name, hours in told if hours},
        shared=int((sources > 1).sum()),
        preferred=tuple(settings_of(member, keyring).preferred.get(signal, ())),
    )


def _days(
    member: Member,
    keyring: Keyring,
    signals: Collection[str],
    since: date,
    until: date,
    zone: ZoneInfo | None,
) -> Days:
    chosen = settings_of(member, keyring)
    entries = store.index_of(member, keyring)
    used = set(signals) - set(chosen.off)
    months = range(month_of(since) - 1, month_of(until) + 2)
    batches = store.load(member, keyring, entries, signals=used, months=months)
    count = (until - since).days + 1
    return Days(max(since, EPOCH), count, batches, chosen.preferred, zone)
