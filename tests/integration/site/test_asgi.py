"""A body over the limit is refused before it is read; a smaller one passes untouched."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from evenkeel.site.asgi import limit_body


async def echo(scope: dict[str, Any], receive: Any, send: Any) -> None:
    message = await receive()
    kind = b"gone" if message["type"] == "http.disconnect" else message["body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": kind})


def call(body: bytes, declared: bytes | None, limit: int) -> tuple[int, bytes]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [] if declared is None else [(b"content-length", declared)]
    scope = {"type": "http", "headers": headers}
    asyncio.run(limit_body(echo, limit)(scope, receive, send))
    return sent[0]["status"], sent[1]["body"]


@pytest.mark.parametrize(
    ("size", "declared", "status"),
    [(10, b"10", 200), (11, b"11", 413), (10, None, 200), (10, b"nonsense", 200)],
)
def test_declared_sizes_at_both_edges(size: int, declared: bytes | None, status: int) -> None:
    assert call(b"x" * size, declared, limit=10)[0] == status


def test_an_undeclared_body_over_the_limit_is_cut_off() -> None:
    assert call(b"x" * 11, None, limit=10) == (200, b"gone")


def test_the_refusal_says_what_to_do() -> None:
    status, said = call(b"", b"99999999999", limit=10)
    assert status == 413
    assert b"Nothing was saved" in said
