"""The second step: an authenticator app, and the keys that survive it."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from evenkeel.apps.people import actions, sessions
from evenkeel.apps.people.models import MemberSession
from tests.integration.people.conftest import PASSPHRASE, Known, hidden, text_of

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


def switch_on(browser: Client) -> str:
    page = text_of(browser.get("/security/totp/activate/"))
    found = re.search(r'class="code-words"[^>]*>([A-Z2-7]+)<', page)
    assert found is not None
    posted = browser.post("/security/totp/activate/", {"code": code_of(found[1])})
    assert posted.status_code == 302, text_of(posted)
    cache.clear()  # a used code is remembered for half a minute
    return found[1]


def first_step(client: Client, **more: str) -> None:
    posted = {"nickname": "Wren", "passphrase": PASSPHRASE, **more}
    answer = client.post("/log-in", posted)
    assert answer.headers["Location"] == "/security/authenticate/", text_of(answer)


def test_the_pages_of_the_second_step(wren: Known) -> None:
    browser = wren.browser()
    for address in ("/security/", "/security/webauthn/add/", "/security/webauthn/"):
        assert browser.get(address).status_code == 200
    switch_on(browser)
    for address in (
        "/security/",
        "/security/recovery-codes/",
        "/security/recovery-codes/generate/",
        "/security/totp/deactivate/",
        "/security",
    ):
        assert browser.get(address).status_code == 200


def test_the_keys_survive_the_second_step(wren: Known, client: Client) -> None:
    secret = switch_on(wren.browser())
    first_step(client, next="/consents")
    assert client.get("/security").status_code == 302  # not in yet
    assert client.get("/security/authenticate/").status_code == 200
    done = client.post("/security/authenticate/", {"code": code_of(secret)})
    assert done.headers["Location"] == "/consents"
    assert client.get("/security").status_code == 200
    row = MemberSession.objects.get(pk=client.session[sessions.SESSION_FIELD])
    assert row.signed_in
    assert row.sealed_root is not None


def test_a_wrong_code_does_not_open(wren: Known, client: Client) -> None:
    switch_on(wren.browser())
    first_step(client)
    assert client.post("/security/authenticate/", {"code": "000000"}).status_code == 200
    assert client.get("/security").status_code == 302
    assert client.get("/lock").status_code in {302, 405}
    row = MemberSession.objects.get(pk=client.session[sessions.SESSION_FIELD])
    assert not row.signed_in


def test_a_spare_code_works_once(wren: Known, client: Client) -> None:
    browser = wren.browser()
    switch_on(browser)
    page = text_of(browser.get("/security/recovery-codes/"))
    spare = re.findall(r"<li>(\d{8})</li>", page)[0]
    first_step(client)
    assert client.post("/security/authenticate/", {"code": spare}).status_code == 302
    client.post("/log-out")
    first_step(client)
    assert client.post("/security/authenticate/", {"code": spare}).status_code == 200


def test_the_secret_is_sealed_for_the_member(wren: Known) -> None:
    browser = wren.browser()
    secret = switch_on(browser)
    stored = repr([row.data for row in Authenticator.objects.all()])
    assert secret not in stored
    assert secret not in str(dict(browser.session.items()))


def test_a_session_lost_between_the_steps_starts_again(wren: Known, client: Client) -> None:
    secret = switch_on(wren.browser())
    first_step(client)
    MemberSession.objects.update(sealed_root=None)
    answer = client.post("/security/authenticate/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/log-in"


def test_the_second_step_is_changed_only_after_step_up(wren: Known) -> None:
    browser = wren.browser()
    switch_on(browser)
    MemberSession.objects.update(stepped_up_at=None)
    for address in (
        "/security/totp/deactivate/",
        "/security/recovery-codes/",
        "/security/webauthn/add/",
    ):
        assert browser.get(address).headers["Location"].startswith("/step-up?next=")
    browser.post("/security/totp/deactivate/")
    assert Authenticator.objects.filter(type="totp").exists()
    browser.post("/step-up", {"passphrase": PASSPHRASE, "next": "/security/"})
    browser.post("/security/totp/deactivate/")
    assert not Authenticator.objects.exists()


def test_a_kept_form_survives_the_second_step(wren: Known, client: Client) -> None:
    secret = switch_on(wren.browser())
    asked = client.post("/consents", {"purpose": "companion"})
    first_step(client, next=hidden(asked, "next"), carried=hidden(asked, "carried"))
    done = client.post("/security/authenticate/", {"code": code_of(secret)})
    assert done.headers["Location"] == "/carried"
    client.post("/carried", {"save": "1"})
    assert wren.member.consents.get().purpose == "companion"


def test_unfinished_log_ins_are_swept(wren: Known, client: Client) -> None:
    switch_on(wren.browser())
    first_step(client)
    actions.lock_idle_sessions(now=timezone.now() + timedelta(hours=1))
    assert not MemberSession.objects.filter(signed_in=False).exists()


def test_a_lost_second_step_is_taken_off_with_passphrase_and_code(
    wren: Known, tern: Known, client: Client
) -> None:
    switch_on(wren.browser())
    assert client.get("/second-step-lost").headers["Location"] == "/log-in"
    first_step(client)
    assert client.get("/second-step-lost").status_code == 200
    assert "not your recovery code" in text_of(
        client.post("/second-step-lost", {"code": tern.code})
    )
    assert Authenticator.objects.exists()
    assert client.post("/second-step-lost", {"code": wren.code}).headers["Location"] == "/log-in"
    assert not Authenticator.objects.exists()
    assert wren.browser().get("/security").status_code == 200
