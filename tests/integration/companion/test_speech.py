"""Speaking in place of typing: off until switched on, named, bounded, nothing kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.companion.models import Message
from evenkeel.apps.companion.speech import MOST_BYTES
from evenkeel.apps.people import actions as people
from evenkeel.site.environment import Misconfigured, Speech, read
from tests.contract.llm.test_transcribing import SOUND, service
from tests.factories.members import Known

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


def switch(known: Known, on: bool = True) -> None:
    people.set_consents(by=known.member, granted={"dictation": on}, now=timezone.now())


def post(page: Client, sound: bytes = SOUND, kind: str = "audio/webm") -> Any:
    return page.post("/talk/speech", sound, content_type=kind)


def test_nothing_is_offered_until_it_is_switched_on(page: Client, wren: Known) -> None:
    assert 'data-island="speak"' not in page.get("/talk").content.decode()
    switch(wren)
    assert 'data-island="speak"' in page.get("/talk").content.decode()
    switch(wren, on=False)
    assert 'data-island="speak"' not in page.get("/talk").content.decode()


def test_where_the_sound_goes_is_said(page: Client, wren: Known, settings: Any) -> None:
    switch(wren)
    settings.SPEECH = Speech("https://speech.example.org/v1", "whisper-1", "")
    assert "speech.example.org" in page.get("/talk").content.decode()
    settings.SPEECH = Speech("http://127.0.0.1:9000/v1", "whisper-1", "")
    assert "The sound goes to this server" in page.get("/talk").content.decode()


def test_a_recording_is_written_down_and_not_kept(page: Client, wren: Known, settings: Any) -> None:
    switch(wren)
    with service() as address:
        settings.SPEECH = Speech(f"{address}/good/v1", "whisper-1", "")
        answer = post(page)
    assert answer.json() == {"text": "I would like Friday off."}
    assert not Message.objects.exists()


def test_it_is_refused_kindly(page: Client, wren: Known, settings: Any) -> None:
    assert post(page).status_code == 403
    settings.SPEECH = Speech("http://127.0.0.1:9/v1", "whisper-1", "")
    assert post(page).status_code == 403
    switch(wren)
    assert post(page, kind="text/html").status_code == 422
    assert post(page, sound=b"").status_code == 422
    assert post(page, sound=b"x" * (MOST_BYTES + 1)).status_code == 413
    failed = post(page)
    assert failed.status_code == 502
    assert "type instead" in failed.json()["problem"]
    assert page.get("/talk/speech").status_code == 405


def test_the_hosts_line_is_read_or_explained() -> None:
    line = {"EVENKEEL_SPEECH": "http://127.0.0.1:9000/v1/#whisper-1", "EVENKEEL_SPEECH_KEY": "k"}
    assert read(line).speech == Speech("http://127.0.0.1:9000/v1", "whisper-1", "k")
    assert read({}).speech is None
    for wrong in ("http://127.0.0.1:9000/v1", "whisper", "ftp://x/v1#m"):
        with pytest.raises(Misconfigured, match="whisper-1"):
            read({"EVENKEEL_SPEECH": wrong})
