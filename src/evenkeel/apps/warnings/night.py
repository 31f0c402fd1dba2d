"""The night pass: looks at members' days by grant, shard by shard, and seals what it saw.

Here: whose turn it is, opening, running the detectors, keeping the result. Not here: detectors
(`core.warning`), telling the member (`queries`, `views`).

It may stop at any point and be started again, and may be run twice: who was looked at is written
with what was found, in one transaction per batch, and a warning's id is made of its member,
detector and day, so that nothing appears twice. A shard is leased; several workers take several.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from django.apps import apps
from django.db import IntegrityError, models, transaction

from evenkeel.apps.warnings import days, grants
from evenkeel.apps.warnings.models import (
    SHARDS,
    BackgroundGrant,
    EarlyWarning,
    NightShard,
    ShortDays,
)
from evenkeel.apps.warnings.payloads import DaysPayload, WarningPayload
from evenkeel.core.vault import Keyring, VaultError
from evenkeel.core.vocabulary import DayTable
from evenkeel.core.warning import Standing, standing

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

AT_ONCE: Final = 100
"""Members of one transaction: little is done again when a machine stops."""
LEASE: Final = timedelta(minutes=10)
BEGINS_UTC: Final = 3
"""The hour from which a day counts as over everywhere that matters: results are for the morning."""
ONE_SLIDE: Final = 14
"""Days around a warning in which the same detector speaks of the same slide."""
NAMES: Final = UUID("6e0b7f0e-6a53-4d0e-9a59-6d1f2b7f5b11")

log = logging.getLogger(__name__)


def run(*, now: datetime, only: range | None = None) -> int:
    """Look at everybody whose turn it is, in the shards that are free. Returns how many."""
    night = (now - timedelta(hours=BEGINS_UTC)).date()
    looked = 0
    for shard in only or range(SHARDS):
        if _lease(night, shard, now=now):
            looked += sum(_batches(night, shard, now=now))
            NightShard.objects.filter(night=night, shard=shard).update(
                done_at=now, leased_until=None
            )
    NightShard.objects.filter(night__lt=night - timedelta(days=7)).delete()
    return looked


def _lease(night: date, shard: int, *, now: datetime) -> bool:
    if not BackgroundGrant.objects.filter(_due(night), shard=shard).exists():
        return False
    try:
        with transaction.atomic():
            NightShard.objects.get_or_create(night=night, shard=shard)
    except IntegrityError:
        pass  # somebody else made it in this moment
    free = models.Q(leased_until=None) | models.Q(leased_until__lte=now)
    mine = NightShard.objects.filter(free, night=night, shard=shard)
    return bool(mine.update(leased_until=now + LEASE, done_at=None))


def _due(night: date) -> models.Q:
    return models.Q(looked_on=None) | models.Q(looked_on__lt=night)


def _batches(night: date, shard: int, *, now: datetime) -> Iterator[int]:
    while True:
        due = BackgroundGrant.objects.filter(_due(night), shard=shard).order_by("pk")
        batch = list(due.select_related("member")[:AT_ONCE])
        if not batch:
            return
        _look_at(batch, night=night, now=now)
        NightShard.objects.filter(night=night, shard=shard).update(leased_until=now + LEASE)
        yield len(batch)


def _look_at(batch: Sequence[BackgroundGrant], *, night: date, now: datetime) -> None:
    allowed = grants.consenting(batch)
    over = [one.pk for one in batch if one.pk not in allowed or one.expires_at <= now]
    BackgroundGrant.objects.filter(pk__in=over).delete()
    left = [one for one in batch if one.pk not in set(over)]
    held = _Held(left, night=night)
    fresh: list[EarlyWarning] = []
    for grant in left:
        try:
            keyring = grants.keyring_of(grant, now=now)
            fresh += look_at(grant.member, keyring, held, night=night, now=now)
        except (VaultError, ValueError, KeyError) as error:
            log.warning("A member's days could not be looked at: %s.", type(error).__name__)
    with transaction.atomic():  # short: looking takes long, and others want to write meanwhile
        _save(fresh, held)
        BackgroundGrant.objects.filter(pk__in=[one.pk for one in left]).update(looked_on=night)


def look_now(*, by: Member, keyring: Keyring, now: datetime) -> int:
    """The same for one member, inside their own request. Returns how many warnings are new."""
    night = (now - timedelta(hours=BEGINS_UTC)).date()
    held = _Held([by], night=night)
    with transaction.atomic():
        fresh = look_at(by, keyring, held, night=night, now=now)
        _save(fresh, held)
        BackgroundGrant.objects.filter(pk=by.pk).update(looked_on=night)
    return len(fresh)


def table_of(by: Member, keyring: Keyring, *, now: datetime) -> DayTable:
    """The days as the detectors see them, today included, for pictures and the forecast."""
    today = now.date() + timedelta(days=1)
    held = _Held([by], night=today)
    return _table(by, keyring, held, night=today)


class _Held:
    """What a batch of members has stored, fetched in as few questions as there are tables."""

    def __init__(self, batch: Sequence[Any], *, night: date) -> None:
        ids = [getattr(one, "member_id", None) or one.pk for one in batch]
        self.first = night - timedelta(days=days.WINDOW)
        since = datetime.combine(self.first, datetime.min.time(), tzinfo=UTC)
        every = apps.get_model(days.ROWS)._default_manager.filter(member__in=ids).order_by()
        self.check_ins = every.filter(at__gte=since - timedelta(days=1))
        self.short: dict[UUID, ShortDays] = {
            row.member_id: row for row in ShortDays.objects.filter(member__in=ids)
        }
        counted = every.values_list("member").annotate(rows=models.Count("pk"))
        self.counts: dict[UUID, int] = dict(counted)
        self.rows = self._new_rows(ids)
        self.known = set(
            EarlyWarning.objects.filter(member__in=ids, at__gte=since).values_list("pk", flat=True)
        )
        blocks = apps.get_model("body.dayblock")._default_manager.filter(member__in=ids)
        self.with_body = set(blocks.values_list("member", flat=True).distinct())
        self.changed: list[ShortDays] = []
        self.made: list[ShortDays] = []

    def _new_rows(self, ids: Sequence[UUID]) -> Mapping[UUID, list[days.Row]]:
        """Check-ins that no short form has yet: those made since, or all of a member's."""
        found: dict[UUID, list[days.Row]] = defaultdict(list)
        stale = [id for id in ids if id in self.counts and id not in self.short]
        since = {id: row.updated_at for id, row in self.short.items()}
        asked = models.Q(member__in=stale)
        if since:
            asked |= models.Q(member__in=list(since), updated_at__gt=min(since.values()))
        rows = self.check_ins.filter(asked).values_list(
            "member", "id", "at", "revision", "updated_at", "sealed"
        )
        for member, id, at, revision, updated_at, sealed in rows.iterator(chunk_size=2000):
            if member not in since or updated_at > since[member]:
                found[member].append(days.Row(id, at, revision, updated_at, bytes(sealed)))
        return found

    def told(self, member: Member, one: Standing) -> bool:
        """Whether this slide was told already: the sum may pass its line a day sooner tomorrow."""
        near = (one.on + timedelta(days=off) for off in range(-ONE_SLIDE, ONE_SLIDE + 1))
        return any(_id_of(member, one.detector, on) in self.known for on in near)

    def all_rows(self, member: UUID) -> list[days.Row]:
        """Every check-in of the window: for a short form that has to be made anew."""
        rows = self.check_ins.filter(member=member).values_list(
            "id", "at", "revision", "updated_at", "sealed"
        )
        return [days.Row(a, b, c, d, bytes(e)) for a, b, c, d, e in rows]


def look_at(
    member: Member, keyring: Keyring, held: _Held, *, night: date, now: datetime
) -> list[EarlyWarning]:
    """One member: bring the short form up to date, run the detectors, seal what is new."""
    if member.pk not in held.counts:
        return []
    seen = standing(_table(member, keyring, held, night=night, now=now))
    return [_sealed(member, keyring, one, now=now) for one in seen if not held.told(member, one)]


def _table(
    member: Member, keyring: Keyring, held: _Held, *, night: date, now: datetime | None = None
) -> DayTable:
    kept = _short(member, keyring, held, now=now)
    sleep = None
    if member.pk in held.with_body:
        sleep = days.sleep_of(member, keyring, first=held.first)
    return days.table(kept, until=night - timedelta(days=1), sleep=sleep)


def _short(member: Member, keyring: Keyring, held: _Held, *, now: datetime | None) -> DaysPayload:
    """The short form with everything in it; kept for the next night where `now` is given."""
    row, new = held.short.get(member.pk), held.rows.get(member.pk, [])
    kept = _opened(row, keyring) if row else None
    only_new = all(one.revision == 1 for one in new)
    if kept is not None and only_new:
        found = days.summed(new, keyring, first=held.first, into=days.moved(kept, held.first))
    else:
        found = days.empty(held.first).model_copy(update={"rows": -1})
    if found.rows != held.counts.get(member.pk, 0):  # the first time, or something was deleted
        rows = held.all_rows(member.pk) if row else new
        found = days.summed(rows, keyring, first=held.first, into=days.empty(held.first))
        found = found.model_copy(update={"rows": held.counts.get(member.pk, 0)})
    if now is not None and found != kept:
        _keep(member, keyring, held, row, found, now=now)
    return found


def _opened(row: ShortDays, keyring: Keyring) -> DaysPayload | None:
    """The short form; None where it does not open or is of another shape: it is made anew."""
    try:
        found: DaysPayload = row.open(keyring)
    except (VaultError, ValueError):
        return None
    whole = all(
        len(found.sums.get(name, ())) == len(found.counts.get(name, ())) == days.LENGTH
        for name in days.NUMBERS
    )
    return found if whole else None


def _keep(
    member: Member,
    keyring: Keyring,
    held: _Held,
    row: ShortDays | None,
    found: DaysPayload,
    *,
    now: datetime,
) -> None:
    fresh = ShortDays.sealed_row(by=member, keyring=keyring, payload=found, at=now, now=now)
    if row is not None:
        held.changed.append(row)
    held.made.append(fresh)


def _sealed(member: Member, keyring: Keyring, one: Standing, *, now: datetime) -> EarlyWarning:
    found = one.finding
    payload = WarningPayload(
        detector=one.detector, on=one.on, sentence=found.sentence, values=dict(found.values),
        days=found.days, missing_days=found.missing_days, effect=found.effect,
        interval=found.interval,
    )  # fmt: skip
    at = datetime.combine(one.on, datetime.min.time(), tzinfo=UTC) + timedelta(hours=12)
    return EarlyWarning.sealed_row(
        by=member, keyring=keyring, payload=payload, at=at, now=now,
        id=_id_of(member, one.detector, one.on),
    )  # fmt: skip


def _id_of(member: Member, detector: str, on: date) -> UUID:
    return uuid5(NAMES, f"{member.pk}/{detector}/{on}")


def _save(fresh: Sequence[EarlyWarning], held: _Held) -> None:
    if held.changed:
        ShortDays.objects.filter(pk__in=[row.pk for row in held.changed]).delete()
    if held.made:
        ShortDays.objects.bulk_create(held.made)
    if fresh:
        EarlyWarning.objects.bulk_create(fresh, ignore_conflicts=True)
