"""The body, read: what is stored, how good it is, the table of days, today beside the usual.

Here: every read; `day_table` is what insights, warnings and personalisation look at. Not here:
writes (`actions.py`), what numbers mean (`core.sensing`).
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from django.utils import timezone

from evenkeel.apps.body import days, store, words
from evenkeel.apps.body.importing import settings_of
from evenkeel.apps.body.models import Dropped, ImportRun
from evenkeel.apps.body.moments import Overlap as Overlap  # noqa: PLC0414 (a noun)
from evenkeel.apps.body.moments import overlap as overlap  # noqa: PLC0414
from evenkeel.apps.body.moments import stress_now as stress_now  # noqa: PLC0414
from evenkeel.apps.body.payloads import BlockEntry, DroppedPayload
from evenkeel.core.sensing.heart.baseline import DAYS, Baseline, Place, baseline
from evenkeel.core.sensing.signals import signals
from evenkeel.core.vault import Keyring, VaultError
from evenkeel.core.vocabulary import CLOCK_ONLY, ZONE_UNKNOWN, DayTable

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "Held",
    "Overlap",
    "Today",
    "Trend",
    "day_table",
    "held",
    "imports",
    "overlap",
    "stress_now",
    "today",
    "trend",
    "words",
]

FRESH: Final = timedelta(days=2)
"""A source that has sent nothing for longer has stopped, and its trend is paused."""
LOGARITHMIC: Final = frozenset({"hrv_rmssd", "hrv_sdnn", "rmssd_from_beats"})
SHORT_NIGHT: Final = 360.0
"""Minutes: under six hours is short by consensus (Watson et al. 2015, Sleep 38:843)."""
SHOWN_FIRST: Final = (
    "sleep_minutes",
    "diary_sleep_minutes",
    "hrv_rmssd",
    "hrv_sdnn",
    "rmssd_from_beats",
    "resting_heart_rate",
    "night_heart_rate",
    "lowest_heart_rate",
    "respiratory_rate",
    "steps",
    "sleep_regularity",
    "weight",
    "stress_score",
    "recovery_score",
    "screen_minutes",
)
"""What today is told of, where there is any."""


@dataclass(frozen=True, slots=True)
class Held:
    """One signal as stored: how much, from when to when, from where, how complete."""

    id: str
    name: str
    group: str
    rows: int
    first: date
    last: date
    sources: tuple[tuple[str, int], ...]
    on: bool
    paused_days: int
    """Days since the last value, when more than two; else 0."""


@dataclass(frozen=True, slots=True)
class Today:
    """The newest value of a column against the person's own usual."""

    column: str
    name: str
    on: date
    value: float
    usual: Baseline
    place: Place
    coverage: float
    days_old: int


@dataclass(frozen=True, slots=True)
class Trend:
    """A column over some days, with the usual band before each."""

    column: str
    name: str
    unit: str
    dates: tuple[date, ...]
    values: tuple[float, ...]
    cells: tuple[float, ...]
    band: tuple[tuple[float, float] | None, ...]

    @property
    def known(self) -> int:
        return sum(not math.isnan(value) for value in self.values)


def day_table(
    member: Member,
    keyring: Keyring,
    since: date,
    until: date,
    *,
    columns: Collection[str] | None = None,
) -> DayTable:
    """Dates x columns of the body, `nan` for missing, coverage in `cells`. Signals that are off
    are not in it. Opens one sealed row a month: three years take well under 150 ms. Months that an
    older version of Evenkeel worked out are worked out anew first."""
    chosen, now = settings_of(member, keyring), timezone.now()
    return days.table(member, keyring, since, until, columns=columns, settings=chosen, now=now)


def held(member: Member, keyring: Keyring, *, on: date) -> tuple[Held, ...]:
    """Every stored signal, by group and name."""
    off = set(settings_of(member, keyring).off)
    found: dict[str, list[BlockEntry]] = {}
    for entry in store.index_of(member, keyring).values():
        found.setdefault(entry.signal, []).append(entry)
    told = [_held(id, entries, off, on) for id, entries in found.items()]
    order = list(words.GROUPS)
    return tuple(sorted(told, key=lambda one: (order.index(one.group), one.name)))


def _held(id: str, entries: list[BlockEntry], off: set[str], on: date) -> Held:
    text = words.signal_texts()[id]
    sources: dict[str, int] = {}
    for entry in entries:
        for name, count in entry.sources.items():
            sources[name] = sources.get(name, 0) + count
    last = min(on, words.day_of(max(entry.last_ms for entry in entries)))
    quiet = on - last
    return Held(
        id=id,
        name=text.name,
        group=text.group,
        rows=sum(entry.rows for entry in entries),
        first=words.day_of(min(entry.first_ms for entry in entries)),
        last=last,
        sources=tuple(sorted(sources.items(), key=lambda pair: -pair[1])),
        on=id not in off,
        paused_days=quiet.days if quiet > FRESH else 0,
    )


def newest_day(held: Sequence[Held], *, on: date) -> date:
    """The day the newest data is from, today at the latest: where windows end."""
    return min(on, max((one.last for one in held), default=on))


def today(member: Member, keyring: Keyring, *, on: date) -> tuple[Today, ...]:
    """The newest value of the columns people look at first, against the 60 days before it."""
    table = day_table(member, keyring, on - timedelta(days=DAYS + 7), on, columns=set(SHOWN_FIRST))
    told = (_today(table, column, on) for column in SHOWN_FIRST if column in table.columns)
    return tuple(one for one in told if one is not None)


def _today(table: DayTable, column: str, on: date) -> Today | None:
    values = np.array(table.columns[column])
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return None
    at = int(known[-1])
    usual = baseline(values[:at], logarithm=column in LOGARITHMIC)
    value = float(values[at])
    return Today(
        column=column,
        name=words.column_name(column),
        on=table.dates[at],
        value=value,
        usual=usual,
        place=usual.place(value),
        coverage=table.cells[column][at],
        days_old=(on - table.dates[at]).days,
    )


def trend(
    member: Member, keyring: Keyring, column: str, *, since: date, until: date
) -> Trend | None:
    """One column over days, with the band that was usual before each day; None without any."""
    chosen = settings_of(member, keyring).model_copy(update={"off": ()})
    first = since - timedelta(days=DAYS)
    table = days.table(member, keyring, first, until, columns={column}, settings=chosen)
    if column not in table.columns:
        return None
    values = np.array(table.columns[column])
    begin = len(values) - ((until - since).days + 1)
    band: list[tuple[float, float] | None] = []
    for at in range(begin, len(values)):
        usual = baseline(values[max(0, at - DAYS) : at], logarithm=column in LOGARITHMIC)
        enough = usual.place(usual.middle) is not Place.UNKNOWN
        band.append((usual.low, usual.high) if enough else None)
    return Trend(
        column=column,
        name=words.column_name(column),
        unit=words.column_unit(column),
        dates=table.dates[begin:],
        values=tuple(values[begin:].tolist()),
        cells=table.cells[column][begin:],
        band=tuple(band),
    )


def run_of(member: Member, id: uuid.UUID) -> ImportRun | None:
    """How far an import has come; None where it is not this member's."""
    return ImportRun.objects.filter(member=member, pk=id).first()


def dropped(member: Member, keyring: Keyring, id: uuid.UUID) -> DroppedPayload | None:
    """What is known of a file."""
    row = Dropped.of(member).filter(pk=id).first()
    payload: DroppedPayload | None = row.open(keyring) if row else None
    return payload


def imports(
    member: Member, keyring: Keyring, *, most: int = 20
) -> tuple[tuple[uuid.UUID, datetime, DroppedPayload], ...]:
    """The newest files that were read, and what was in them."""
    found = []
    for row in Dropped.of(member)[:most]:
        try:
            found.append((row.pk, row.at, row.open(keyring)))
        except (VaultError, ValueError):
            continue
    return tuple(found)


def samples_csv(member: Member, keyring: Keyring, signal: str) -> Iterator[str]:
    """Every value of one signal as CSV, a month at a time."""
    entries = store.index_of(member, keyring)
    months = sorted({entry.month for entry in entries.values() if entry.signal == signal})
    unit = signals()[signal].unit
    yield f"start_utc,end_utc,minutes_east,value ({unit}),source,device,label\r\n"
    for month in months:
        one = store.load(member, keyring, entries, signals={signal}, months=[month])[signal]
        start = np.datetime_as_string(one.start.astype("datetime64[ms]")).tolist()
        end = np.datetime_as_string(one.end.astype("datetime64[ms]")).tolist()
        lines = []
        for i in range(len(one)):
            offset = int(one.offset[i])
            zone = {ZONE_UNKNOWN: "", CLOCK_ONLY: "clock"}.get(offset, str(offset))
            texts = (
                one.sources[one.source[i]],
                one.devices[one.device[i]],
                one.labels[one.label[i]],
            )
            quoted = ",".join(_quoted(text) for text in texts)
            lines.append(f"{start[i]},{end[i]},{zone},{one.value[i]:.12g},{quoted}\r\n")
        yield "".join(lines)


def _quoted(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    safe = f"'{text}" if text[:1] in "=+-@\t\r" and text else text
    return '"' + safe.replace('"', '""') + '"'
