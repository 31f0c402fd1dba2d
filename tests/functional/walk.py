"""Steps a person takes in the browser, shared by the functional tests and benchmarks/screens.py.

Here: filling and pressing what is on the page, by its label or name. Not here: assertions.
"""

from __future__ import annotations

from playwright.sync_api import Page

PASSPHRASE = "walnut ferry candle orbit plum"


def begin(page: Page, base: str, *, nickname: str, passphrase: str = PASSPHRASE) -> None:
    """From the welcome page to Today: age, name, recovery code checked back, consent."""
    page.goto(f"{base}/welcome")
    page.get_by_role("link", name="Begin").first.click()
    page.locator("input[name=age]").first.check()
    page.locator("select[name=country]").select_option("GB")
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
    page.get_by_role("button", name="I have it").click()
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
