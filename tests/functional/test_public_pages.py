"""Pages for everyone: legible, accessible, alone, in both themes and sizes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functional import axe
from tests.functional.conftest import DESK, PHONE, NewContext, Watch
from tests.functional.walk import ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLIC = ["/welcome", "/begin", "/log-in", "/recover", "/help", "/help/GB", "/offline", "/style"]
LARGEST_PAGE = 60_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_public_pages_have_no_violation(
    new_context: NewContext, live_server: Any, viewport: dict[str, int], scheme: str
) -> None:
    page = new_context(viewport=viewport, color_scheme=scheme).new_page()
    found = []
    for address in [*PUBLIC, "/nothing-here"]:
        page.goto(live_server.url + address)
        found += axe.violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert found == []


@pytest.mark.parametrize("address", PUBLIC)
def test_help_and_the_way_out_are_one_tap_away(
    new_context: NewContext, live_server: Any, address: str
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + address)
    if not address.startswith("/help"):
        assert page.get_by_role("link", name="Help now").first.is_visible()
    if address != "/offline":
        leave = page.get_by_role("link", name="Leave").first
        assert leave.is_visible()
        assert "noreferrer" in (leave.get_attribute("rel") or "")


def test_the_first_tab_stop_skips_to_the_content(new_context: NewContext, live_server: Any) -> None:
    page = new_context().new_page()
    page.goto(live_server.url + "/welcome")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_motion_stops_where_the_device_asks_for_less(
    new_context: NewContext, live_server: Any
) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    page.goto(live_server.url + "/offline")
    duration = page.locator(".breath__ball").evaluate("e => getComputedStyle(e).animationDuration")
    assert float(duration.removesuffix("s")) < 0.001


def test_the_quick_exit_replaces_the_page(
    new_context: NewContext, live_server: Any, watch: Watch, settings: Any
) -> None:
    """The other site is answered by the test, so that nothing leaves this machine."""
    watch.allowed = settings.QUICK_EXIT_URL
    context = new_context()
    context.route(
        lambda url: not url.startswith(live_server.url),
        lambda route: route.fulfill(body="weather", content_type="text/plain"),
    )
    page = context.new_page()
    page.goto(live_server.url + "/style")
    page.goto(live_server.url + "/welcome")
    ready(page)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(lambda url: not url.startswith(live_server.url))
    page.go_back()
    assert page.url.endswith("/style")


def test_the_welcome_page_weighs_little(new_context: NewContext, live_server: Any) -> None:
    assert weight(new_context, live_server.url + "/welcome") <= 3 * LARGEST_PAGE


def weight(new_context: NewContext, address: str) -> int:
    """Bytes of everything a first visit loads, uncompressed: the live server does not compress."""
    page = new_context().new_page()
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto(address, wait_until="networkidle")
    return sum(sizes)
