"""Sends an archive as it is made. Not here: making it (export.py)."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime

from django.http import StreamingHttpResponse


def archive_response(
    chunks: Generator[bytes, None, None], *, now: datetime
) -> StreamingHttpResponse:
    """The archive as a download, piece by piece; closing the response stops the work."""
    response = StreamingHttpResponse(chunks, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="evenkeel-{now:%Y-%m-%d}.zip"'
    response["Cache-Control"] = "no-store"
    return response
