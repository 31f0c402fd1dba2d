"""Speech written down at a scripted address, over real HTTP: well, slowly, wrongly, not at all."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from evenkeel.llm import Connection, Unreachable
from evenkeel.llm.transcribing import MOST_CHARACTERS, transcribe

pytestmark = pytest.mark.enable_socket
SOUND = b"\x1aE\xdf\xa3 not really webm"


class Writes(BaseHTTPRequestHandler):
    """`/{mode}/v1/audio/transcriptions`: the mode is the fault."""

    got: list[tuple[bytes, str | None]] = []

    def log_message(self, *arguments: object) -> None: ...

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((body, self.headers.get("Authorization")))
        mode = self.path.split("/")[1]
        if mode == "slow":
            time.sleep(2)
        answers = {
            "good": (200, json.dumps({"text": "  I would like\n Friday off. "}).encode()),
            "long": (200, json.dumps({"text": "word " * 9_000}).encode()),
            "flood": (200, json.dumps({"text": "word " * 90_000}).encode()),
            "nothing": (200, b'{"text": ""}'), "not-json": (200, b"<html>"),
            "wrong": (200, b'{"words": 1}'), "list": (200, b"[1]"), "error": (500, b"secret"),
            "key": (401, b"{}"), "slow": (200, b'{"text": "late"}'),
        }  # fmt: skip
        status, answer = answers[mode]
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(answer)


@contextmanager
def service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Writes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def address() -> Iterator[str]:
    with service() as found:
        yield found


def ask(address: str, mode: str, seconds: float = 5.0) -> str:
    connection = Connection(f"{address}/{mode}/v1", "whisper-1", "k3y", seconds)
    return transcribe(connection, SOUND, "audio/webm", language="en")


def test_the_words_come_back_on_one_line(address: str) -> None:
    assert ask(address, "good") == "I would like Friday off."
    body, key = Writes.got[-1]
    assert SOUND in body
    assert b"whisper-1" in body
    assert b"speech.webm" in body
    assert key == "Bearer k3y"


def test_silence_is_empty_and_a_flood_is_cut(address: str) -> None:
    assert ask(address, "nothing") == ""
    assert len(ask(address, "long")) == MOST_CHARACTERS
    with pytest.raises(Unreachable, match="far more"):
        ask(address, "flood")


@pytest.mark.parametrize("mode", ["not-json", "wrong", "list", "error", "key"])
def test_a_fault_is_a_sentence_without_what_was_sent(address: str, mode: str) -> None:
    with pytest.raises(Unreachable) as caught:
        ask(address, mode)
    assert "secret" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_slow_one_is_left(address: str) -> None:
    began = time.monotonic()
    with pytest.raises(Unreachable, match="in time"):
        ask(address, "slow", seconds=0.4)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "nonsense", "ftp://127.0.0.1/v1"])
def test_a_wrong_address_is_a_sentence(url: str) -> None:
    with pytest.raises(Unreachable):
        transcribe(Connection(url, "m", seconds=1), SOUND, "audio/webm", language="en")


def test_there_is_room_for_a_long_answer() -> None:
    assert MOST_CHARACTERS >= 2000
