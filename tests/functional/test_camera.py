"""A fingertip on the camera, in a real browser: Chromium is shown a film of an invented pulse."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.factories.members import PASSPHRASE, make_member
from tests.functional.walk import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BPM = 72
SIZE, RATE, BEATS = 64, 30, 24
RED = (84, 118, 206)
"""A finger with light behind it, as luma and two chromas (BT.601)."""


def film(path: Path) -> Path:
    """Whole beats, so that it repeats without a jump: brightness dips after each."""
    frames = round(BEATS * 60 / BPM * RATE)
    chroma = bytes([RED[1]]) * (SIZE * SIZE // 4) + bytes([RED[2]]) * (SIZE * SIZE // 4)
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{SIZE} H{SIZE} F{RATE}:1 Ip A1:1 C420jpeg\n".encode())
        for n in range(frames):
            into = (n / RATE) % (60 / BPM)
            dip = 14 * math.exp(-(((into - 0.2) / 0.09) ** 2))
            out.write(b"FRAME\n" + bytes([round(RED[0] - dip)]) * (SIZE * SIZE) + chroma)
    return path


@pytest.fixture
def browser_with_a_finger(playwright: Playwright, tmp_path: Path) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path="/usr/bin/chromium",
        args=[
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film(tmp_path / 'finger.y4m')}",
        ],
    )
    yield browser
    browser.close()


def test_the_camera_shows_the_pulse_and_is_let_go(
    live_server: Any, monkeypatch: pytest.MonkeyPatch, browser_with_a_finger: Any
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    make_member()
    context = browser_with_a_finger.new_context(service_workers="block")
    context.set_default_timeout(60_000)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
    log_in(page, live_server.url, nickname="Wren", passphrase=PASSPHRASE)
    page.goto(f"{live_server.url}/breathe")
    page.get_by_role("button", name="Use the camera").click()
    page.get_by_role("button", name="Begin").click()
    feeling = page.locator("[data-part=live] [data-say=feeling]")
    expect(feeling).to_have_text("Beats are clear.", timeout=60_000)
    page.wait_for_timeout(8_000)
    shown = float(page.locator("[data-say=bpm]").inner_text())
    assert abs(shown - BPM) <= 2
    page.get_by_role("button", name="That is enough").click()
    expect(page.get_by_role("heading", name="Afterwards")).to_be_visible()
    assert refused == []
    context.close()
