"""Voice and face: off by default, and impossible where an employer or a school runs it (L17)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.people import actions, queries
from evenkeel.apps.people.purposes import purpose, purposes
from evenkeel.core.law import HostKind
from evenkeel.site import doctor, serve
from evenkeel.site.environment import Environment, Misconfigured, Speech, read
from tests.integration.people.conftest import Known, text_of

pytestmark = pytest.mark.django_db

CLOSED = (HostKind.SCHOOL, HostKind.WORKPLACE)
OPEN = tuple(kind for kind in HostKind if kind not in CLOSED)
LISTENS_OR_LOOKS = {"voice", "face", "dictation"}


@pytest.fixture
def run_by(settings: Any) -> Callable[[HostKind], None]:
    def run_by(kind: HostKind) -> None:
        settings.HOST_KIND = kind

    return run_by


def test_whatever_listens_or_looks_says_where_it_has_no_place() -> None:
    barred = {one.id for one in purposes() if one.never_at}
    assert barred == LISTENS_OR_LOOKS
    assert all(set(purpose(one).never_at) == set(CLOSED) for one in barred)
    assert not any(one.default_on for one in purposes() if one.never_at)


def test_a_consent_that_speaks_of_a_microphone_or_a_camera_cannot_forget_to_say_so() -> None:
    """Also one that somebody adds later: its words give it away."""
    ears_and_eyes = re.compile(r"\b(?:microphone|camera|voice|face|facial|speak\w*|sound)\b", re.I)
    for one in purposes():
        text = " ".join((one.title, one.what, one.why, one.how_long, one.without))
        if ears_and_eyes.search(text):
            assert set(one.never_at) == set(CLOSED), one.id


@pytest.mark.parametrize("kind", CLOSED)
def test_it_cannot_be_given_by_page_or_by_action(
    kind: HostKind, wren: Known, run_by: Callable[[HostKind], None]
) -> None:
    run_by(kind)
    browser = wren.browser()
    browser.post("/consents", {"purpose": ["companion", *LISTENS_OR_LOOKS]})
    granted = {one.purpose for one in wren.member.consents.filter(granted=True)}
    assert granted == {"companion"}
    for one in LISTENS_OR_LOOKS:
        with pytest.raises(actions.NotAvailable):
            actions.set_consents(by=wren.member, granted={one: True}, now=timezone.now())


@pytest.mark.parametrize("kind", OPEN)
def test_elsewhere_speaking_is_a_switch_like_any_other(
    kind: HostKind, wren: Known, run_by: Callable[[HostKind], None]
) -> None:
    run_by(kind)
    wren.browser().post("/consents", {"purpose": ["dictation"]})
    assert queries.has_consent(wren.member, "dictation")


@pytest.mark.parametrize(("kind", "who"), [(CLOSED[0], "A school"), (CLOSED[1], "An employer")])
def test_a_sentence_stands_where_the_switch_would(
    kind: HostKind, who: str, wren: Known, run_by: Callable[[HostKind], None]
) -> None:
    run_by(kind)
    browser = wren.browser()
    for address in ("/consents", "/begin/consents"):
        page = text_of(browser.get(address))
        for one in LISTENS_OR_LOOKS:
            assert f'id="not-here-{one}"' in page
            assert f'value="{one}"' not in page
            assert f'id="purpose-{one}"' not in page
        assert page.count(f"{who} runs this Evenkeel") == len(LISTENS_OR_LOOKS)


def test_at_home_no_such_sentence_is_said(wren: Known) -> None:
    page = text_of(wren.browser().get("/consents"))
    assert "not-here-" not in page
    assert 'value="dictation"' in page


def test_what_was_given_is_over_at_once_when_the_host_changes(
    wren: Known, run_by: Callable[[HostKind], None]
) -> None:
    actions.set_consents(by=wren.member, granted={"dictation": True}, now=timezone.now())
    run_by(HostKind.WORKPLACE)
    assert not queries.has_consent(wren.member, "dictation")
    assert not {p.id: on for p, on in queries.consents_of(wren.member)}["dictation"]
    assert 'data-island="speak"' not in text_of(wren.browser().get("/talk"))


def test_a_start_withdraws_it_with_a_receipt_and_for_good(
    wren: Known, tern: Known, run_by: Callable[[HostKind], None]
) -> None:
    before = timezone.now() - timedelta(days=3)
    given = {"dictation": True, "companion": True}
    actions.set_consents(by=wren.member, granted=given, now=before)
    actions.set_consents(by=tern.member, granted={"companion": True}, now=before)
    serve._withdraw_impossible()  # at home: nothing is withdrawn
    assert queries.has_consent(wren.member, "dictation")
    run_by(HostKind.SCHOOL)
    serve._withdraw_impossible()
    serve._withdraw_impossible()
    latest = queries.receipts_of(wren.member).first()
    assert latest is not None
    assert (latest.purpose, latest.granted) == ("dictation", False)
    assert wren.member.consents.filter(purpose="dictation").count() == 2
    assert queries.has_consent(wren.member, "companion")
    assert not tern.member.consents.filter(purpose="dictation").exists()
    run_by(HostKind.HOME)
    assert not queries.has_consent(wren.member, "dictation")


def test_a_recording_is_refused_there_and_the_microphone_is_not_spoken_of_as_a_switch(
    wren: Known, run_by: Callable[[HostKind], None], settings: Any
) -> None:
    actions.set_consents(by=wren.member, granted={"dictation": True}, now=timezone.now())
    settings.SPEECH = Speech("http://127.0.0.1:9/v1", "whisper-1", "")
    run_by(HostKind.WORKPLACE)
    answer = wren.browser().post("/talk/speech", b"sound", content_type="audio/webm")
    assert answer.status_code == 403
    assert "cannot be switched on here" in answer.json()["problem"]


@pytest.mark.parametrize("kind", HostKind)
def test_anybody_can_read_who_says_they_run_it(
    kind: HostKind, run_by: Callable[[HostKind], None]
) -> None:
    run_by(kind)
    said = {
        HostKind.HOME: "somebody at home", HostKind.CLINIC: "a clinic",
        HostKind.CHARITY: "a charity", HostKind.SCHOOL: "a school",
        HostKind.WORKPLACE: "an employer",
    }[kind]  # fmt: skip
    assert f"says who they are: {said}." in text_of(Client().get("/trust"))


def test_the_setting_is_read_strictly() -> None:
    assert read({}).host_kind is HostKind.HOME
    assert read({"EVENKEEL_HOST_KIND": "workplace"}).host_kind is HostKind.WORKPLACE
    for wrong in ("Workplace", "office", "school workplace"):
        with pytest.raises(Misconfigured, match="home, clinic, charity, school, workplace"):
            read({"EVENKEEL_HOST_KIND": wrong})


def _told(environ: dict[str, str]) -> list[doctor.Line]:
    env: Environment = read(environ)
    return list(doctor._host(env))


def test_the_doctor_says_who_runs_it() -> None:
    assert [line.text for line in _told({})] == ["Host kind: home"]
    school = _told({"EVENKEEL_HOST_KIND": "school"})
    assert [line.grade for line in school] == ["good"]
    assert "speaking in place of typing, voice, face" in school[0].text
    speech = {"EVENKEEL_SPEECH": "http://127.0.0.1:9000/v1#whisper-1"}
    both = _told({"EVENKEEL_HOST_KIND": "workplace", **speech})
    assert [line.grade for line in both] == ["good", "note"]
    assert "never used" in both[1].text
