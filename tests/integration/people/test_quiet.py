"""What people type at the doors appears in no log line and in no error page."""

from __future__ import annotations

import io
import logging

import pytest
from django.test import Client

from evenkeel.apps.people import actions, signing_in
from evenkeel.apps.people.models import Member
from evenkeel.core import vault
from evenkeel.core.vault import KdfCost
from tests.integration.people.conftest import OTHER_PASSPHRASE, PASSPHRASE, Known, text_of

pytestmark = pytest.mark.django_db


def test_no_log_line_holds_what_was_typed(
    wren: Known, client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    django = logging.getLogger("django")  # does not propagate
    monkeypatch.setattr(django, "handlers", [*django.handlers, caplog.handler])
    browser = wren.browser()
    client.post("/log-in", {"nickname": "Wren", "passphrase": OTHER_PASSPHRASE})
    client.post("/recover", {"nickname": "Wren", "code": wren.code, "passphrase": "x"})
    browser.post("/lock")
    browser.post("/consents", {"purpose": "only I know this"})
    browser.post("/unlock", {"passphrase": PASSPHRASE})
    browser.get("/security/nothing-here")
    database = [record for record in caplog.records if record.name.startswith("django.db")]
    said = "\n".join(r.getMessage() for r in caplog.records if r not in database)
    for private in (PASSPHRASE, OTHER_PASSPHRASE, wren.code, "only I know this"):
        assert private not in said


def test_an_error_at_the_door_shows_nothing(wren: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError(f"quotes its input: {kwargs}")

    monkeypatch.setattr(signing_in, "sign_in", broken)
    written = io.StringIO()
    for handler in logging.getLogger("django").handlers:
        if handler.filters and isinstance(handler, logging.StreamHandler):
            monkeypatch.setattr(handler, "stream", written)
    client = Client(raise_request_exception=False)
    answer = client.post("/log-in", {"nickname": "Wren", "passphrase": PASSPHRASE})
    assert answer.status_code == 500
    assert "quotes its input" not in text_of(answer)
    assert PASSPHRASE not in text_of(answer)
    assert "ValueError at" in written.getvalue()
    assert "quotes its input" not in written.getvalue()


def test_a_wrap_of_a_lower_cost_is_renewed_at_log_in(
    wren: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = Member.objects.select_related("keys").get()
    member.keys.root_by_passphrase = vault.wrap_root(
        wren.root, PASSPHRASE, member_id=member.pk, cost=KdfCost(3, 64)
    )
    member.keys.save()
    browser = wren.browser()
    member = Member.objects.select_related("keys").get()
    assert vault.cost_of(bytes(member.keys.root_by_passphrase)) == vault.DEFAULT_COST
    assert actions.open_root(by=member, passphrase=PASSPHRASE) == wren.root
    assert browser.get("/security").status_code == 200
