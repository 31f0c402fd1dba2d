"""Speech to text at an OpenAI-compatible address that the host chose: one recording, one text.

Here: HTTP, bounded in time and size. Not here: who may speak (apps), recording (the browser).
Neither the sound nor the words are ever kept, logged or put into an error.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

import httpx

from evenkeel.llm import Connection, Unreachable

CONNECT_SECONDS: Final = 3.0
MOST_ANSWER: Final = 64 * 1024
MOST_CHARACTERS: Final = 4000
UNAUTHORISED: Final = frozenset({401, 403})


def transcribe(connection: Connection, sound: bytes, kind: str, *, language: str) -> str:
    """The words of a recording; empty where nothing was said. Raises `Unreachable`.

    `kind` is its media type, such as `audio/webm`; `language` an ISO 639-1 code.
    """
    url = connection.url.rstrip("/") + "/audio/transcriptions"
    headers = {"Authorization": f"Bearer {connection.key}"} if connection.key else {}
    timeout = httpx.Timeout(connection.seconds, connect=min(CONNECT_SECONDS, connection.seconds))
    files = {"file": (f"speech.{kind.rpartition('/')[2]}", sound, kind)}
    data = {"model": connection.model, "language": language, "response_format": "json"}
    try:
        with (
            httpx.Client(trust_env=False, follow_redirects=False, timeout=timeout) as client,
            client.stream("POST", url, headers=headers, files=files, data=data) as answer,
        ):
            _refuse(answer.status_code)
            return _text(_bounded(answer))
    except httpx.TimeoutException:
        raise Unreachable("It did not answer in time.") from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise Unreachable("That address is not one Evenkeel can ask.") from None
    except httpx.HTTPError:
        raise Unreachable("Nothing answered at that address.") from None


def _refuse(status: int) -> None:
    if status in UNAUTHORISED:
        raise Unreachable("It did not accept the key.")
    if not 200 <= status < 300:
        raise Unreachable(f"It answered with an error ({status}).")


def _bounded(answer: httpx.Response) -> bytes:
    body = b""
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > MOST_ANSWER:
            raise Unreachable("It answered with far more than was said.")
    return body


def _text(body: bytes) -> str:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreachable("It answered with something that is not JSON.") from None
    text = document.get("text") if isinstance(document, Mapping) else None
    if not isinstance(text, str):
        raise Unreachable("It answered with something that is not a transcription.")
    return " ".join(text.split())[:MOST_CHARACTERS]
