"""The installable shell and the pages for when something is wrong."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from evenkeel.site import views

PRIVATE = ("talk", "journal", "check-in", "insights", "questionnaires", "privacy", "security")


@pytest.mark.parametrize(("query", "name"), [("", "Evenkeel"), ("?notes", "Notes")])
def test_the_manifest_names_icons_that_exist(client: Client, query: str, name: str) -> None:
    manifest = json.loads(client.get(f"/manifest.webmanifest{query}").content)
    assert (manifest["name"], manifest["start_url"], manifest["scope"]) == (name, "/", "/")
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon["src"]


def test_the_discreet_name_gives_nothing_away(client: Client) -> None:
    assert "venkeel" not in client.get("/manifest.webmanifest?notes").content.decode()


def test_the_service_worker_keeps_no_private_page(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer["Content-Type"] == "text/javascript"
    assert "no-cache" in answer["Cache-Control"]
    script = answer.content.decode()
    kept = re.search(r"const SHELL = \[(.*?)\];", script, re.DOTALL)
    assert kept
    assert "/help" in kept[1]
    assert "OFFLINE" in kept[1]
    assert not any(word in kept[1] for word in PRIVATE)
    assert 'credentials: "omit"' in script


@pytest.mark.parametrize("status", [400, 403, 404, 413, 500])
def test_error_pages_need_nothing_and_lead_to_help(status: int) -> None:
    page = render_to_string(f"{status}.html", {"path": "/somewhere"})
    assert 'href="/help"' in page
    assert "<h1>" in page


def test_the_server_error_page_answers_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", refuse)
    answer = views.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"It was not you" in answer.content


def test_an_expired_form_gives_the_words_back() -> None:
    request = RequestFactory().post(
        "/journal/new",
        {"text": "a long day, and rain", "passphrase": "never shown again", "kind": "free"},
    )
    page = views.csrf_failure(request).content.decode()
    assert "a long day, and rain" in page
    assert "never shown again" not in page


@pytest.mark.django_db
def test_the_style_page_shows_every_token(client: Client) -> None:
    page = client.get("/style").content.decode()
    for token in ("paper", "accent", "warm", "danger"):
        assert f"--{token}" in page
