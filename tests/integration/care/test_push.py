"""Notifications to a member's own browsers: asked for, wordless, once, and to browsers only."""

from __future__ import annotations

import base64
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone

from evenkeel.apps.care import actions, push
from evenkeel.apps.care.models import PushDevice, SafetyCheck
from tests.factories.members import Known, make_member

pytestmark = pytest.mark.django_db

NOW = timezone.now()
MOZILLA = "https://updates.push.services.mozilla.com/wpush/v2/abc"


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def browser_keys() -> dict[str, str]:
    point = (
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return {"p256dh": text(point), "auth": text(b"sixteen bytes ok")}


def add(page: Client, endpoint: str = MOZILLA) -> None:
    page.post("/notifications/add", {"endpoint": endpoint, **browser_keys()})


@pytest.mark.parametrize(
    ("endpoint", "known"),
    [
        (MOZILLA, True),
        ("https://fcm.googleapis.com/fcm/send/x", True),
        ("https://web.push.apple.com/x", True),
        ("https://wns2-by3p.notify.windows.com/w/?token=x", True),
        ("http://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://evil@fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://127.0.0.1/x", False),
        ("https://localhost/", False),
        ("", False),
    ],
)
def test_only_browsers_services_are_ever_asked(page: Client, endpoint: str, known: bool) -> None:
    assert push.is_a_push_service(endpoint) is known
    add(page, endpoint)
    assert PushDevice.objects.exists() is known


def test_it_is_off_until_asked_for_and_can_be_taken_back(page: Client, wren: Known) -> None:
    assert not PushDevice.objects.exists()
    add(page)
    add(page)
    device = PushDevice.objects.get()
    assert "Remove" in page.get("/notifications").content.decode()
    page.post(f"/notifications/{device.pk}/remove")
    assert not PushDevice.objects.exists()


def test_anothers_device_is_not_removed(page: Client) -> None:
    other = make_member("Other")
    device = PushDevice.objects.create(
        member=other.member, endpoint=MOZILLA, made_at=NOW, **browser_keys()
    )
    page.post(f"/notifications/{device.pk}/remove")
    assert PushDevice.objects.exists()


def test_what_is_due_is_told_once_and_not_before(page: Client, wren: Known) -> None:
    add(page)
    row = actions.agree_check(by=wren.member, keyring=wren.keyring, now=NOW)
    told: list[PushDevice] = []

    def send(device: PushDevice) -> bool:
        told.append(device)
        return True

    assert push.tell_due(now=row.at - timedelta(seconds=1), send=send) == 0
    assert push.tell_due(now=row.at, send=send) == 1
    assert push.tell_due(now=row.at, send=send) == 0
    assert len(told) == 1


def test_what_is_long_due_is_not_told(page: Client, wren: Known) -> None:
    add(page)
    row = actions.agree_check(by=wren.member, keyring=wren.keyring, now=NOW)
    assert push.tell_due(now=row.at + push.TOLD_WITHIN, send=lambda device: True) == 0


def test_without_a_device_nothing_is_marked(wren: Known) -> None:
    row = actions.agree_check(by=wren.member, keyring=wren.keyring, now=NOW)
    assert push.tell_due(now=row.at, send=lambda device: True) == 0
    assert SafetyCheck.objects.get().told_at is None


def test_a_browser_that_is_gone_is_forgotten(page: Client, wren: Known) -> None:
    add(page)
    row = actions.agree_check(by=wren.member, keyring=wren.keyring, now=NOW)
    push.tell_due(now=row.at, send=lambda device: False)
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize(
    ("status", "stays"), [(201, True), (500, True), (410, False), (404, False)]
)
def test_what_travels_is_sealed_for_the_browser(wren: Known, status: int, stays: bool) -> None:
    seen: dict[str, Any] = {}

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen["body"] = self.rfile.read(int(self.headers["Content-Length"]))
            seen["head"] = dict(self.headers)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    device = PushDevice(
        member=wren.member, endpoint=f"http://127.0.0.1:{server.server_port}/x", made_at=NOW,
        **browser_keys(),
    )  # fmt: skip
    assert push.send(device) is stays
    thread.join()
    server.server_close()
    assert b"something" not in seen["body"]
    assert seen["head"]["authorization" if "authorization" in seen["head"] else "Authorization"]
    assert not any(
        word in str(push.WORDS).lower() for word in ("safety", "plan", "evenkeel", "bad")
    )
