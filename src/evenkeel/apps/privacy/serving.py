"""Sends an archive as it is made. Not here: making it (export.py)."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse


def archive_response(
    request: HttpRequest, chunks: Generator[bytes, None, None], *, now: datetime
) -> StreamingHttpResponse:
    """The archive as a download. Under ASGI it is pulled piece by piece, never collected first."""
    body = _Pulled(chunks) if isinstance(request, ASGIRequest) else chunks
    response = StreamingHttpResponse(body, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="evenkeel-{now:%Y-%m-%d}.zip"'
    response["Cache-Control"] = "no-store"
    return response


class _Pulled:
    """Pulls from the generator in Django's thread, one piece at a time.

    `close` is called by Django when the response is over, also where the listener has left: the
    generator's `finally` runs then, and not whenever it happens to be collected.
    """

    def __init__(self, chunks: Generator[bytes, None, None]) -> None:
        self._chunks = chunks
        self._next = sync_to_async(lambda: next(chunks, b""))

    def __aiter__(self) -> _Pulled:
        return self

    async def __anext__(self) -> bytes:
        if piece := await self._next():
            return piece
        raise StopAsyncIteration

    def close(self) -> None:
        self._chunks.close()
