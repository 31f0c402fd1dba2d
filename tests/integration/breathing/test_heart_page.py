"""Breathing with your heart: what the page offers, what may be kept, and by whom."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from evenkeel.apps.breathing import queries
from evenkeel.apps.breathing.models import HeartSession
from evenkeel.apps.breathing.words import SAID
from evenkeel.apps.programs.queries import exercises, runs
from tests.factories.members import Known, make_member, sign_in

SUMMARY: dict[str, Any] = {
    "sensor": "strap",
    "seconds": 600,
    "pace": 5.5,
    "found": 5.5,
    "steps": [{"pace": 6.5, "swing": 8.1, "together": 0.4}],
    "before": {"bpm": 71.2, "rmssd": 31.4},
    "after": {"bpm": 66.0, "rmssd": 44.9},
    "swing": 14.2,
    "together": 0.71,
    "left_out": 0.01,
}


@pytest.fixture
def known(db: None) -> Known:
    return make_member()


@pytest.fixture
def page(known: Known, client: Client) -> Client:
    sign_in(client)
    return client


def keep(page: Client, **changes: object) -> Any:
    fields = {"felt_before": "7", "felt_after": "4"}
    return page.post(
        "/breathe", {"summary": json.dumps({**SUMMARY, **changes}), **fields}, follow=True
    )


def test_the_page_works_without_scripts(page: Client) -> None:
    shown = page.get("/breathe").content.decode()
    assert "Breathe out while you count to six" in shown
    assert "never sent, not even to this server" in shown


def test_what_was_kept_is_shown_and_is_the_next_pace(page: Client, known: Known) -> None:
    shown = keep(page).content.decode()
    assert "10 minutes at 5.5 breaths a minute, with a strap." in shown
    assert "Heart rate 71.2 before, 66 after." in shown
    assert "You rated 7 before and 4 after." in shown
    assert 'data-pace="5.5"' in shown
    (one,) = queries.sessions(known.member, known.keyring)
    assert one.summary.felt_before == 7
    assert one.summary.zone


def test_nothing_is_kept_by_looking(page: Client) -> None:
    page.get("/breathe")
    assert not HeartSession.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"sensor": "toaster"},
        {"pace": 90},
        {"pace": "NaN"},
        {"before": {"bpm": 7, "rmssd": None}},
        {"beats": [900, 910, 905]},
        {"steps": [{"pace": 6}] * 11},
        {"seconds": -1},
    ],
)
def test_only_a_summary_of_a_body_is_kept(page: Client, changes: dict[str, object]) -> None:
    answer = keep(page, **changes)
    assert answer.status_code == 422
    assert "nothing was kept" in answer.content.decode()
    assert not HeartSession.objects.exists()


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "x" * 5000])
def test_noise_is_refused_kindly(page: Client, text: str) -> None:
    assert page.post("/breathe", {"summary": text}).status_code == 422


def phases(one: Any) -> set[str]:
    return {beat.phase.value for beat in one.breath.beats} if one.breath else set()


def test_an_exercise_of_slow_breath_counts_as_done(page: Client, known: Known) -> None:
    paced = next(id for id, one in exercises().items() if phases(one) == {"in", "out"})
    fields = {"summary": json.dumps(SUMMARY), "exercise": paced}
    page.post("/breathe", {**fields, "felt_before": "7", "felt_after": "4"})
    (run,) = runs(known.member, known.keyring)
    assert (run.payload.exercise, run.payload.before, run.payload.after) == (paced, 7, 4)


def test_another_exercise_does_not(page: Client, known: Known) -> None:
    still = next(id for id, one in exercises().items() if one.breath is None)
    held = next(id for id, one in exercises().items() if phases(one) - {"in", "out"})
    for name in (still, held, "nonsense"):
        page.post("/breathe", {"summary": json.dumps(SUMMARY), "exercise": name})
    assert runs(known.member, known.keyring) == ()


def test_deleting(page: Client, known: Known) -> None:
    keep(page)
    row = HeartSession.objects.get()
    page.post(f"/breathe/{row.pk}/delete")
    assert not HeartSession.objects.exists()


def test_nobody_deletes_another_members(page: Client, known: Known) -> None:
    keep(page)
    make_member("Robin")
    other = Client()
    sign_in(other, "Robin")
    other.post(f"/breathe/{HeartSession.objects.get().pk}/delete")
    other.post(f"/breathe/{uuid.uuid4()}/delete")
    assert HeartSession.objects.count() == 1


def test_signed_out_it_is_closed(client: Client, db: None) -> None:
    assert client.get("/breathe").status_code == 302


def test_every_sentence_reaches_the_page(page: Client) -> None:
    words = json.loads(page.get("/breathe").context["words"])
    assert set(words) == set(SAID)
    assert all(words.values())
