"""Choosing a model: local at once, elsewhere only where the host and the member agree."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.companion.models import Message
from evenkeel.apps.people import actions as people
from evenkeel.apps.people import queries as people_queries
from evenkeel.apps.wording import queries
from evenkeel.apps.wording.addresses import problem_with
from tests.contract.llm.endpoint import SENTENCES, Endpoint, endpoint
from tests.factories.members import Known

pytestmark = pytest.mark.enable_socket
PAGE = "/talk/model"
KEY = "sk-never-shown-again"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with endpoint() as found:
        yield found


def form(url: str, button: str = "use", **more: str) -> dict[str, str]:
    return {
        "provider": "openai_compatible", "url": url, "model": "a-model", "key": KEY, button: "1",
        **more,
    }  # fmt: skip


def say(page: Client, text: str) -> tuple[str, str]:
    answer = page.post("/talk", {"text": text, "once": str(uuid.uuid4())})
    return answer["Location"].split("#")[0], page.get(answer["Location"]).content.decode()


def reply_of(known: Known) -> Message:
    return max(
        (row for row in Message.of(known.member)), key=lambda row: row.open(known.keyring).order
    )


def test_nobody_has_a_model_until_they_choose_one(page: Client, wren: Known) -> None:
    assert queries.speaker(wren.member, wren.keyring) is None
    assert "own words" in page.get(PAGE).content.decode()


def test_a_local_model_words_the_reply_and_what_was_sent_is_shown(
    page: Client, wren: Known, address: str
) -> None:
    assert page.post(PAGE, form(f"{address}/good/v1")).status_code == 302
    _, shown = say(page, "my manager moved the deadline again, says Wren of Wrenfield")
    assert SENTENCES[0].strip() in shown
    row = reply_of(wren)
    sent = page.get(f"/talk/message/{row.pk}").content.decode()
    assert "a-model worded this reply" in sent
    assert "moved the deadline" in sent
    assert Endpoint.requests[-1]["key"] == f"Bearer {KEY}"


def test_the_nickname_does_not_leave(page: Client, wren: Known, address: str) -> None:
    page.post(PAGE, form(f"{address}/good/v1"))
    name = wren.member.nickname
    say(page, f"they all call me {name} at work and my manager moved the deadline")
    assert name.lower() not in str(Endpoint.requests[-1]["body"]["messages"]).lower()


@pytest.mark.parametrize("mode", ["failing", "hang", "html"])
def test_a_model_that_fails_is_not_noticed(
    page: Client, wren: Known, address: str, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evenkeel.llm.Connection.__init__.__defaults__", ("", 0.5))
    page.post(PAGE, form(f"{address}/{mode}/v1"))
    _, shown = say(page, "my manager moved the deadline again")
    assert SENTENCES[0].strip() not in shown
    payload = reply_of(wren).open(wren.keyring)
    assert (payload.by_model, payload.why_not_model) == ("", "error")
    assert payload.sent


def test_danger_is_never_sent(page: Client, wren: Known, address: str) -> None:
    page.post(PAGE, form(f"{address}/good/v1"))
    before = len(Endpoint.requests)
    say(page, "i want to kill myself tonight")
    assert len(Endpoint.requests) == before
    assert not reply_of(wren).open(wren.keyring).sent


def test_a_test_keeps_nothing_and_sends_nothing_of_theirs(
    page: Client, wren: Known, address: str
) -> None:
    body = page.post(PAGE, form(f"{address}/good/v1", "test")).content.decode()
    assert "That deadline moved" in body
    assert "<code>a</code>" in body
    assert queries.row_of(wren.member) is None
    assert KEY not in body
    assert wren.member.nickname not in str(Endpoint.requests[-1]["body"])


def test_elsewhere_needs_the_host_and_the_members_own_tick(
    page: Client, wren: Known, settings: object
) -> None:
    there = "https://models.example.org/v1"
    assert "own machine" in page.post(PAGE, form(there)).content.decode()
    settings.MODEL_ADDRESSES = ("https://models.example.org",)  # type: ignore[attr-defined]
    assert "Tick the box" in page.post(PAGE, form(there)).content.decode()
    assert queries.row_of(wren.member) is None
    assert page.post(PAGE, form(there, agree="on")).status_code == 302
    assert people_queries.has_consent(wren.member, queries.CONSENT)
    assert queries.speaker(wren.member, wren.keyring) is not None
    people.set_consents(by=wren.member, granted={queries.CONSENT: False}, now=timezone.now())
    assert queries.speaker(wren.member, wren.keyring) is None


def test_leaving_drops_the_key_and_the_consent(page: Client, wren: Known, address: str) -> None:
    page.post(PAGE, form(f"{address}/good/v1"))
    assert page.post("/talk/model/leave").status_code == 302
    chosen = queries.choice_of(wren.member, wren.keyring)
    assert (chosen.on, chosen.key) == (False, "")
    assert queries.speaker(wren.member, wren.keyring) is None


def test_an_empty_key_keeps_the_old_one_for_the_same_address_only(
    page: Client, wren: Known, address: str
) -> None:
    page.post(PAGE, form(f"{address}/good/v1"))
    page.post(PAGE, form(f"{address}/good/v1", key=""))
    assert queries.choice_of(wren.member, wren.keyring).key == KEY
    page.post(PAGE, form(f"{address}/noise/v1", key=""))
    assert queries.choice_of(wren.member, wren.keyring).key == ""


@pytest.mark.parametrize(
    "url",
    ["", "ftp://127.0.0.1/v1", "http://", "http://user:pw@127.0.0.1/v1", "http://10.0.0.5/v1",
     "http://169.254.169.254/latest", "http://127.0.0.1.evil.example/v1", "http://[::ffff:10.0.0.1]/",
     "https://models.example.org.evil.example/v1", "https://models.example.org/v1/../../admin",
     "http://models.example.org/v1", "javascript:alert(1)", "http://127.0.0.1:99999/v1"],
)  # fmt: skip
def test_no_address_beside_those_allowed(url: str, settings: object) -> None:
    settings.MODEL_ADDRESSES = ("https://models.example.org/v1",)  # type: ignore[attr-defined]
    assert problem_with(url).endswith(".")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/v1", "http://localhost/v1", "http://[::1]:8080/v1"]
)
def test_this_machine_is_allowed_unless_switched_off(url: str, settings: object) -> None:
    assert problem_with(url) == ""
    settings.MODEL_ADDRESSES = ("none",)  # type: ignore[attr-defined]
    assert "switched language models off" in problem_with(url)
