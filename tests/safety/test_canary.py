"""P1: what a member types is found nowhere in the open.

A canary goes through every input there is: each form of each page, each field name at each
address, each text of each kind of record, the API, an import, wrong passphrases, crashes. Then the
database file and its log, sessions, queue, cache, mail, logs, temporary files and the data folder
are searched for it, in several spellings. Nickname and token labels are class A and left out.
"""

from __future__ import annotations

import io
import json
import logging
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from evenkeel.apps.checkins import actions as checkins
from evenkeel.apps.checkins.payloads import CheckInPayload
from evenkeel.apps.journal import actions as journal
from evenkeel.apps.people import actions as people
from evenkeel.apps.people.models import Member
from evenkeel.apps.people.scopes import SCOPES
from evenkeel.apps.privacy import actions as privacy
from evenkeel.apps.records import locked_models
from evenkeel.core import vault
from evenkeel.core.vault import Keyring
from evenkeel.site import asgi
from tests.factories.members import NOW, PASSPHRASE, Known, make_member, make_records, sign_in
from tests.safety.canary import STEM, Canaries, Scan, Walk, spellings

CLASS_A = {"nickname": "Wren", "label": "a token", "mail": "wren@example.org"}
"""Said on their pages to be readable by the server: a name, a label, where nudges are mailed to."""
SECRETS = {**CLASS_A, "passphrase": PASSPHRASE, "csrfmiddlewaretoken": ""}
FIELDS = {
    "text", "note", "title", "q", "name", "new_triggers", "new_activities", "unit", "low_word",
    "high_word", "why_not", "report", "passphrase", "again", "code", "nickname_typed", "carried",
    "next", "answers", "zone", "search", "prompt", "once", "draft",
}  # fmt: skip


@pytest.fixture
def log(tmp_path):
    """The product's own handlers, writing to a file; and everything that reached any logger."""
    path = tmp_path / "logs" / "evenkeel.log"
    path.parent.mkdir()
    handlers = [
        handler
        for name in ("", "django")
        for handler in logging.getLogger(name).handlers
        if type(handler) is logging.StreamHandler
    ]
    assert handlers, "the product's handlers are not installed"
    kept = [(handler, handler.stream) for handler in handlers]
    with path.open("w") as file:
        for handler in handlers:
            handler.setStream(file)
        yield path
        for handler, stream in kept:
            handler.setStream(stream)


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Every temporary file of the process lands here, and is kept."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def browser(log) -> Client:
    client = Client(raise_request_exception=False)
    client.raise_request_exception = False
    return client


def everything(log: Path, temporary: Path, allowed: list[str]) -> list[str]:
    """Where canaries were found."""
    for handler in (*logging.getLogger().handlers, *logging.getLogger("django").handlers):
        handler.flush()
    scan = Scan(allowed=allowed)
    scan.database()
    scan.sessions()
    scan.cache()
    scan.mail()
    scan.folder("log", log.parent)
    scan.folder("temporary", temporary)
    scan.folder("data", settings.ENV.data)
    return scan.found


@pytest.mark.django_db(transaction=True)
def test_no_canary_is_found_anywhere(browser, log, temporary):
    known, canaries = make_member("Wren"), Canaries()
    granted = dict.fromkeys(("companion", "insights", "early_warning", "nudges"), True)
    people.set_consents(by=known.member, granted=granted, now=timezone.now())
    a_slide(known, canaries)
    sign_in(browser)

    walk = Walk(browser, canaries, SECRETS, SHAPED)
    walk.from_page("/")
    walk.from_page("/privacy")
    known.keyring = present_keys(known)
    by_hand = {model._meta.label: model.of(known.member).count() for model in locked_models()}
    written = opened_text(known)
    seen = [word for word in canaries.made if word in written]

    make_records(known, text=lambda name: canaries.new(f"record: {name}"))
    walk.broken += through_the_api(known, canaries)
    bring_back(browser, known)
    ids = [str(model.of(known.member).first().pk) for model in locked_models()]
    walk.everywhere(ids, FIELDS)
    locked_in_the_middle(browser, canaries)
    wrong_secrets(canaries)

    found = everything(log, temporary, allowed=[])
    assert not found, "\n".join(found)
    assert not walk.broken, walk.broken
    # The walk really wrote: many words went in, most kinds of record came out of pages alone.
    assert len(seen) >= 30, sorted({canaries.made[word] for word in seen})
    empty = {label for label, count in by_hand.items() if not count}
    assert not empty - NOT_BY_A_FORM, f"no page of the walk wrote {empty}"


NOT_BY_A_FORM = {
    "body.BodyIndex",
    "body.BodySettings",
    "body.DayBlock",
    "body.Dropped",
    "body.SignalBlock",
    "breathing.HeartSession",
    "care.ChosenPerson",
    "companion.FollowUp",
    "companion.Kept",
    "journal.JournalDraft",
    "sources.Connection",
    "sources.ConnectionKey",
    "sources.Sync",
    "wording.ModelChoice",
}
"""Written by what is said in a talk, by a script, or with an address that must be one: covered by
records and by every address. The body is written by a file, makers by a sync: see tests/integration
of each."""


def present_keys(known: Known) -> Keyring:
    """The member's keys as they are now: the walk stopped the watching, and those turned."""
    known.member.keys.refresh_from_db()
    sealed = bytes(known.member.keys.epochs)
    epochs = vault.open_epochs(known.root, sealed, member_id=known.member.pk)
    return Keyring(known.member.pk, known.root, epochs)


def a_slide(known: Known, canaries: Canaries) -> None:
    """Four months of check-ins that sink towards the end, each with a note: what the look for early
    signs reads, so that it finds one and keeps its own short form of the days."""
    now = timezone.now()
    for ago in range(130, 0, -1):
        fall = max(0.0, (28 - ago) / 28) * 34
        numbers = {"mood": 62 - fall + (ago * 7) % 11 - 5, "energy": 50.0}
        at = now - timezone.timedelta(days=ago)
        note = canaries.new("a note of earlier days") if ago % 30 == 0 else ""
        draft = checkins.Draft(payload=CheckInPayload(numbers=numbers), note=note, at=at)
        checkins.check_in(by=known.member, keyring=known.keyring, draft=draft, now=at)


def a_calendar(word: str) -> SimpleUploadedFile:
    """A calendar of next week in which every text is the canary."""
    day = (timezone.now() + timezone.timedelta(days=7)).strftime("%Y%m%d")
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{word}//EN", "BEGIN:VEVENT", f"UID:{word}",
        "DTSTAMP:20260101T000000Z", f"DTSTART:{day}T100000Z", f"DTEND:{day}T110000Z",
        f"SUMMARY:{word}", f"LOCATION:{word}", f"DESCRIPTION:{word}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return SimpleUploadedFile(f"{word}.ics", "\r\n".join([*lines, ""]).encode())


SHAPED = {
    "nudges:calendar: file": a_calendar,
    "care:person-new: address": lambda word: f"{word}@example.org",
}
"""Controls that take a canary only in some shape."""


def opened_text(known: Known) -> str:
    """All of a member's records, opened: to know what the walk wrote."""
    return " ".join(
        row.open(known.keyring).model_dump_json()
        for model in locked_models()
        for row in model.of(known.member)
    )


def through_the_api(known: Known, canaries: Canaries) -> list[str]:
    broken = []
    token = people.create_api_token(
        by=known.member,
        keyring=known.keyring,
        label="a token",
        scopes=list(SCOPES),
        expires_at=timezone.now() + timezone.timedelta(days=1),
        now=timezone.now(),
    )
    client = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)
    word = canaries.new
    for method, path, body in [
        ("POST", "conversations", {"text": f"my {word('api text')} moved the deadline"}),
        ("POST", "journal", {"text": word("api entry"), "title": word("api title")}),
        ("POST", "check-ins", {"numbers": {"mood": 5}, "note": word("api note")}),
        ("POST", "check-ins", {"numbers": {word("api metric"): 5}}),
        ("POST", "questionnaires/phq-9", {"answers": {word("api item"): 1}}),
        ("POST", f"questionnaires/{word('api path')}", {"answers": {"a": 1}}),
        ("GET", f"journal?since={word('api query')}", None),
        ("GET", f"journal/{word('api id')}", None),
        ("POST", "journal", word("api body that is no JSON")),
        ("GET", "export", None),
    ]:
        sent = body if isinstance(body, str) or body is None else json.dumps(body)
        extra = {} if sent is None else {"data": sent, "content_type": "application/json"}
        response = client.generic(method, f"/api/v1/{path}", **extra)
        if response.status_code >= 500:
            broken.append(f"{response.status_code} {method} /api/v1/{path}")
        if response.streaming:
            b"".join(response.streaming_content)
    bad = Client(headers={"Authorization": f"Bearer ek1_{word('token')}"})
    assert bad.get("/api/v1/journal").status_code == 401
    return broken


def bring_back(browser: Client, known: Known) -> None:
    """An export in the browser, and the same file imported again through the form."""
    chunks = privacy.start_export(by=known.member, keyring=known.keyring, now=NOW)
    raw = b"".join(chunks)
    # Larger than what Django would once have spooled to disk.
    file = io.BytesIO(raw + b"\0" * 3_000_000)
    file.name = "archive.zip"
    for archive in (io.BytesIO(raw), file):
        archive.name = "archive.zip"
        response = browser.post("/privacy/import", {"archive": archive})
        assert response.status_code in {200, 422}


def locked_in_the_middle(browser: Client, canaries: Canaries) -> None:
    """A session that locks while somebody writes: the words are carried, not kept."""
    browser.post("/lock")
    for path in ("/journal/new", "/check-in", "/talk"):
        body = {name: canaries.new(f"locked {path}: {name}") for name in ("text", "note", "title")}
        assert browser.post(path, body).status_code < 500
    browser.get(f"/journal/search?q={canaries.new('locked search')}")


def wrong_secrets(canaries: Canaries) -> None:
    somebody = Client()
    word = canaries.new
    for path, body in [
        ("/log-in", {"nickname": word("wrong nickname"), "passphrase": word("wrong passphrase")}),
        ("/log-in", {"nickname": "Wren", "passphrase": word("wrong passphrase")}),
        ("/recover", {"nickname": "Wren", "code": word("code"), "passphrase": word("new")}),
        ("/begin", {"age": word("age"), "country": word("country"), "locale": word("locale")}),
    ]:
        assert somebody.post(path, body).status_code < 500


def test_bodies_and_uploads_stay_in_memory():
    """Django would write what is larger than this to a temporary file, in the open."""
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE >= asgi.BODY_LIMIT_BYTES
    assert settings.FILE_UPLOAD_HANDLERS == [
        "django.core.files.uploadhandler.MemoryFileUploadHandler"
    ]


@pytest.mark.django_db(transaction=True)
def test_begin_keeps_no_passphrase_and_no_code(log, temporary, browser):
    passphrase = f"{STEM} lantern orchard seventeen bright"
    browser.post("/begin", {"age": "adult", "country": "none", "locale": "en"})
    made = browser.post(
        "/begin/name", {"nickname": "Wren", "passphrase": passphrase, "again": passphrase}
    )
    assert made.status_code == 302, made.content.decode()
    assert Member.objects.filter(nickname="Wren").exists()
    page = browser.get("/recovery-code").content.decode()
    assert "recovery" in page.lower()
    assert not everything(log, temporary, allowed=[])


@pytest.mark.django_db(transaction=True)
def test_a_crash_logs_the_place_and_never_the_words(log, temporary, browser, monkeypatch):
    word = Canaries().new("crash")

    def crashes(**given):
        raise ValueError(f"could not write {word} {given}")

    known = make_member("Wren")
    sign_in(browser)
    monkeypatch.setattr(journal, "write", crashes)
    page = browser.post("/journal/new", {"text": word, "title": word})
    assert page.status_code == 500
    assert word not in page.content.decode()
    token = people.create_api_token(
        by=known.member,
        keyring=known.keyring,
        label="a token",
        scopes=["journal:write"],
        expires_at=timezone.now() + timezone.timedelta(days=1),
        now=timezone.now(),
    )
    answer = browser.post(
        "/api/v1/journal",
        {"text": word},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 500
    assert word not in answer.content.decode()
    assert not everything(log, temporary, allowed=[])
    assert "ValueError at" in log.read_text(), "the place must be there, or nobody can mend it"


def test_the_scan_finds_every_spelling_anywhere(tmp_path, db):
    word = Canaries().new("self-test")
    for number, spelled in enumerate(spellings(STEM)):
        (tmp_path / f"{number}").write_bytes(b"before " + spelled + b" after")
    scan = Scan()
    scan.folder("x", tmp_path)
    assert len(scan.found) == len(spellings(STEM))

    make_member(word)
    cache.set("key", {"a": [word]})
    mail.outbox.append(mail.EmailMessage("subject", f"body {word}", "a@b.example", ["c@d.example"]))
    client = Client()
    session = client.session
    session["kept"] = word
    session.save()
    for look in ("database", "sessions", "cache", "mail"):
        scan = Scan()
        getattr(scan, look)()
        assert scan.found, f"the scan of {look} finds nothing"
    cache.clear()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's files")
@pytest.mark.django_db(transaction=True)
def test_the_scan_reads_the_file_and_its_log():
    make_member(Canaries().new("file"))
    scan = Scan()
    scan.database()
    assert any("sqlite3" in place for place in scan.found)
