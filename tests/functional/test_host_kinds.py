"""Speaking in a real browser: a notice each time before the microphone opens, and no switch at all
where a school or an employer runs the place (L17)."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evenkeel.apps.people import actions as people
from evenkeel.core.law import HostKind
from evenkeel.site.environment import Speech
from tests.factories.members import PASSPHRASE, make_member
from tests.functional.axe import violations
from tests.functional.conftest import DESK, PHONE, NewContext, Watch
from tests.functional.walk import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ON_THE_DEVICE = """
  window.seen = [];
  window.SpeechRecognition = class extends EventTarget {
    static available() { return Promise.resolve("available"); }
    start() { window.seen.push(document.querySelector(".speak [role=status]").textContent); }
    stop() { this.dispatchEvent(new Event("end")); }
  };
"""
AT_AN_ADDRESS = """
  window.seen = [];
  Object.defineProperty(navigator, "mediaDevices", {value: {getUserMedia: () => {
    window.seen.push(document.querySelector(".speak [role=status]").textContent);
    return Promise.reject(new Error("not allowed"));
  }}});
"""
"""Both write down what the page said at the moment the microphone was asked for."""


def talk(watch: Watch, new_context: NewContext, script: str) -> Page:
    known = make_member()
    granted = {"companion": True, "dictation": True}
    people.set_consents(by=known.member, granted=granted, now=timezone.now())
    context = new_context()
    context.add_init_script(script)
    page = context.new_page()
    log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
    page.goto(f"{watch.base}/talk")
    return page


def test_on_the_device_it_is_said_each_time_before_it_listens(
    watch: Watch, new_context: NewContext
) -> None:
    page = talk(watch, new_context, ON_THE_DEVICE)
    for _ in range(3):
        page.get_by_role("button", name="Speak", exact=True).click()
        page.get_by_role("button", name="Stop", exact=True).click()
    seen = page.evaluate("window.seen")
    assert len(seen) == 3
    assert all("Listening." in one and "The sound stays on it." in one for one in seen)


def test_at_an_address_it_is_said_each_time_before_the_microphone_is_asked_for(
    watch: Watch, new_context: NewContext, settings: Any
) -> None:
    settings.SPEECH = Speech("https://speech.example.org/v1", "whisper-1", "")
    page = talk(watch, new_context, AT_AN_ADDRESS)
    for times in (1, 2):
        page.get_by_role("button", name="Speak", exact=True).click()
        expect(page.get_by_text("The microphone was not allowed.")).to_be_visible()
        seen = page.evaluate("window.seen")
        assert len(seen) == times
        assert "Listening." in seen[-1]
        assert "The sound goes to speech.example.org" in seen[-1]


@pytest.mark.parametrize("view", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_where_a_school_runs_it_there_is_a_sentence_and_no_switch(
    watch: Watch, new_context: NewContext, settings: Any, view: dict[str, int], colours: str
) -> None:
    settings.HOST_KIND = HostKind.SCHOOL
    make_member()
    page = new_context(viewport=view, color_scheme=colours).new_page()
    log_in(page, watch.base, nickname="Wren", passphrase=PASSPHRASE)
    page.goto(f"{watch.base}/consents")
    card = page.locator("#not-here-dictation")
    expect(card).to_contain_text("A school runs this Evenkeel")
    expect(card.locator("input")).to_have_count(0)
    assert not violations(page)
