"""Consent per purpose: off by default, as easily withdrawn, with receipts (L13)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evenkeel.apps.people import actions, queries
from evenkeel.apps.people.purposes import purposes
from tests.integration.people.conftest import Known, text_of

pytestmark = pytest.mark.django_db


def test_all_are_off_until_somebody_says_yes(wren: Known) -> None:
    assert purposes()
    assert not any(queries.has_consent(wren.member, purpose.id) for purpose in purposes())


def test_only_the_companion_is_offered_as_on() -> None:
    assert [name for name, on in actions.default_consents().items() if on] == ["companion"]


def test_given_and_withdrawn_each_leave_a_receipt(wren: Known) -> None:
    browser = wren.browser()
    browser.post("/consents", {"purpose": ["companion", "insights"]})
    assert queries.has_consent(wren.member, "insights")
    browser.post("/consents", {"purpose": ["companion"]})
    assert not queries.has_consent(wren.member, "insights")
    browser.post("/consents", {"purpose": ["companion"]})  # nothing changed: no receipt
    receipts = [(r.purpose, r.granted) for r in queries.receipts_of(wren.member)]
    assert sorted(receipts) == [("companion", True), ("insights", False), ("insights", True)]
    page = text_of(browser.get("/consents"))
    assert page.count("<tr><td>") == 3


def test_what_does_not_exist_cannot_be_consented_to(wren: Known) -> None:
    absent = [purpose.id for purpose in purposes() if not purpose.available]
    wren.browser().post("/consents", {"purpose": [*absent, "spying"]})
    assert not wren.member.consents.filter(granted=True).exists()
    with pytest.raises(actions.NotAvailable):
        actions.set_consents(by=wren.member, granted={absent[0]: True}, now=timezone.now())


def test_consent_of_one_is_not_consent_of_another(wren: Known, tern: Known) -> None:
    actions.set_consents(by=wren.member, granted={"companion": True}, now=timezone.now())
    assert not queries.has_consent(tern.member, "companion")


def test_the_notice_is_due_at_first_after_log_in_and_every_three_hours(wren: Known) -> None:
    now = timezone.now()
    member = wren.member
    assert queries.ai_notice_due(member, now=now)
    actions.note_ai_notice(by=member, now=now)
    assert not queries.ai_notice_due(member, now=now + timedelta(hours=2, minutes=59))
    assert queries.ai_notice_due(member, now=now + timedelta(hours=3))
    wren.browser()
    member.refresh_from_db()
    assert queries.ai_notice_due(member, now=now)


def test_what_the_server_sees_is_said() -> None:
    lists = queries.server_sight()
    assert len(lists) == 4
    assert all(facts.facts for facts in lists)
