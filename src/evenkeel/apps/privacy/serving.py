"""Sends an archive as it is made. Not here: making it (export.py)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse


def archive_response(
    request: HttpRequest, chunks: Iterator[bytes], *, now: datetime
) -> StreamingHttpResponse:
    """The archive as a download. Under ASGI it is pulled piece by piece, never collected first."""
    body = _pulled(chunks) if isinstance(request, ASGIRequest) else chunks
    response = StreamingHttpResponse(body, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="evenkeel-{now:%Y-%m-%d}.zip"'
    response["Cache-Control"] = "no-store"
    return response


async def _pulled(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    following = sync_to_async(lambda: next(chunks, b""))
    try:
        while chunk := await following():
            yield chunk
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            await sync_to_async(close)()
