"""Time in talk is counted once a message, also when two tabs count at the same moment."""

from __future__ import annotations

import pytest
from django.utils import timezone

from evenkeel.apps.care import talking
from evenkeel.apps.care.models import TimeInTalk
from evenkeel.apps.records import EditConflict
from evenkeel.core.vocabulary import RiskLevel
from tests.factories.members import Known, make_member


def count(known: Known) -> None:
    talking.note_turn(
        by=known.member, keyring=known.keyring, level=RiskLevel.NONE, now=timezone.now()
    )


def conflicts(monkeypatch: pytest.MonkeyPatch, known: Known, times: int) -> None:
    """Another tab counts in between, `times` times."""
    real, left = TimeInTalk.update_locked, [times]

    def update(row: TimeInTalk, **given: object) -> None:
        if left[0]:
            left[0] -= 1
            raise EditConflict
        real(row, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(TimeInTalk, "update_locked", update)


def test_a_conflict_is_counted_again(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    wren = make_member("Wren")
    count(wren)
    conflicts(monkeypatch, wren, talking.ATTEMPTS - 1)
    count(wren)
    assert TimeInTalk.of(wren.member).get().open(wren.keyring).messages == 2


def test_after_so_many_it_gives_up(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    wren = make_member("Wren")
    count(wren)
    conflicts(monkeypatch, wren, talking.ATTEMPTS)
    with pytest.raises(EditConflict):
        count(wren)
