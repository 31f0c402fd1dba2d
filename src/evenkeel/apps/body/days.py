"""The daily numbers beside the samples: worked out after an import, opened for a page.

Here: which months need it, a year at a time, and the table across months. Not here: what a number
means (`core.sensing`).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.db import transaction

from evenkeel.apps.body import store
from evenkeel.apps.body.models import DayBlock
from evenkeel.apps.body.payloads import BlockEntry, BodySettingsPayload, DaysPayload
from evenkeel.core.sensing.daily import VERSION, daily_table
from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import features
from evenkeel.core.sensing.signals import signals
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import DayTable

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

AT_ONCE: Final = 12
"""Months worked out at a time: the bound on memory."""
LEAD: Final = 2
"""Months before them that are looked at too: a cycle, four weeks of nights."""
NOT_NEEDED: Final = frozenset({"ecg", "moving"})


def month_of(day: date) -> int:
    """Months since January 1970."""
    return (day.year - 1970) * 12 + day.month - 1


def first_day(month: int) -> date:
    return date(1970 + month // 12, month % 12 + 1, 1)


def work_out(
    member: Member,
    keyring: Keyring,
    months: Collection[int],
    *,
    settings: BodySettingsPayload,
    zone: ZoneInfo | None,
    now: datetime,
) -> None:
    """Work the daily numbers of some months out anew, and of those that look back at them."""
    entries = store.index_of(member, keyring)
    here = {entry.month for entry in entries.values()}
    wanted = sorted({m + later for m in months for later in range(LEAD + 1)} & here | set(months))
    for run in _runs(wanted):
        _work_out_run(member, keyring, run, entries, settings=settings, zone=zone, now=now)


def _work_out_run(
    member: Member,
    keyring: Keyring,
    run: Sequence[int],
    entries: Mapping[str, BlockEntry],
    *,
    settings: BodySettingsPayload,
    zone: ZoneInfo | None,
    now: datetime,
) -> None:
    used = set(signals()) - set(settings.off) - NOT_NEEDED
    first = run[0] - LEAD
    batches = store.load(
        member, keyring, entries, signals=used, months=range(first - 1, run[-1] + 2)
    )
    start, end = first_day(first), first_day(run[-1] + 1)
    days = Days(start, (end - start).days, batches, settings.preferred, zone)
    table = daily_table(days, without=settings.off)
    payloads = {month: _month(table, month, zone) for month in run}
    _save(member, keyring, payloads, now=now)


def table(
    member: Member,
    keyring: Keyring,
    since: date,
    until: date,
    *,
    columns: Collection[str] | None = None,
    settings: BodySettingsPayload,
    now: datetime | None = None,
) -> DayTable:
    """Dates from `since` to `until`, both included, with every column there is in that time.

    With `now`, months of an older version are worked out anew first.
    """
    months = range(month_of(since), month_of(until) + 1)
    opened = _open(member, keyring, months)
    if now and renew(member, keyring, opened, settings=settings, now=now):
        opened = _open(member, keyring, months)
    dates = tuple(date.fromordinal(n) for n in range(since.toordinal(), until.toordinal() + 1))
    names = sorted({name for one in opened.values() for name in one.columns})
    hidden = hidden_columns(settings.off)
    kept = [n for n in names if n not in hidden and (columns is None or n in columns)]
    values: dict[str, list[float]] = {name: [] for name in kept}
    cells: dict[str, list[float]] = {name: [] for name in kept}
    for month in months:
        first = max(since, first_day(month))
        last = min(until, date.fromordinal(first_day(month + 1).toordinal() - 1))
        span = slice(first.day - 1, last.day)
        count = last.day - first.day + 1
        one = opened.get(month)
        for name in kept:
            told = one.columns.get(name) if one else None
            if told is None or one is None:
                values[name] += [math.nan] * count
                cells[name] += [0.0] * count
            else:
                values[name] += [math.nan if v is None else v for v in told[span]]
                cells[name] += one.cells[name][span]
    return DayTable(
        dates=dates,
        columns={name: tuple(column) for name, column in values.items()},
        cells={name: tuple(column) for name, column in cells.items()},
    )


def renew(
    member: Member,
    keyring: Keyring,
    opened: Mapping[int, DaysPayload],
    *,
    settings: BodySettingsPayload,
    now: datetime,
) -> bool:
    """Work out anew the months that an older version of Evenkeel worked out otherwise. Says whether
    there were any."""
    old = {month: one for month, one in opened.items() if one.version != VERSION}
    for zone in sorted({one.zone for one in old.values()}):
        months = [month for month, one in old.items() if one.zone == zone]
        known = ZoneInfo(zone) if zone else None
        work_out(member, keyring, months, settings=settings, zone=known, now=now)
    return bool(old)


def hidden_columns(off: Collection[str]) -> set[str]:
    """Columns that rest only on signals that are off."""
    derived = {
        id for id, feature in features().items() if feature.needs and set(feature.needs) <= set(off)
    }
    return set(off) | derived


def forget(member: Member) -> None:
    """Remove all daily numbers, to be worked out again."""
    DayBlock.of(member).delete()


def _runs(months: Iterable[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for month in months:
        if runs and month == runs[-1][-1] + 1 and len(runs[-1]) < AT_ONCE:
            runs[-1].append(month)
        else:
            runs.append([month])
    return runs


def _month(table: DayTable, month: int, zone: ZoneInfo | None) -> DaysPayload:
    begin = (first_day(month) - table.dates[0]).days
    span = slice(begin, begin + (first_day(month + 1) - first_day(month)).days)
    columns, cells = {}, {}
    for name, column in table.columns.items():
        part = tuple(None if math.isnan(v) else round(v, 6) for v in column[span])
        if any(v is not None for v in part):
            columns[name], cells[name] = part, table.cells[name][span]
    return DaysPayload.model_construct(
        month=month,
        version=VERSION,
        columns=columns,
        cells=cells,
        zone=zone.key if zone else "",
    )


def _save(
    member: Member, keyring: Keyring, payloads: Mapping[int, DaysPayload], *, now: datetime
) -> None:
    starts = {store.month_start(month): payload for month, payload in payloads.items()}
    with transaction.atomic():
        DayBlock.of(member).filter(at__in=list(starts)).delete()
        new = []
        for at, payload in starts.items():
            row = DayBlock(member=member, at=at, created_at=now, updated_at=now)
            row.sealed = keyring.seal(row._address(), payload.model_dump_json().encode())
            new.append(row)
        DayBlock.objects.bulk_create(new)


def _open(member: Member, keyring: Keyring, months: range) -> dict[int, DaysPayload]:
    rows = DayBlock.of(member).filter(
        at__gte=store.month_start(months[0]), at__lte=store.month_start(months[-1])
    )
    opened = (row.open(keyring) for row in rows)
    return {payload.month: payload for payload in opened}
