"""A model's reply comes sentence by sentence, and the turn that is kept comes last."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client

from evenkeel.apps.companion import streaming
from evenkeel.apps.companion.models import Conversation, Message
from tests.contract.llm.endpoint import SENTENCES, endpoint

pytestmark = [pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]
READS_EVENTS = {"Accept": "text/event-stream", "HX-Request": "true"}
TOLD = "my manager moved the deadline again"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with endpoint() as found:
        yield found


def events(answer: StreamingHttpResponse) -> list[tuple[str, object]]:
    text = b"".join(answer).decode()  # type: ignore[arg-type]
    blocks = [block.split("\n") for block in text.split("\n\n") if block]
    return [(name[7:], json.loads(data[6:])) for name, data in blocks]


def choose(page: Client, url: str) -> None:
    form = {"provider": "openai_compatible", "url": url, "model": "m", "key": "", "use": "1"}
    assert page.post("/talk/model", form).status_code == 302


def test_sentences_then_the_turn(transactional_db: None, page: Client, address: str) -> None:
    page.post("/talk", {"text": "hello there", "once": str(uuid.uuid4())})
    row = Conversation.objects.get()
    choose(page, f"{address}/good/v1")
    once = str(uuid.uuid4())
    got = events(page.post(f"/talk/{row.pk}", {"text": TOLD, "once": once}, headers=READS_EVENTS))  # type: ignore[arg-type]
    assert [data for name, data in got if name == "sentence"] == [
        SENTENCES[0].strip(),
        "".join(SENTENCES[1:]),
    ]
    name, turn = got[-1]
    assert name == "turn"
    assert TOLD in turn["html"]  # type: ignore[index]
    assert "data-streams" in turn["html"]  # type: ignore[index]
    again = events(page.post(f"/talk/{row.pk}", {"text": TOLD, "once": once}, headers=READS_EVENTS))  # type: ignore[arg-type]
    assert again[-1][1]["go"].startswith(f"/talk/{row.pk}")  # type: ignore[index]
    assert Message.objects.count() == 4


def test_a_first_message_says_where_to_go(
    transactional_db: None, page: Client, address: str
) -> None:
    choose(page, f"{address}/good/v1")
    got = events(page.post("/talk", {"text": TOLD}, headers=READS_EVENTS))  # type: ignore[arg-type]
    assert got[-1][1]["go"].startswith("/talk/")  # type: ignore[index]


def test_a_page_without_a_model_does_not_stream(page: Client) -> None:
    assert "data-streams" not in page.get("/talk").content.decode()


def test_whatever_goes_wrong_the_page_is_told_to_post_plainly(transactional_db: None) -> None:
    def work(show: object) -> HttpResponse:
        raise RuntimeError("private words")

    got = events(streaming.streamed(work))
    assert got == [("turn", {"status": 500, "html": "", "go": ""})]
