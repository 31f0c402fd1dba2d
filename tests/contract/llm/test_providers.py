"""Every provider, against an endpoint over real HTTP that behaves, and one that does not."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from evenkeel.core.dialogue import DialogueState, load_companion
from evenkeel.core.dialogue.prompting import ChatMessage
from evenkeel.llm import Connection, Unreachable, manifests, provider
from evenkeel.llm.speaking import Speaker, whole_sentences
from tests.contract.llm.endpoint import SENTENCES, Endpoint, endpoint

NOW = datetime(2026, 3, 4, 14, tzinfo=UTC)
ASKED: list[ChatMessage] = [{"role": "user", "content": "hello"}]
FAULTS = (
    "hang", "oversize", "wrong-json", "wrong-shape", "error-inside", "cut", "latin", "html",
    "denied", "missing", "failing", "moved", "drip",
)  # fmt: skip
SECONDS = 0.6

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with endpoint() as found:
        yield found


def at(address: str, mode: str) -> Connection:
    return Connection(f"{address}/{mode}/v1", "a-model", key="k" * 20, seconds=SECONDS)


@pytest.mark.parametrize("name", sorted(manifests()))
class TestEveryProvider:
    @pytest.mark.parametrize("mode", ["good", "noise", "one-document", "split"])
    def test_a_reply_comes_whole(self, name: str, mode: str, address: str) -> None:
        said = provider(name).stream(at(address, mode), ASKED, most_words=30)
        assert "".join(said) == "".join(SENTENCES)

    def test_it_sends_the_model_the_key_and_the_messages(self, name: str, address: str) -> None:
        list(provider(name).stream(at(address, "good"), ASKED, most_words=30))
        sent = Endpoint.requests[-1]
        assert sent["key"] == "Bearer " + "k" * 20
        assert sent["body"]["model"] == "a-model"
        assert sent["body"]["messages"] == ASKED

    @pytest.mark.parametrize("mode", FAULTS)
    def test_a_fault_is_one_sentence_in_time_and_tells_nothing(
        self, name: str, mode: str, address: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.WARNING)
        began = time.monotonic()
        with pytest.raises(Unreachable) as failed:
            list(provider(name).stream(at(address, mode), ASKED, most_words=30))
        assert time.monotonic() - began < 4 * SECONDS
        assert "secret" not in str(failed.value) + caplog.text
        assert failed.value.__cause__ is None

    @pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "ftp://x/v1", "not an address", ""])
    def test_a_wrong_address_is_a_sentence(self, name: str, url: str) -> None:
        with pytest.raises(Unreachable, match=r"\.$"):
            list(provider(name).stream(Connection(url, "m", seconds=1), ASKED, most_words=9))

    def test_models_are_listed_by_name(self, name: str, address: str) -> None:
        assert provider(name).models(at(address, "good")) == ["a", "b"]

    @pytest.mark.parametrize("mode", ["no-list", "not-json"])
    def test_an_endpoint_that_lists_nothing_says_so(
        self, name: str, mode: str, address: str
    ) -> None:
        with pytest.raises(Unreachable):
            provider(name).models(at(address, mode))

    def test_the_whole_walk_words_a_turn(self, name: str, address: str) -> None:
        speaker = Speaker(provider(name), at(address, "good"), names=["Priya"])
        answer = load_companion().reply(
            DialogueState(), "priya at work moved the deadline again", now=NOW,
            rng=random.Random(1), model=speaker,
        )  # fmt: skip
        assert answer.by_model
        assert answer.reply == "".join(SENTENCES)
        sent = str(Endpoint.requests[-1]["body"]).lower()
        assert "priya" not in sent
        assert "moved the deadline" in sent
        assert [dict(one) for one in speaker.sent] == Endpoint.requests[-1]["body"]["messages"]

    @pytest.mark.parametrize("mode", FAULTS)
    def test_whatever_happens_there_is_an_answer(self, name: str, mode: str, address: str) -> None:
        speaker = Speaker(provider(name), at(address, mode))
        answer = load_companion().reply(
            DialogueState(), "work is awful", now=NOW, rng=random.Random(1), model=speaker
        )
        assert answer.reply
        assert answer.why_not_model in {"error", "length"}


def test_a_model_that_declines_leaves_our_own_words(address: str) -> None:
    name = next(iter(manifests()))
    speaker = Speaker(provider(name), at(address, "declines"))
    answer = load_companion().reply(
        DialogueState(), "work is awful", now=NOW, rng=random.Random(1), model=speaker
    )
    assert answer.why_not_model == "refusal"
    assert "assist" not in answer.reply


def test_an_unknown_provider_is_not_imported() -> None:
    with pytest.raises(KeyError):
        provider("../evil")


@pytest.mark.parametrize(
    ("pieces", "sentences"),
    [
        (["Hi."], ["Hi."]),
        (["It was 3.", "5 hours. Was it?"], ["It was 3.5 hours.", "Was it?"]),
        (["You waited a long time.", " Then?"], ["You waited a long time.", "Then?"]),
        (["", " ", "\n"], []),
        (['She said "no." And', " left"], ['She said "no."', "And left"]),
    ],
)
def test_sentences_from_any_pieces(pieces: list[str], sentences: list[str]) -> None:
    assert list(whole_sentences(pieces)) == sentences
