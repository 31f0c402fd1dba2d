"""Asks any OpenAI-compatible endpoint: models, and one chat completion, streamed.

Here: HTTP and server-sent events, bounded in time and size. Not here: what is asked, or whether the
answer is used. Nothing of a request or an answer is ever logged or put into an error.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import httpx

from evenkeel.core.dialogue.prompting import ChatMessage
from evenkeel.llm import Connection, Unreachable

CONNECT_SECONDS: Final = 3.0
LIST_SECONDS: Final = 5.0
MOST_BYTES: Final = 256 * 1024
MOST_MODELS: Final = 500
TOKENS_PER_WORD: Final = 4
"""Room for languages whose words are many tokens; the word limit is held by the caller."""
TEMPERATURE: Final = 0.6
UNAUTHORISED: Final = frozenset({401, 403})
MISSING: Final = 404


class OpenAICompatible:
    """See `evenkeel.llm.Provider`."""

    def models(self, connection: Connection) -> Sequence[str]:
        with _client(connection, LIST_SECONDS) as client, _plainly():
            answer = client.get("models")
            _refuse(answer.status_code)
            return _names(_json(answer.content[:MOST_BYTES]))

    def stream(
        self, connection: Connection, messages: Sequence[ChatMessage], *, most_words: int
    ) -> Iterator[str]:
        body = {
            "model": connection.model, "messages": list(messages), "stream": True,
            "temperature": TEMPERATURE, "max_tokens": most_words * TOKENS_PER_WORD,
        }  # fmt: skip
        until = time.monotonic() + connection.seconds
        with (
            _client(connection, connection.seconds) as client,
            _plainly(),
            client.stream("POST", "chat/completions", json=body) as answer,
        ):
            _refuse(answer.status_code)
            if "text/event-stream" in answer.headers.get("content-type", ""):
                yield from _events(_lines(answer, until))
            else:
                yield from _whole(b"".join(_bounded(answer, until)))


class _plainly:  # noqa: N801 (reads as a word in a `with`)
    """Turns a failed connection into a sentence; what was sent or answered stays out of it."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, httpx.TimeoutException):
            raise Unreachable("It did not answer in time.") from None
        if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
            raise Unreachable("That address is not one Evenkeel can ask.") from None
        if isinstance(error, httpx.HTTPError):
            raise Unreachable("Nothing answered at that address.") from None


def _client(connection: Connection, seconds: float) -> httpx.Client:
    headers = {"Authorization": f"Bearer {connection.key}"} if connection.key else {}
    return httpx.Client(
        base_url=connection.url.rstrip("/") + "/", headers=headers, follow_redirects=False,
        trust_env=False, timeout=httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds)),
    )  # fmt: skip


def _refuse(status: int) -> None:
    if status in UNAUTHORISED:
        raise Unreachable("It did not accept the key.")
    if status == MISSING:
        raise Unreachable("There is no such model, or the address lacks its path (often /v1).")
    if not 200 <= status < 300:
        raise Unreachable(f"It answered with an error ({status}).")


def _bounded(answer: httpx.Response, until: float) -> Iterator[bytes]:
    """The answer's bytes while time and size last: a slow drip ends like silence does."""
    read = 0
    for piece in answer.iter_bytes():
        read += len(piece)
        if read > MOST_BYTES:
            raise Unreachable("It answered with far more than was asked.")
        if time.monotonic() > until:
            raise Unreachable("It did not finish in time.")
        yield piece


def _lines(answer: httpx.Response, until: float) -> Iterator[bytes]:
    rest = b""
    for piece in _bounded(answer, until):
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
    if rest:
        yield rest


def _events(lines: Iterator[bytes]) -> Iterator[str]:
    for line in lines:
        if not line.startswith(b"data:"):
            continue
        data = line.removeprefix(b"data:").strip()
        if data == b"[DONE]":
            return
        yield from _text(_json(data), "delta")


def _whole(body: bytes) -> Iterator[str]:
    yield from _text(_json(body), "message")


def _text(document: Any, part: str) -> Iterator[str]:
    """The words of the first choice; anything else (tool calls, reasoning) is noise."""
    if not isinstance(document, Mapping):
        raise Unreachable("It answered with something that is not a chat completion.")
    if "error" in document:
        raise Unreachable("It answered with an error.")
    choices = document.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    said = first.get(part) if isinstance(first, Mapping) else None
    content = said.get("content") if isinstance(said, Mapping) else None
    if isinstance(content, str) and content:
        yield content


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise Unreachable("It answered with something that is not JSON.") from None


def _names(document: Any) -> list[str]:
    rows = document.get("data") if isinstance(document, Mapping) else None
    if not isinstance(rows, list):
        raise Unreachable("It does not list its models; write the model's name yourself.")
    names = [row.get("id") for row in rows if isinstance(row, Mapping)]
    return sorted({name for name in names if isinstance(name, str)})[:MOST_MODELS]


PROVIDER = OpenAICompatible()
