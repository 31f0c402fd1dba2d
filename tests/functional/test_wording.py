"""A member's model in a real browser: chosen on its page, and its sentences shown as they come."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from evenkeel.apps.people import actions as people
from tests.contract.llm.endpoint import SENTENCES, endpoint
from tests.factories.members import make_member
from tests.functional.axe import violations
from tests.functional.conftest import DESK, PHONE, NewContext, Watch
from tests.functional.walk import follow, log_in, ready

pytestmark = [
    pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True),
]  # fmt: skip

PASSPHRASE = "violet harbour seven lamps turning"
REPLY = "".join(SENTENCES)


@pytest.fixture
def address() -> Iterator[str]:
    with endpoint() as found:
        yield found


def talker() -> None:
    known = make_member()
    people.set_consents(by=known.member, granted={"companion": True}, now=timezone.now())


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("view", [PHONE, DESK], ids=["phone", "desk"])
def test_chosen_tested_used_and_left(
    watch: Watch, new_context: NewContext, address: str, scripts: bool, view: dict[str, int]
) -> None:
    talker()
    page = new_context(java_script_enabled=scripts, viewport=view).new_page()
    log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
    page.goto(f"{watch.base}/talk")
    page.get_by_role("link", name="Who words the replies").click()
    page.get_by_label("Address", exact=True).fill(f"{address}/good/v1")
    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Models there")
    page.get_by_label("Model", exact=True).fill("a")
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_label("Now")).to_contain_text("words your calmer replies")
    if scripts:
        assert violations(page) == []
    page.goto(f"{watch.base}/talk?new")
    page.locator("textarea").fill("hello")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/talk/*-*")
    expect(page.locator(".bubble--companion").last).to_contain_text("deadline")
    page.goto(f"{watch.base}/talk/model")
    page.get_by_role("button", name="own words").click()
    expect(page.get_by_label("Now")).to_contain_text("Nothing you write leaves")


def test_sentences_come_one_by_one_and_the_box_goes_on(
    watch: Watch, new_context: NewContext, address: str
) -> None:
    talker()
    page = new_context().new_page()
    log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
    page.goto(f"{watch.base}/talk?new")
    page.locator("textarea").fill("hello")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/talk/*-*")
    talk = page.url.split("#")[0]
    page.goto(f"{watch.base}/talk/model")
    page.get_by_label("Address", exact=True).fill(f"{address}/slow/v1")
    page.get_by_label("Model", exact=True).fill("a")
    follow(page.get_by_role("button", name="Use it"))
    page.goto(talk)
    ready(page)
    page.locator("textarea").fill("my manager moved the deadline again")
    page.get_by_role("button", name="Send").click()
    half = page.locator(".bubble--companion").last
    expect(half).to_contain_text(SENTENCES[0].strip())
    expect(half).not_to_contain_text("like?")
    expect(page.locator("article[id^=m-] .bubble--companion").last).to_contain_text(REPLY)
    expect(page.locator("textarea")).to_have_value("")
    page.locator("textarea").fill("and then he laughed")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("article[id^=m-]")).to_have_count(6)
    expect(page.get_by_text("and then he laughed")).to_be_visible()
