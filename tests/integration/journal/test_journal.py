"""The journal's pages: nothing written is lost, nothing is anybody else's."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.journal import queries
from evenkeel.apps.journal.models import JournalDraft, JournalEntry
from tests.factories.members import Known, make_member, sign_in


def only(known: Known) -> queries.Written:
    return queries.opened(JournalEntry.objects.get(member=known.member), known.keyring)


def test_write_free_prompted_and_gratitude(page: Client, known: Known) -> None:
    assert page.get("/journal").status_code == 200
    for query in ("", "?prompt=good_hour", "?kind=gratitude", "?kind=nonsense&prompt=<x>"):
        assert page.get(f"/journal/new{query}").status_code == 200
    response = page.post(
        "/journal/new", {"text": "Some words", "kind": "prompted", "prompt": "good_hour"}
    )
    assert response.status_code == 302
    written = only(known)
    assert written.payload.kind == "prompted"
    assert written.heading == "The best hour of this week. What was in it?"
    assert b"Some words" in page.get(response["Location"]).content


def test_nothing_to_save_is_said(page: Client) -> None:
    response = page.post("/journal/new", {"text": " \n ", "title": "A title"})
    assert response.status_code == 422
    assert b"A title" in response.content


def test_nul_and_direction_marks(page: Client, known: Known) -> None:
    page.post("/journal/new", {"text": "a\x00b\u202eevil", "title": "x\u202ey"})
    written = only(known)
    assert written.payload.text == "ab\u202eevil"
    assert written.payload.title == "xy"
    assert b'dir="auto"' in page.get(f"/journal/{written.id}").content


def test_over_a_megabyte_is_refused_and_kept_in_the_form(page: Client) -> None:
    long = "wörd " * 200_000
    response = page.post("/journal/new", {"text": long})
    assert response.status_code == 422
    assert b"longer than one entry holds" in response.content
    assert response.content.decode().count("wörd") == 200_000
    assert not JournalEntry.objects.exists()


def test_save_draft_without_scripts(page: Client, known: Known) -> None:
    response = page.post("/journal/new", {"text": "half a thought", "keep": "1"})
    assert response.status_code == 302
    again = page.get(response["Location"])
    assert b"half a thought" in again.content
    form = again.context["form"]
    data = {"text": "a whole thought", "draft": str(form["draft"].value())}
    page.post("/journal/new", data)
    assert only(known).payload.text == "a whole thought"
    assert not JournalDraft.objects.exists()


def autosave(page: Client, **data: str) -> dict[str, object]:
    response = page.post("/journal/autosave", data)
    assert response["Content-Type"] == "application/json"
    return {"status": response.status_code, **json.loads(response.content)}


def test_autosave_keeps_one_draft(page: Client, known: Known) -> None:
    first = autosave(page, text="one")
    second = autosave(
        page,
        text="one two",
        draft=str(first["draft"]),
        draft_revision=str(first["draft_revision"]),
    )
    assert second["draft"] == first["draft"]
    assert second["draft_revision"] == 2
    assert JournalDraft.objects.get().open(known.keyring).text == "one two"
    assert b"one two" in page.get("/journal").content


def test_autosave_stops_when_another_tab_saved(page: Client) -> None:
    first = autosave(page, text="one")
    draft = str(first["draft"])
    autosave(page, text="other tab", draft=draft, draft_revision="1")
    late = autosave(page, text="this tab", draft=draft, draft_revision="1")
    assert late["status"] == 409
    page.post("/journal/new", {"text": "saved", "draft": draft})
    gone = autosave(page, text="late", draft=draft, draft_revision="2")
    assert gone["status"] == 409
    assert not JournalDraft.objects.exists()


def test_autosave_says_when_help_should_be_shown(page: Client) -> None:
    assert autosave(page, text="I want to kill myself")["help"] is True
    assert autosave(page, text="a quiet day, mostly")["help"] is False


def test_autosave_never_changes_the_saved_entry(page: Client, known: Known) -> None:
    page.post("/journal/new", {"text": "as saved"})
    entry = only(known)
    kept = autosave(page, text="on second thoughts", entry=str(entry.id), revision="1")
    assert only(known).payload.text == "as saved"
    editing = page.get(f"/journal/{entry.id}/edit")
    assert b"on second thoughts" in editing.content
    assert b"was not saved yet" in editing.content
    data = {"text": "decided", "revision": "1", "draft": str(kept["draft"])}
    assert page.post(f"/journal/{entry.id}/edit", data).status_code == 302
    assert only(known).payload.text == "decided"
    assert not JournalDraft.objects.exists()


def test_two_tabs_see_both_and_can_keep_both(page: Client, known: Known) -> None:
    page.post("/journal/new", {"text": "first"})
    address = f"/journal/{only(known).id}/edit"
    page.post(address, {"text": "tab one", "revision": "1"})
    response = page.post(address, {"text": "tab two", "revision": "1"})
    assert response.status_code == 409
    assert b"tab one" in response.content
    assert b"tab two" in response.content
    assert only(known).payload.text == "tab one"
    page.post(address, {"text": "tab two", "revision": "2", "both": "1"})
    texts = {row.open(known.keyring).text for row in JournalEntry.objects.all()}
    assert texts == {"tab one", "tab two"}


def test_search_folds_case_and_accents_and_marks(page: Client) -> None:
    page.post("/journal/new", {"text": "A café by the sea"})
    page.post("/journal/new", {"text": "nothing of the kind"})
    response = page.post("/journal/search", {"wanted": "CAFE"})
    assert "<mark>café</mark>" in response.content.decode()
    assert len(response.context["found"]) == 1
    hostile = page.post("/journal/search", {"wanted": "<script>"})
    assert b"<script>" not in hostile.content.split(b"<main")[1].split(b"</main>")[0]


def test_the_searched_words_are_in_no_address(page: Client) -> None:
    assert page.get("/journal/search?wanted=sea").context["found"] is None


def test_months(page: Client, known: Known) -> None:
    page.post("/journal/new", {"text": "in march", "at": "2026-03-31T23:30"})
    page.post("/journal/new", {"text": "in april", "at": "2026-04-01T00:30"})
    march = page.get("/journal?month=2026-03").content
    assert b"in march" in march
    assert b"in april" not in march
    for wrong in ("2026-13", "x", "0000-01", "9999-12"):
        assert page.get(f"/journal?month={wrong}").status_code == 200


def test_the_future_is_refused_with_the_text_kept(page: Client) -> None:
    soon = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    response = page.post("/journal/new", {"text": "still here", "at": soon})
    assert response.status_code == 422
    assert b"still here" in response.content


def test_delete_takes_drafts_too(page: Client, known: Known) -> None:
    page.post("/journal/new", {"text": "gone soon"})
    entry = only(known).id
    autosave(page, text="over it", entry=str(entry), revision="1")
    assert page.get(f"/journal/{entry}/delete").status_code == 200
    assert page.post(f"/journal/{entry}/delete").status_code == 302
    assert not JournalEntry.objects.exists()
    assert not JournalDraft.objects.exists()


def test_tone_and_themes_only_on_request(page: Client, known: Known) -> None:
    page.post("/journal/new", {"text": "I am so worried about the exam"})
    address = f"/journal/{only(known).id}"
    assert b"A program guessed" not in page.get(address).content
    assert b"A program guessed" in page.post(f"{address}/tone").content


def test_nobody_else_gets_in(page: Client, known: Known) -> None:
    page.post("/journal/new", {"text": "mine"})
    entry = only(known).id
    draft = UUID(str(autosave(page, text="draft")["draft"]))
    addresses = [f"/journal/{entry}", f"/journal/{entry}/edit", f"/journal/{entry}/delete"]
    addresses.append(f"/journal/drafts/{draft}")
    make_member("Robin")
    other = Client()
    for address in (*addresses, "/journal", "/journal/new", "/journal/search"):
        assert other.get(address).status_code == 302, address
    sign_in(other, "Robin")
    for address in addresses:
        assert other.get(address).status_code == 404, address
    assert other.post(f"/journal/{entry}/delete").status_code == 404
    assert other.post(f"/journal/{entry}/tone").status_code == 404
    other.post(f"/journal/drafts/{draft}/drop")
    assert other.post("/journal/autosave", {"text": "x", "draft": str(draft)}).status_code == 409
    assert JournalDraft.objects.filter(pk=draft).exists()
    assert (
        b"mine"
        not in other.post("/journal/search", {"wanted": "mine"})
        .content.split(b"<main")[1]
        .split(b"/form>")[1]
    )


@pytest.mark.parametrize("need", ["", "night", "nonsense"])
def test_prompts(page: Client, need: str) -> None:
    assert page.get(f"/journal/prompts?need={need}").status_code == 200
