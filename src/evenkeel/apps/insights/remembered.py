"""What was worked out for a member a moment ago, kept in memory, sealed with their own key.

Here: a small store of sealed results. It is never written to disk, is useless without the member's
open session, and is passed over as soon as anything it rests on has changed. Not here: what is
worked out.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2s
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max

from evenkeel.apps.records import locked_models
from evenkeel.core.vault import DataClass, Keyring, RecordAddress, VaultError

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

MOST_BYTES = 32_000_000
LONGEST_SECONDS = 1800.0
RESTS_ON = frozenset(
    {
        *("checkins.checkin", "checkins.checkinnote", "checkins.ownmetric", "checkins.ownword"),
        *("journal.journalentry", "programs.exerciserun", "body.dayblock", "body.bodysettings"),
        *("companion.message", "nudges.calendar"),
    }
)


@dataclass(frozen=True, slots=True)
class _Kept:
    mark: str
    until: float
    sealed: bytes


class Remembered:
    """Sealed results by member and name; the oldest go first when there is no more room."""

    def __init__(self) -> None:
        self._lock, self._size = Lock(), 0
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()

    def get(self, member: Member, keyring: Keyring, name: str, mark: str) -> Any | None:
        """What was kept under `name`, if it still rests on the same rows."""
        key = (str(member.pk), name)
        with self._lock:
            kept = self._kept.get(key)
        if kept is None or kept.mark != mark or kept.until < monotonic():
            return None
        try:
            return json.loads(keyring.open(_address(name, mark), kept.sealed))
        except VaultError:
            return None

    def put(self, member: Member, keyring: Keyring, name: str, mark: str, value: Any) -> None:
        """Keep `value` (JSON) under `name`."""
        sealed = keyring.seal(_address(name, mark), json.dumps(value).encode())
        key = (str(member.pk), name)
        with self._lock:
            old = self._kept.pop(key, None)
            self._size += len(sealed) - (len(old.sealed) if old else 0)
            self._kept[key] = _Kept(mark, monotonic() + LONGEST_SECONDS, sealed)
            while self._size > MOST_BYTES and self._kept:
                _, gone = self._kept.popitem(last=False)
                self._size -= len(gone.sealed)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._size = 0


REMEMBERED = Remembered()


def mark_of(member: Member, *about: str) -> str:
    """Changes whenever a row that insights rest on is added, edited or removed. Opens nothing."""
    parts = [*about]
    for model in locked_models():
        if model._meta.label_lower in RESTS_ON:
            seen = model.of(member).order_by().aggregate(n=Count("pk"), last=Max("updated_at"))
            parts.append(f"{model._meta.label_lower} {seen['n']} {seen['last']}")
    return blake2s("\n".join(parts).encode(), digest_size=16).hexdigest()


def _address(name: str, mark: str) -> RecordAddress:
    return RecordAddress(
        table="insights.remembered", row=name, column=mark, data_class=DataClass.C, revision=1
    )
