"""Steps a person takes in the browser, shared by the functional tests and benchmarks/screens.py.

Here: filling and pressing what is on the page, by its label or name. Not here: assertions.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Locator, Page

PASSPHRASE = "walnut ferry candle orbit plum"
PATIENCE_SECONDS, LOOK_EVERY_MS = 15.0, 50


def follow(link: Locator) -> None:
    """Press what leads to another page, and wait until that page is there: a press alone may
    return before, and then reading finds the old page and leaving loses what was sent."""
    with link.page.expect_navigation():
        link.click()


def until(page: Page, asked: str, arg: Any = None) -> None:
    """Wait until a script that answers later says yes. Playwright's own `wait_for_function` takes
    the promise itself for a yes. Raises TimeoutError."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not page.evaluate(asked, arg):
        if time.monotonic() > end:
            raise TimeoutError(asked)
        page.wait_for_timeout(LOOK_EVERY_MS)


def ready(page: Page) -> None:
    """Wait until what the page's scripts answer to is there; without scripts there is nothing."""
    if page.locator("html.scripted").count():
        page.locator("html.ready").wait_for()


def worker_ready(page: Page) -> None:
    """Wait until the service worker answers for this page."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def begin(page: Page, base: str, *, nickname: str, passphrase: str = PASSPHRASE) -> None:
    """From the welcome page to Today: age, name, recovery code checked back, consent."""
    page.goto(f"{base}/welcome")
    page.get_by_role("link", name="Begin").first.click()
    page.locator("input[name=age]").first.check()
    page.locator("select[name=country]").select_option("GB")
    if page.locator("select[name=locale]").count():
        page.locator("select[name=locale]").select_option("en")
    page.get_by_role("button", name="Understood").click()
    page.locator("input[name=nickname]").fill(nickname)
    page.locator("input[name=passphrase]").fill(passphrase)
    page.locator("input[name=again]").fill(passphrase)
    page.get_by_role("button", name="Make my key").click()
    check_recovery_code(page)
    page.get_by_role("button", name="Go in").click()
    page.wait_for_url(f"{base}/")


def check_recovery_code(page: Page) -> None:
    """Read the code, say it is written down, and type back the groups that are asked for."""
    groups = page.locator(".code-words").inner_text().strip().split("-")
    follow(page.get_by_role("button", name="I have it"))
    for field in page.locator("form.form .field").all():
        label = field.locator("label").inner_text()
        number = "".join(letter for letter in label if letter.isdigit())
        field.locator("input").fill(groups[int(number) - 1])
    page.get_by_role("button", name="That is it").click()


def log_in(page: Page, base: str, *, nickname: str, passphrase: str = PASSPHRASE) -> None:
    """Through the log-in page to Today."""
    page.goto(f"{base}/log-in")
    page.locator("input[name=nickname]").fill(nickname)
    page.locator("input[name=passphrase]").fill(passphrase)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{base}/")


def check_in_quickly(page: Page) -> None:
    """Two taps on Today."""
    page.locator("form.quick .chip").nth(4).click()
    follow(page.locator("form.quick .chip-button").nth(1))


def talk(page: Page, base: str, text: str) -> None:
    """One message, and its answer."""
    page.goto(f"{base}/talk")
    before = page.locator(".bubble--companion").count()
    page.locator("main textarea").last.fill(text)
    page.locator("main form:has(textarea) button").last.click()
    page.locator(".bubble--companion").nth(before).wait_for()


def write(page: Page, base: str, text: str) -> None:
    """A journal entry."""
    page.goto(f"{base}/journal")
    page.get_by_role("link", name="Write").first.click()
    page.locator("main textarea[name=text]").fill(text)
    follow(page.get_by_role("button", name="Save").first)


def do_first_exercise(page: Page, base: str, *, before: int = 7, after: int = 4) -> None:
    """The first exercise of the list, rated before and after, kept."""
    page.goto(f"{base}/exercises")
    follow(page.locator("main article a.card__link").first)
    ready(page)  # with scripts, the player arrives after the page
    page.locator(f"input[name=before][value='{before}']").check(force=True)
    for word in ("Begin", "That is enough"):
        button = page.get_by_role("button", name=word, exact=True)
        if button.count() and button.is_visible():
            button.click()
    page.locator(f"input[name=after][value='{after}']").check(force=True)
    follow(page.get_by_role("button", name="Save", exact=True))


def answer_first_questionnaire(page: Page, base: str) -> None:
    """Answer every question of the first questionnaire with its first choice, and send it."""
    page.goto(f"{base}/questionnaires")
    follow(page.locator("main a[href^='/questionnaires/']").first)
    groups = dict.fromkeys(
        radio.get_attribute("name") for radio in page.locator("main input[type=radio]").all()
    )
    for name in groups:
        page.locator(f"main input[type=radio][name='{name}']").first.check(force=True)
    follow(page.get_by_role("button", name="See the result"))


def fill_a_day(page: Page, base: str, *, nickname: str) -> None:
    """A member with one of everything."""
    begin(page, base, nickname=nickname)
    check_in_quickly(page)
    talk(page, base, "my sister and I argued about the house again")
    write(page, base, "Rain all day. I walked anyway.")
    do_first_exercise(page, base)
    answer_first_questionnaire(page, base)


UNREPEATABLE = ("/sw.js", "/manifest", "/api/", "/static/", "/log-out", "/healthz")
OF_A_KIND = 2


def every_page(page: Page, base: str) -> Iterator[str]:
    """Follow every link from Today, visiting at most two pages of a kind; yields while on each."""
    waiting, seen, kinds = ["/", "/help", "/welcome"], set[str](), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(
            r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/help/)\w+|(?<=s/)[a-z0-9-]+|\d+", "*", address
        )
        if address in seen or kinds[kind] >= OF_A_KIND or address.startswith(UNREPEATABLE):
            continue
        seen.add(address)
        kinds[kind] += 1
        answer = page.goto(base + address)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        page.wait_for_load_state("networkidle")
        yield address
        links = page.eval_on_selector_all("a[href]", "found => found.map(one => one.href)")
        ours = [link.removeprefix(base) for link in links if link.startswith(base + "/")]
        waiting += [link.split("#")[0].split("?")[0] for link in ours]
