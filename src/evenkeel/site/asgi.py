"""The entry point: `uvicorn evenkeel.site.asgi:application`.

Every view is plain synchronous code, so a request is handed to one thread once (ADR 8).
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenkeel.site.settings")

# The largest body that is read at all: an export of many years. Django keeps bodies up to this
# size in memory (FILE_UPLOAD_MAX_MEMORY_SIZE), so that nothing a member sends is spooled to disk.
BODY_LIMIT_BYTES = 64 * 1024 * 1024

# Requests worked on at a time. More than the cores, because unlocking waits outside Python.
THREADS = 8

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

TOO_BIG = (
    b"This is larger than Evenkeel takes in one go (64 MB). Nothing was saved. "
    b"Go back, shorten or split it, and send it again."
)


def limit_body(app: App, limit: int = BODY_LIMIT_BYTES) -> App:
    """Answers 413 to a body over `limit`, declared or not, before it is read into memory."""

    async def limited(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > limit:
            return await _refuse(send)
        seen = 0

        async def counted() -> Mapping[str, Any]:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            return {"type": "http.disconnect"} if seen > limit else message

        return await app(scope, counted, send)

    return limited


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": TOO_BIG})


# The two libraries name the same protocol's types differently.
wsgi: Any = get_wsgi_application()
_threads: Any = WSGIMiddleware(wsgi, workers=THREADS)
application = limit_body(_threads)
