"""What is made before a member comes: it keeps nothing, and whatever fails in it stops nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from evenkeel.site import rehearsing


@pytest.fixture(autouse=True)
def the_connection_stays() -> Iterator[None]:
    """As in Django's own test client: a request's end must not close the test's connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def rows() -> dict[str, int]:
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


@pytest.mark.django_db
def test_a_rehearsal_keeps_nothing_and_says_that_talk_works() -> None:
    before = rows()
    assert rehearsing.rehearse()
    assert rows() == before


@pytest.mark.django_db
def test_a_rehearsal_that_fails_is_one_line_and_no_reason_not_to_open(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        raise RuntimeError(rehearsing.REHEARSED[0])

    monkeypatch.setattr(rehearsing, "take_a_few_turns", fails)
    assert rehearsing.rehearse()
    assert caplog.messages == ["Rehearsing stopped: RuntimeError"]


@pytest.mark.django_db
def test_no_turn_is_rehearsed_while_talk_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsing, "chat_is_ready", lambda: False)
    monkeypatch.setattr(rehearsing, "take_a_few_turns", lambda: pytest.fail("a turn was taken"))
    assert not rehearsing.rehearse()


@pytest.mark.django_db
@pytest.mark.parametrize("page", rehearsing.PAGES)
def test_the_pages_rehearsed_are_pages(page: str, client: Client) -> None:
    assert client.get(page).status_code == 200
