"""Without a network: the crisis pages and breathing are there; nothing private is kept."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.functional import walk
from tests.functional.conftest import NewContext

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    found.push(...requests.map((request) => new URL(request.url).pathname));
  }
  return found.sort();
}"""
HOLDS = "async (path) => (await caches.match(path)) !== undefined"


def test_help_and_breathing_work_offline(new_context: NewContext, live_server: Any) -> None:
    context = new_context(service_workers="allow")
    page = context.new_page()
    page.goto(live_server.url + "/welcome")
    walk.worker_ready(page)
    page.goto(live_server.url + "/help/GB")
    walk.until(page, HOLDS, "/help/GB")
    context.set_offline(True)
    page.goto(live_server.url + "/help/GB")
    expect(page.locator("main")).to_contain_text("999")
    page.goto(live_server.url + "/help")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(live_server.url + "/journal")
    expect(page.get_by_role("heading", level=1)).to_contain_text("No connection")
    expect(page.locator(".breath")).to_be_visible()


def test_a_members_country_is_kept_and_their_pages_are_not(
    new_context: NewContext, live_server: Any
) -> None:
    page = new_context(service_workers="allow").new_page()
    walk.begin(page, live_server.url, nickname="Robin")
    walk.worker_ready(page)
    for address in ("/", "/journal", "/talk", "/check-ins", "/privacy"):
        page.goto(live_server.url + address)
    walk.until(page, HOLDS, "/help/GB")
    page.wait_for_timeout(500)  # time enough for what must not be kept
    kept = page.evaluate(KEPT)
    assert "/help/GB" in kept
    assert "/help" in kept
    private = [path for path in kept if not path.startswith(("/help", "/static/", "/offline"))]
    assert private == []


def test_a_kept_help_page_names_nobody(new_context: NewContext, live_server: Any) -> None:
    page = new_context(service_workers="allow").new_page()
    walk.begin(page, live_server.url, nickname="Zanzibarine")
    walk.worker_ready(page)
    page.goto(live_server.url + "/help")
    walk.until(page, HOLDS, "/help")
    text = page.evaluate("async () => await (await caches.match('/help')).text()")
    assert "Zanzibarine" not in text
