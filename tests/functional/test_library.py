"""The library in a real browser: every exercise to its end, by voice, without network, and axe."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from evenkeel.core.exercises import Kind, load_exercises
from evenkeel.core.lessons import load_lessons
from evenkeel.core.programmes import DiaryKind, load_programmes
from tests.factories.members import PASSPHRASE, make_member
from tests.functional import walk
from tests.functional.axe import violations
from tests.functional.conftest import DESK, PHONE, NewContext

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EXERCISES = load_exercises()
LESSON = next(iter(load_lessons().values()))
SLEEP = next(p for p in load_programmes().values() if p.diary and p.diary.kind is DiaryKind.SLEEP)
LADDER = next(p for p in load_programmes().values() if p.ladder)
TIMED = min(
    (one for one in EXERCISES.values() if one.kind is Kind.TIMED), key=lambda one: len(one.steps)
)

VOICE = """
  const said = [];
  window.said = said;
  const voice = {name: "ours", lang: "en-GB", localService: true, default: true, voiceURI: "ours"};
  const far = {name: "far", lang: "en-GB", localService: false, default: true, voiceURI: "far"};
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  Object.defineProperty(window, "speechSynthesis", {value: {
    getVoices: () => [far, voice],
    addEventListener: () => undefined,
    cancel: () => undefined,
    speak: (line) => {
      said.push([line.voice.name, line.text]);
      setTimeout(() => line.onend(), 20);
    },
  }});
"""
"""A device with a voice of its own and one over the network: only the first may speak."""


def to_the_end(page: Page) -> None:
    """From before the exercise to after it, by the buttons."""
    page.locator("[data-stage=before] button").first.click()
    doing = page.locator("[data-stage=do]")
    expect(doing).to_be_visible()
    for _ in range(60):
        step = doing.get_by_role("button", name="Next", exact=True)
        if step.count() == 0 or not step.is_visible():
            break
        step.click()
    finish = doing.get_by_role("button", name="That is enough")
    if finish.is_visible():
        finish.click()
    expect(page.locator("[data-stage=after]")).to_be_visible()


def test_every_exercise_plays_to_its_end_with_scripts(page: Page, live_server: Any) -> None:
    make_member("Robin")
    walk.log_in(page, live_server.url, nickname="Robin", passphrase=PASSPHRASE)
    for one in EXERCISES.values():
        page.goto(f"{live_server.url}/exercises/{one.id}")
        if one.kind is Kind.FORM:
            expect(page.locator("[data-stage=after]")).to_be_visible()
            continue
        controls = page.locator("[data-stage=before] button")
        expect(controls.first).to_be_visible()
        to_the_end(page)
    page.goto(f"{live_server.url}/exercises/{TIMED.id}")
    to_the_end(page)
    page.locator("input[name=after][value='3']").check(force=True)
    page.get_by_role("button", name="Save").first.click()
    page.wait_for_url("**/exercises/runs/*")


def test_every_exercise_is_there_and_saved_without_scripts(
    new_context: NewContext, live_server: Any
) -> None:
    """With scripts off an exercise is its words, the two ratings and a button."""
    make_member("Robin")
    page = new_context(java_script_enabled=False).new_page()
    walk.log_in(page, live_server.url, nickname="Robin", passphrase=PASSPHRASE)
    for one in EXERCISES.values():
        page.goto(f"{live_server.url}/exercises/{one.id}")
        doing = page.locator("[data-stage=do]")
        for text in ([step.text for step in one.steps] if one.steps else one.how)[:3]:
            expect(doing).to_contain_text(text[:30])
        expect(page.get_by_role("button", name="Save")).to_be_visible()
        expect(page.locator("summary", has_text="This is not for me")).to_be_visible()
    page.goto(f"{live_server.url}/exercises/{TIMED.id}")
    page.locator("input[name=before][value='7']").check(force=True)
    page.locator("input[name=after][value='3']").check(force=True)
    page.get_by_role("button", name="Save").first.click()
    page.wait_for_url("**/exercises/runs/*")
    page.goto(f"{live_server.url}/exercises/{TIMED.id}")
    page.locator("summary", has_text="This is not for me").click()
    page.locator("input[name=because]").first.check(force=True)
    page.get_by_role("button", name="Leave it out").click()
    page.wait_for_url(lambda address: not address.endswith(TIMED.id))


def test_steps_are_read_by_the_devices_own_voice_and_go_on_where_they_were_left(
    new_context: NewContext, live_server: Any
) -> None:
    context = new_context()
    context.add_init_script(VOICE)
    page = context.new_page()
    walk.begin(page, live_server.url, nickname="Robin")
    page.goto(f"{live_server.url}/exercises/{TIMED.id}")
    page.locator("[data-stage=before] button").first.click()
    page.get_by_role("button", name="Read aloud").click()
    page.get_by_role("button", name="Next", exact=True).click()
    said = page.evaluate("() => window.said")
    assert [TIMED.steps[0].text, TIMED.steps[1].text] == [text for _voice, text in said][-2:]
    assert {name for name, _text in said} == {"ours"}
    expect(page.get_by_label("Pace")).to_be_visible()
    page.reload()
    expect(page.locator("[data-stage=do]")).to_contain_text("Step 2 of")


def test_a_lesson_is_heard_line_by_line(new_context: NewContext, live_server: Any) -> None:
    context = new_context()
    context.add_init_script(VOICE)
    page = context.new_page()
    walk.begin(page, live_server.url, nickname="Robin")
    page.goto(f"{live_server.url}/lessons/{LESSON.id}?form=listen")
    page.get_by_role("button", name="Listen", exact=True).click()
    page.wait_for_function(f"() => window.said.length === {len(LESSON.adult.heard)}")
    assert [text for _name, text in page.evaluate("() => window.said")] == list(LESSON.adult.heard)
    expect(page.get_by_role("button", name="Listen", exact=True)).to_be_visible()


def test_what_was_opened_works_without_a_network_until_the_lock(
    new_context: NewContext, live_server: Any
) -> None:
    context = new_context(service_workers="allow")
    page = context.new_page()
    walk.begin(page, live_server.url, nickname="Zanzibarine")
    walk.worker_ready(page)
    exercise, lesson = f"/exercises/{TIMED.id}", f"/lessons/{LESSON.id}"
    for address in (exercise, lesson):
        page.goto(live_server.url + address)
        walk.until(
            page,
            "async (at) => (await (await caches.open('evenkeel played')).match(at)) !== undefined",
            f"{address}/offline",
        )
    context.set_offline(True)
    page.goto(live_server.url + exercise)
    expect(page.get_by_role("heading", level=1)).to_have_text(TIMED.title)
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_visible()
    assert "Zanzibarine" not in page.content()
    page.goto(live_server.url + lesson)
    expect(page.locator("main")).to_contain_text(LESSON.adult.read[0][:40])
    page.goto(live_server.url + "/exercises/one-never-opened")
    expect(page.get_by_role("heading", level=1)).to_contain_text("No connection")
    context.set_offline(False)
    page.goto(f"{live_server.url}/")
    page.locator("details.menu summary").click()
    walk.follow(page.get_by_role("button", name="Lock now"))
    walk.until(page, "async () => !(await caches.has('evenkeel played'))")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_fit(
    viewport: dict[str, int], scheme: str, new_context: NewContext, live_server: Any
) -> None:
    page = new_context(viewport=viewport, color_scheme=scheme).new_page()
    walk.begin(page, live_server.url, nickname="Robin")
    for programme in (SLEEP, LADDER):
        page.goto(f"{live_server.url}/programmes/{programme.id}")
        assert not violations(page)
        for field in page.locator("fieldset.choices").all():
            field.locator("label.chip").first.click()
        walk.follow(page.get_by_role("button", name="Begin"))
    session = f"/programmes/{SLEEP.id}/sessions/{SLEEP.sessions[0].id}"
    for address in (
        "/programmes", f"/programmes/{SLEEP.id}", session, f"/programmes/{SLEEP.id}/diary",
        f"/programmes/{SLEEP.id}/report", f"/programmes/{LADDER.id}/ladder", "/lessons",
        f"/lessons/{LESSON.id}", f"/lessons/{LESSON.id}?form=listen",
        f"/lessons/{LESSON.id}?form=do&for=young", f"/lessons/{LESSON.id}/sheet",
        f"/exercises/{TIMED.id}", f"/exercises/{TIMED.id}/offline", f"/lessons/{LESSON.id}/offline",
    ):  # fmt: skip
        page.goto(live_server.url + address)
        assert not violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
