"""Screenshots of every page a person can reach: phone and desk, light and dark.

    python -m benchmarks.screens FOLDER [--address URL --nickname N --passphrase P]

Without an address it starts a server of its own in a throw-away data folder, begins a member there
and gives them one of everything. Nothing is asserted: these are for eyes (the functional tests
assert). Pages are named by address: `journal-390-dark.png`.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.serving import _free_port, _serve, _stop
from tests.functional import walk

SIZES = {390: 844, 1280: 900}
SCHEMES = ("light", "dark")
PUBLIC = ("/welcome", "/begin", "/log-in", "/recover", "/help", "/help/GB", "/offline", "/style")
NICKNAME = "Robin"


@contextmanager
def _own_server() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as data:
        port = _free_port()
        kept = {name: value for name, value in os.environ.items() if "EVENKEEL" not in name}
        server, _seconds = _serve({**kept, "EVENKEEL_DATA": data, "EVENKEEL_PORT": str(port)})
        try:
            yield f"http://localhost:{port}"
        finally:
            _stop(server)


def _context(browser: Browser, width: int, scheme: Any, state: Any = None) -> Any:
    return browser.new_context(
        viewport={"width": width, "height": SIZES[width]},
        color_scheme=scheme,
        storage_state=state,
        service_workers="block",
        timezone_id="Europe/London",
    )


def _name(address: str) -> str:
    short = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "one", address).strip("/").replace("/", "-")
    return short or "today"


def take(base: str, folder: Path, *, nickname: str | None, passphrase: str) -> int:
    """Take them all; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        first = _context(browser, 390, "light")
        page = first.new_page()
        if nickname:
            walk.log_in(page, base, nickname=nickname, passphrase=passphrase)
        else:
            walk.fill_a_day(page, base, nickname=NICKNAME)
        state = first.storage_state()
        for width, scheme in itertools.product(SIZES, SCHEMES):
            for signed_in in (False, True):
                page = _context(browser, width, scheme, state if signed_in else None).new_page()
                pages = walk.every_page(page, base) if signed_in else map(page.goto, _all(base))
                for address in pages:
                    where = address if isinstance(address, str) else page.url.removeprefix(base)
                    page.wait_for_timeout(250)
                    file = folder / f"{_name(where)}-{width}-{scheme}.png"
                    page.screenshot(path=file, full_page=True)
                    taken += 1
                page.context.close()
        browser.close()
    return taken


def _all(base: str) -> Iterator[str]:
    return (base + address for address in PUBLIC)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--address")
    asked.add_argument("--nickname")
    asked.add_argument("--passphrase", default=walk.PASSPHRASE)
    given = asked.parse_args()
    options = {"nickname": given.nickname, "passphrase": given.passphrase}
    if given.address:
        print(take(given.address, given.folder, **options), "screenshots")
        return
    try:
        with _own_server() as base:
            print(take(base, given.folder, **options), "screenshots")
    except subprocess.SubprocessError as error:
        sys.exit(f"The server did not start: {error}")


if __name__ == "__main__":
    main()
