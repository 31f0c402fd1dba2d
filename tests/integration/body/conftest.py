"""A member with a file to give; imports run at once, in the request's own thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from evenkeel.apps.body import background
from evenkeel.apps.body.importing import Import
from evenkeel.importers.discovery import FOLDER
from tests.contract.importers.fixtures import packed
from tests.factories.members import Known, make_member, sign_in

APPLE = FOLDER / "apple_health" / "fixtures"
TABLES = FOLDER / "generic_csv" / "fixtures"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path) -> None:
    def start(one: Import, work: Callable[[Import], None]) -> None:
        work(one)

    monkeypatch.setattr(background, "start", start)
    monkeypatch.setattr("django.conf.settings.SPOOL", tmp_path / "spool", raising=False)


@pytest.fixture
def known(db: None) -> Known:
    return make_member()


@pytest.fixture
def page(known: Known, client: Client) -> Client:
    sign_in(client)
    return client


def give(client: Client, name: str, raw: bytes) -> HttpResponse:
    """Through the form, as without scripts."""
    file = SimpleUploadedFile(name, raw)
    return client.post("/body/add", {"file": file}, follow=True)


def apple_zip() -> bytes:
    return packed(APPLE / "export.zip")


def address_of(answer: HttpResponse) -> str:
    """Where the form's redirect led."""
    return str(answer.redirect_chain[-1][0])
