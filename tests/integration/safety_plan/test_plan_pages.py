"""The safety plan through the browser's door: writing it, quoting it, printing it, deleting it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.companion import actions as talk
from evenkeel.apps.people import actions as people
from evenkeel.apps.safety_plan import actions, queries
from evenkeel.apps.safety_plan.models import SafetyPlan
from evenkeel.apps.safety_plan.payloads import MOST_CHARACTERS, MOST_LINES
from evenkeel.apps.safety_plan.words import steps
from evenkeel.core.vocabulary import PlanStep
from tests.factories.members import Known, make_member, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def wren(db: None) -> Known:
    known = make_member("Wren", now=timezone.now())
    people.set_consents(by=known.member, granted={"companion": True}, now=timezone.now())
    return known


@pytest.fixture
def page(client: Client, wren: Known) -> Client:
    sign_in(client)
    return client


def lines(known: Known, step: PlanStep) -> tuple[str, ...]:
    return queries.plan_of(known.member, known.keyring).lines(step)


def write(client: Client, step: PlanStep, text: str, **more: str) -> object:
    return client.post(f"/safety-plan/step/{step.value}", {"lines": text, **more})


def test_every_step_has_a_page_and_leads_to_the_next(page: Client, wren: Known) -> None:
    for place, words in enumerate(steps()):
        answer = page.get(f"/safety-plan/step/{words.id}")
        assert words.ask in answer.content.decode()
        sent = write(page, words.step, f"something {place}", next="1")
        last = place + 1 == len(steps())
        expected = "/safety-plan" if last else f"/safety-plan/step/{steps()[place + 1].id}"
        assert sent["Location"] == expected
    plan = queries.plan_of(wren.member, wren.keyring)
    assert set(plan.by_step()) == set(PlanStep)


def test_bullets_and_empty_lines_go_and_nothing_else(page: Client, wren: Known) -> None:
    write(page, PlanStep.ALONE, "- a walk\r\n\r\n2. the drums\r\n  1 pm: tea \r\na walk")
    assert lines(wren, PlanStep.ALONE) == ("a walk", "the drums", "1 pm: tea")


@pytest.mark.parametrize(
    "text", ["x" * (MOST_CHARACTERS + 1), "\n".join(map(str, range(MOST_LINES + 1)))]
)
def test_too_much_is_refused_in_words_and_kept_in_the_box(page: Client, text: str) -> None:
    answer = write(page, PlanStep.REASONS, text)
    assert answer.status_code == 422
    assert text.split("\n", maxsplit=1)[0] in answer.content.decode()


def test_a_change_in_another_window_is_not_overwritten_unseen(page: Client, wren: Known) -> None:
    first = actions.save_step(
        by=wren.member, keyring=wren.keyring, step=PlanStep.PEOPLE, lines=["Sam"],
        now=timezone.now(),
    )  # fmt: skip
    write(page, PlanStep.PEOPLE, "Sam\nMy brother", revision=str(first.revision))
    answer = write(page, PlanStep.PEOPLE, "Sam", revision=str(first.revision))
    assert answer.status_code == 409
    assert "My brother" in answer.content.decode()
    assert lines(wren, PlanStep.PEOPLE) == ("Sam", "My brother")


def test_a_step_changed_elsewhere_does_not_stop_another(page: Client, wren: Known) -> None:
    write(page, PlanStep.PEOPLE, "Sam")
    write(page, PlanStep.ALONE, "tea", revision="1")
    answer = write(page, PlanStep.REASONS, "the cat", revision="1")
    assert answer.status_code == 302
    assert lines(wren, PlanStep.ALONE) == ("tea",)


def test_an_address_that_is_no_step_is_not_found(page: Client) -> None:
    assert page.get("/safety-plan/step/nonsense").status_code == 404


def test_it_is_one_tap_from_every_page_of_a_member(page: Client) -> None:
    for address in ("/", "/talk", "/journal", "/privacy"):
        assert 'href="/safety-plan"' in page.get(address).content.decode(), address


def test_it_is_one_tap_from_a_risk_turn(page: Client) -> None:
    answer = page.post("/talk", {"text": "i want to kill myself tonight"}, follow=True)
    turn = answer.content.decode().split('id="turns"')[1].split('id="box"')[0]
    assert 'href="/safety-plan"' in turn
    assert "Nobody is watching" in turn


def test_the_sheet_has_the_steps_the_numbers_and_no_more(page: Client) -> None:
    write(page, PlanStep.SURROUNDINGS, "my sister keeps it")
    sheet = page.get("/safety-plan/sheet").content.decode()
    assert "my sister keeps it" in sheet
    assert "tel:999" in sheet
    assert "Wren" not in sheet


def test_the_sheet_can_be_headed_notes(page: Client) -> None:
    page.post("/safety-plan/settings", {"heading": "1", "discreet": "yes"})
    sheet = page.get("/safety-plan/sheet").content.decode()
    assert "<title>Notes</title>" in sheet
    assert "safety plan" not in sheet.split("<main")[1].lower()


def test_a_copy_on_the_device_is_off_until_asked_for(page: Client) -> None:
    assert 'data-keep="no"' in page.get("/safety-plan").content.decode()
    page.post("/safety-plan/settings", {"copy": "1", "keep": "yes"})
    assert 'data-keep="yes"' in page.get("/safety-plan").content.decode()
    page.post("/safety-plan/settings", {"copy": "1"})
    assert 'data-keep="no"' in page.get("/safety-plan").content.decode()


def test_deleting_it_asks_first(page: Client, wren: Known) -> None:
    write(page, PlanStep.REASONS, "the cat")
    assert page.get("/safety-plan/delete").status_code == 200
    assert SafetyPlan.of(wren.member).exists()
    page.post("/safety-plan/delete")
    assert not SafetyPlan.of(wren.member).exists()


def test_nobody_else_sees_it(client: Client, wren: Known) -> None:
    actions.save_step(
        by=wren.member, keyring=wren.keyring, step=PlanStep.REASONS, lines=["the cat"],
        now=timezone.now(),
    )  # fmt: skip
    make_member("Other")
    sign_in(client, "Other")
    assert "the cat" not in client.get("/safety-plan").content.decode()


def test_signed_out_it_asks_to_log_in(client: Client, db: None) -> None:
    for address in ("/safety-plan", "/safety-plan/sheet", "/safety-plan/step/alone"):
        assert client.get(address).status_code in {302, 401, 403}


def test_the_plans_own_words_are_quoted_when_danger_returns(wren: Known) -> None:
    actions.save_step(
        by=wren.member, keyring=wren.keyring, step=PlanStep.ALONE, lines=["the drums downstairs"],
        now=timezone.now(),
    )  # fmt: skip
    row, replies = None, []
    for text in (
        "i want to die",
        "yes",
        "no plan",
        "nothing here",
        "not tonight",
        "no",
        "no",
        "ok",
    ):
        turned = talk.say(
            by=wren.member, keyring=wren.keyring, text=text, now=timezone.now(), conversation=row
        )
        row = turned.conversation
        replies.append(turned.answer.reply)
    assert any("drums downstairs" in reply for reply in replies), replies


def test_a_line_said_twice_is_kept_once(wren: Known) -> None:
    for text in ("The cat", "the cat", " the  cat "):
        actions.add_line(
            by=wren.member, keyring=wren.keyring, step=PlanStep.REASONS, text=text,
            now=timezone.now(),
        )  # fmt: skip
    assert lines(wren, PlanStep.REASONS) == ("The cat",)
