"""Talk in a real browser: something is remembered by a press, and words are spoken into the box."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from evenkeel.apps.people import actions as people
from tests.factories.members import PASSPHRASE, make_member
from tests.functional.axe import violations
from tests.functional.conftest import DESK, PHONE, NewContext, Watch
from tests.functional.walk import log_in

pytestmark = [
    pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True),
]  # fmt: skip

LISTENS = """
  window.SpeechRecognition = class extends EventTarget {
    static available() { return Promise.resolve("available"); }
    start() {
      window.local = this.processLocally;
      setTimeout(() => {
        const heard = new Event("result");
        heard.results = [[{transcript: "i would rather say this"}]];
        this.dispatchEvent(heard);
      }, 50);
    }
    stop() { this.dispatchEvent(new Event("end")); }
  };
"""
"""A browser that writes speech down on the device."""


def talker(**consents: bool) -> None:
    known = make_member()
    granted = {"companion": True, "memory": True, **consents}
    people.set_consents(by=known.member, granted=granted, now=timezone.now())


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("view", [PHONE, DESK], ids=["phone", "desk"])
def test_a_press_remembers_and_the_page_shows_changes_and_erases(
    watch: Watch, new_context: NewContext, scripts: bool, view: dict[str, int]
) -> None:
    talker()
    page = new_context(viewport=view, java_script_enabled=scripts).new_page()
    log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
    page.goto(f"{watch.base}/talk")
    page.locator("#text").fill("my sister Mara does not ring any more")
    page.locator("#box button[type=submit]").click()
    page.get_by_role("button", name=re.compile("^Remember")).click()
    expect(page.locator("main")).to_contain_text("remember it")
    page.goto(f"{watch.base}/talk/memory")
    expect(page.locator("main")).to_contain_text("Your sister is called Mara")
    if scripts:
        assert not violations(page)
    page.get_by_role("link", name=re.compile("^Change")).click()
    page.locator("#id_text").fill("Mara, my sister in Leeds")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Mara, my sister in Leeds")
    page.get_by_role("button", name=re.compile("^Erase")).first.click()
    expect(page.locator("main")).to_contain_text("Nothing yet")


def test_speech_goes_into_the_box_and_nowhere_else(watch: Watch, new_context: NewContext) -> None:
    talker(dictation=True)
    context = new_context()
    context.add_init_script(LISTENS)
    page = context.new_page()
    log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
    page.goto(f"{watch.base}/talk")
    expect(page.get_by_text("The sound stays on it.")).to_be_visible()
    page.get_by_role("button", name="Speak", exact=True).click()
    expect(page.locator("#text")).to_have_value("i would rather say this")
    page.get_by_role("button", name="Stop", exact=True).click()
    assert page.evaluate("window.local") is True
    expect(page.locator("#turns .bubble")).to_have_count(0)
    assert not violations(page)


def test_without_a_voice_or_an_ear_there_is_no_button(
    watch: Watch, new_context: NewContext
) -> None:
    talker(dictation=True)
    page = new_context().new_page()
    log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
    page.goto(f"{watch.base}/talk")
    expect(page.locator("#text")).to_be_visible()
    expect(page.get_by_role("button", name="Speak", exact=True)).to_have_count(0)
