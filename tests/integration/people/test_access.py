"""Every address of people: signed out, locked, and open."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from tests.integration.people.conftest import Known

pytestmark = pytest.mark.django_db
SOME = uuid.UUID(int=7)
PUBLIC = ("/welcome", "/begin", "/log-in", "/recover")
PRIVATE = (
    "/consents",
    "/begin/consents",
    "/carried",
    "/recovery-code",
    "/security",
    "/security/passphrase",
    "/security/tokens",
    "/step-up",
)
POST_ONLY = (
    "/security/recovery-code",
    "/security/sessions/end",
    f"/security/sessions/{SOME}/end",
    "/security/tokens/none/revoke",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", PRIVATE)
def test_private_pages(wren: Known, client: Client, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/log-in?next=")
    browser = wren.browser()
    assert browser.get(address).status_code in {200, 302}
    browser.post("/lock")
    assert browser.get(address).headers["Location"].startswith("/unlock?next=")


@pytest.mark.parametrize("address", POST_ONLY)
def test_actions(wren: Known, client: Client, address: str) -> None:
    browser = wren.browser()
    assert browser.get(address).status_code == 405
    assert client.post(address).status_code == 200  # the page that asks to log in
    browser.post("/lock")
    assert b"passphrase" in browser.post(address).content


@pytest.mark.parametrize("address", ["/lock", "/log-out"])
def test_leaving_needs_a_post_and_works_locked(wren: Known, address: str) -> None:
    browser = wren.browser()
    assert browser.get(address).status_code == 405
    browser.post("/lock")
    assert browser.post(address).status_code == 302


def test_forms_are_guarded_against_other_sites(wren: Known) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/log-in", {"nickname": "Wren", "passphrase": "x"}).status_code == 403
    assert strict.post("/begin", {}).status_code == 403
