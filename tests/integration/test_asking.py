"""`apps.asking` answers as the ordinary manager does, with its SQL written once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evenkeel.apps import asking
from evenkeel.apps.people.models import ConsentEvent, Member, MemberSession
from tests.factories.members import make_member

NOW = timezone.now()
pytestmark = pytest.mark.django_db


@pytest.fixture
def member(db: None) -> Member:
    return make_member("Ann", now=NOW).member


def _answer(member: Member, purpose: str, granted: bool, days_ago: int) -> ConsentEvent:
    at = NOW - timedelta(days=days_ago)
    return ConsentEvent.objects.create(
        member=member, purpose=purpose, granted=granted, wording=1, at=at
    )


def test_rows_are_those_of_the_ordinary_manager(member: Member) -> None:
    other = make_member("Bo", now=NOW).member
    first, second = _answer(member, "insights", True, 2), _answer(member, "insights", False, 1)
    _answer(member, "companion", True, 1)
    _answer(other, "insights", True, 0)
    asked = {"member_id": member.pk, "purpose": "insights"}
    for _ in range(2):  # the second time from what was written
        assert asking.rows(ConsentEvent, **asked, order_by=("-at",)) == [second, first]
        assert asking.rows(ConsentEvent, **asked, order_by=("-at",), limit=1) == [second]
    assert asking.rows(ConsentEvent, member_id=other.pk, purpose="companion") == []


def test_columns_come_back_as_python_values(member: Member) -> None:
    kept = _answer(member, "insights", True, 1)
    found = asking.rows(ConsentEvent, id=kept.pk)[0]
    assert (found.pk, found.at, found.granted) == (kept.pk, kept.at, True)
    assert found.member == member


def test_an_empty_column_is_refused(member: Member) -> None:
    with pytest.raises(ValueError, match="ordinary manager"):
        asking.rows(ConsentEvent, member_id=None)


def test_rows_are_changed_and_added_as_by_the_ordinary_manager(member: Member) -> None:
    kept, other = _answer(member, "insights", True, 1), _answer(member, "insights", True, 2)
    for granted in (False, True, False):  # the second time from what was written
        to = {"granted": granted, "at": NOW}
        assert asking.change(ConsentEvent, to, id=kept.pk, member_id=member.pk) == 1
        kept.refresh_from_db()
        assert (kept.granted, kept.at) == (granted, NOW)
    assert asking.change(ConsentEvent, {"granted": False}, id=kept.pk, purpose="companion") == 0
    other.refresh_from_db()
    assert other.granted

    for number in range(2):
        row = MemberSession(member=member, device=f"phone {number}", started_at=NOW, seen_at=NOW)
        asking.add([row, MemberSession(member=member, device="", started_at=NOW, seen_at=NOW)])
        found = MemberSession.objects.get(pk=row.pk)
        assert (found.device, found.seen_at, found.sealed_root) == (row.device, NOW, None)
    assert MemberSession.objects.count() == 4


def test_related_rows_come_along_in_one_question(
    member: Member, django_assert_num_queries: Any
) -> None:
    row = MemberSession.objects.create(member=member, started_at=NOW, seen_at=NOW)
    for _ in range(2):
        with django_assert_num_queries(1):
            [found] = asking.rows(MemberSession, id=row.pk, related=("member__keys",))
            assert found.member.nickname == member.nickname
            assert bytes(found.member.keys.epochs) == bytes(member.keys.epochs)
    member.keys.delete()
    [found] = asking.rows(MemberSession, id=row.pk, related=("member__keys",))
    assert not hasattr(found.member, "keys")


def test_bounds_are_those_of_the_ordinary_manager(member: Member) -> None:
    days = [_answer(member, "insights", True, ago) for ago in (4, 3, 2, 1)]
    for _ in range(2):  # the second time from what was written
        found = asking.rows(
            ConsentEvent, member_id=member.pk, at__gte=days[1].at, at__lte=days[2].at,
            order_by=("-at",),
        )  # fmt: skip
        assert found == [days[2], days[1]]
    later = timedelta(microseconds=1)
    found = asking.rows(ConsentEvent, member_id=member.pk, at__gte=days[1].at + later)
    assert set(found) == {days[2], days[3]}
