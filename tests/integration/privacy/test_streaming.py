"""An export leaves piece by piece, and stops when its response is closed."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.utils import timezone

from evenkeel.apps.privacy import actions, export, queries
from evenkeel.apps.privacy.models import ExportRun
from tests.factories.members import NOW


def streamed(wren):
    chunks = actions.start_export(by=wren.member, keyring=wren.keyring, now=NOW)
    return queries.archive_response(chunks, now=timezone.now())


@pytest.mark.django_db
def test_the_pieces_are_the_whole_archive(wren, rows):
    response = streamed(wren)
    assert response.streaming
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.testzip() is None


@pytest.mark.django_db
def test_closing_the_response_stops_the_work(wren, rows, monkeypatch):
    monkeypatch.setattr(export, "PIECE_BYTES", 1)
    response = streamed(wren)
    next(iter(response.streaming_content))
    for close in response._resource_closers:  # what `response.close()` does, without signals
        close()
    run = ExportRun.objects.get(member=wren.member)
    assert run.state == ExportRun.State.STOPPED
    assert run.finished_at is not None
