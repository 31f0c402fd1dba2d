"""A live server, a real Chromium, and eyes on everything a page does.

Each browser context is watched: a request to another host, a breach of the content policy, a script
error or a server error fails the test that caused it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    sync_playwright,
)

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
ZONE = "Europe/London"
PATIENCE_MS = 15_000

NewContext = Callable[..., BrowserContext]


@dataclass
class Watch:
    """What went wrong in one test's pages."""

    base: str
    allowed: str = "data:"
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self._address(request.url))
        context.on("response", lambda answer: self._status(answer.status, answer.url))
        context.on("console", self._said)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))

    def _address(self, url: str) -> None:
        if not url.startswith((self.base, self.allowed, "data:", "blob:")):
            self.faults.append(f"third party: {url}")

    def _status(self, status: int, url: str) -> None:
        if status >= 500:
            self.faults.append(f"{status}: {url}")

    def _said(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.faults.append(f"policy: {message.text}")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop on this thread
    with sync_playwright() as started:  # one a process: a second would find the first one's loop
        yield started
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def watch(live_server: Any) -> Iterator[Watch]:
    watch = Watch(live_server.url)
    yield watch
    assert watch.faults == []


@pytest.fixture
def new_context(chromium: Browser, watch: Watch) -> Iterator[NewContext]:
    """A fresh browser profile; keyword arguments as for Playwright's `new_context`."""
    opened: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        options = {"viewport": PHONE, "timezone_id": ZONE, "service_workers": "block"} | options
        context = chromium.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        watch.over(context)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def page(new_context: NewContext) -> Page:
    return new_context().new_page()
