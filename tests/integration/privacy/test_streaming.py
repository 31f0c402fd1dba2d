"""Under the real server an export is pulled piece by piece, and stops when nobody listens."""

from __future__ import annotations

import io
import zipfile

import pytest
from asgiref.sync import async_to_sync
from django.core.handlers.asgi import ASGIRequest
from django.utils import timezone

from evenkeel.apps.privacy import actions, export, queries
from evenkeel.apps.privacy.models import ExportRun
from tests.factories.members import NOW

SCOPE = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}


def streamed(wren):
    chunks = actions.start_export(by=wren.member, keyring=wren.keyring, now=NOW)
    request = ASGIRequest(SCOPE, io.BytesIO())
    return queries.archive_response(request, chunks, now=timezone.now())


@pytest.mark.django_db
def test_asgi_gets_the_whole_archive_from_an_async_stream(wren, rows):
    response = streamed(wren)
    assert response.is_async

    async def collect():
        return b"".join([piece async for piece in response.streaming_content])

    raw = async_to_sync(collect)()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None


@pytest.mark.django_db
def test_a_listener_who_leaves_stops_the_work(wren, rows, monkeypatch):
    monkeypatch.setattr(export, "PIECE_BYTES", 1)
    response = streamed(wren)

    async def leave_early():
        pieces = response.streaming_content
        await anext(pieces)
        await pieces.aclose()

    async_to_sync(leave_early)()
    for close in response._resource_closers:  # what `response.close()` does, without signals
        close()
    run = ExportRun.objects.get(member=wren.member)
    assert run.state == ExportRun.State.STOPPED
    assert run.finished_at is not None
