"""The minor mode (SAFETY.md L4), from the host's setting to what a young member sees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.care import rules
from evenkeel.apps.care.models import CareSettings
from evenkeel.apps.people.models import Member
from evenkeel.apps.wording import queries as wording
from evenkeel.apps.wording.payloads import ModelChoicePayload
from evenkeel.core.law.notices import BREAK_CHOICES
from tests.factories.members import Known, sign_in

BEFORE = {"age": "minor", "country": "GB", "locale": "en"}
NAME = {
    "nickname": "Robin", "passphrase": "seven paper boats upstream",
    "again": "seven paper boats upstream",
}  # fmt: skip


@pytest.fixture
def young(wren: Known) -> Known:
    wren.member.adult_said_at = None
    wren.member.save()
    return wren


@pytest.mark.django_db
def test_a_host_opens_the_place_and_the_young_begin(client: Client, settings: Any) -> None:
    settings.MINORS_FROM = 16
    page = client.get("/begin").content.decode()
    assert "16 to 17" in page
    assert "Under 16" in page
    assert client.post("/begin", BEFORE).headers["Location"] == "/begin/name"
    client.post("/begin/name", NAME)
    assert Member.objects.get().minor


@pytest.mark.django_db
def test_the_youngest_are_led_to_people_all_the_same(client: Client, settings: Any) -> None:
    settings.MINORS_FROM = 16
    assert b"/help/GB" in client.post("/begin", {**BEFORE, "age": "under"}).content
    assert not Member.objects.exists()


@pytest.mark.django_db
def test_without_the_setting_nobody_young_begins(client: Client, settings: Any) -> None:
    settings.MINORS_FROM = None
    assert client.post("/begin", BEFORE).status_code == 200
    session = client.session
    session["begin"] = BEFORE
    session.save()
    assert client.get("/begin/name").headers["Location"] == "/begin"


def test_it_says_every_hour_that_it_is_a_program(young: Known, wren: Known) -> None:
    now, member = timezone.now(), young.member
    member.ai_notice_at = now - timedelta(minutes=59)
    assert not rules.notice_due(member, now=now)
    member.ai_notice_at = now - timedelta(minutes=60)
    assert rules.notice_due(member, now=now)
    member.adult_said_at = now
    assert not rules.notice_due(member, now=now)


def test_a_break_comes_no_later_than_after_an_hour(young: Known) -> None:
    member = young.member
    CareSettings.objects.create(member=member, break_minutes=120)
    assert rules.break_minutes_of(member) == 60
    assert rules.break_choices_of(member) == (30, 45, 60)
    member.adult_said_at = timezone.now()
    assert rules.break_minutes_of(member) == 120
    assert rules.break_choices_of(member) == BREAK_CHOICES


def test_a_longer_time_is_refused_and_18_is_said_once(young: Known, client: Client) -> None:
    sign_in(client)
    assert client.post("/reminders", {"break_minutes": "120"}).status_code == 422
    assert "under 18" in client.get("/reminders").content.decode()
    client.post("/reminders", {"adult": "yes"})
    young.member.refresh_from_db()
    assert not young.member.minor
    assert "under 18" not in client.get("/reminders").content.decode()


def test_no_other_program_words_replies_to_a_minor(
    young: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = ModelChoicePayload(
        on=True, provider=next(iter(wording.manifests())), url="http://127.0.0.1:1/v1", model="m"
    )
    monkeypatch.setattr(wording, "choice_of", lambda *_: chosen)
    monkeypatch.setattr(wording, "problem_with", lambda _: "")
    keyring: Any = None
    assert wording.speaker(young.member, keyring) is None
    young.member.adult_said_at = timezone.now()
    assert wording.speaker(young.member, keyring) is not None
