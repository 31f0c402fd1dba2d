"""What is wrong with a page, by axe-core (a development dependency of the front end) and by eye."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from tests.functional.conftest import DESK, PHONE

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SETTLED = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  await frame();
  const moving = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.allSettled(moving.map((one) => one.finished));
}"""
"""A colour half way from one scheme to the other is nobody's, so it is waited for."""


@cache
def _source() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """One line for each violation: the rule, its help, and the elements."""
    page.evaluate(SETTLED)
    page.evaluate(_source())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [
        f"{page.url} {one['id']}: {one['help']}: "
        + " | ".join(str(node["html"])[:160] for node in one["nodes"][:3])
        for one in found["violations"]
    ]


def everywhere(page: Page, address: str) -> list[str]:
    """What is wrong with the page at an address, on a phone and a desk, light and dark."""
    answer = page.goto(address)
    assert answer is not None
    faults = [] if answer.status == 200 else [f"{address}: {answer.status}"]
    if page.locator("h1").count() != 1:
        faults.append(f"{address}: {page.locator('h1').count()} first headings")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            faults.append(f"{address}: wider than {size['width']}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            faults += [f"{scheme} {size['width']}: {one}" for one in violations(page)]
    return faults
