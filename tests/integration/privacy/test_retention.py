"""What is kept for some days goes after them, by itself (SAFETY.md L22)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django_tasks_db.models import DBTaskResult

from evenkeel.apps.people.models import FailedTries
from evenkeel.apps.privacy import actions, erasure, tasks, tidy
from evenkeel.apps.privacy.classes import Retention, classed_models
from evenkeel.apps.privacy.models import Erasure, ExportRun
from tests.factories.members import NOW

pytestmark = pytest.mark.django_db
JUST_UNDER = tidy.KEEP - timedelta(seconds=1)
JUST_OVER = tidy.KEEP + timedelta(seconds=1)


def test_both_edges_of_a_week(wren):
    for age in (JUST_UNDER, JUST_OVER):
        ExportRun.objects.create(member=wren.member, started_at=NOW - age)
        FailedTries.objects.create(key=str(age), since=NOW - age)
    assert tidy.tidy(now=NOW) == 2
    assert ExportRun.objects.get().started_at == NOW - JUST_UNDER
    assert FailedTries.objects.get().since == NOW - JUST_UNDER


def test_sessions_that_are_over_go(wren):
    Session.objects.create(session_key="old", session_data="", expire_date=NOW - timedelta(1))
    Session.objects.create(session_key="new", session_data="", expire_date=NOW + timedelta(1))
    tidy.tidy(now=NOW)
    assert [session.pk for session in Session.objects.all()] == ["new"]


def test_every_table_that_ages_is_swept(wren):
    swept = {model for model, entry in classed_models() if entry.ages_by}
    for model, entry in classed_models():
        if any(field.keep is Retention.DAYS_7 for field in entry.fields.values()):
            assert model in swept, model


def test_nothing_of_an_account_ages_away(wren, rows):
    tidy.tidy(now=NOW + timedelta(days=3650))
    assert all(model.objects.count() == len(made) for model, made in rows.items())


def test_the_daily_task_is_queued_once_and_queues_itself(wren):
    actions.keep_tidy(now=NOW)
    actions.keep_tidy(now=NOW)
    assert DBTaskResult.objects.count() == 1
    DBTaskResult.objects.all().delete()
    tasks.tidy_daily.func()
    assert DBTaskResult.objects.get().run_after > NOW
    actions.keep_tidy(now=NOW)
    assert DBTaskResult.objects.count() == 1


def test_a_day_that_fails_is_not_the_last(wren, monkeypatch):
    monkeypatch.setattr(tidy, "tidy", lambda now: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.tidy_daily.func()
    assert DBTaskResult.objects.get().run_after > NOW


def test_the_daily_task_finishes_erasures_that_were_interrupted(wren, rows):
    receipt, _ = erasure.destroy_keys(by=wren.member, now=NOW)
    tasks.tidy_daily.func()
    receipt.refresh_from_db()
    assert receipt.subject is None
    assert Erasure.objects.filter(finished_at__isnull=False).exists()
