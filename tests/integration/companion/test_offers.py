"""What the companion offers by itself: ranked by the member's own runs, kept with its chance."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.companion import actions, advising, queries
from evenkeel.apps.companion.models import Conversation
from evenkeel.apps.plan import actions as plan
from evenkeel.apps.plan.models import Offer
from evenkeel.apps.programs import actions as runs
from evenkeel.core.exercises import NoBecause, load_exercises
from tests.factories.members import Known
from tests.integration.companion.conftest import talker

TOLD = (
    "i'm so angry at him, my shoulders are like stone",
    "he said it in front of everyone",
    "is there an exercise for that",
)


def offered(known: Known) -> list[str]:
    """Exercises put before them in a talk of their own."""
    row: Conversation | None = None
    found: list[str] = []
    for text in TOLD:
        turned = actions.say(
            by=known.member, keyring=known.keyring, text=text, now=timezone.now(), conversation=row
        )
        row = turned.conversation
        found += [one.id for one in turned.answer.offers if one.kind == "exercise"]
    return found


def eased(known: Known, exercise: str, *, by: int, times: int = 12) -> None:
    for n in range(times):
        payload = runs.RunPayload(exercise=exercise, feeling="anger", before=9, after=9 - by)
        at = timezone.now() - timedelta(days=1 + n)
        draft = runs.RunDraft(payload)
        runs.keep_run(by=known.member, keyring=known.keyring, draft=draft, now=at)


def test_an_offer_is_kept_with_the_chance_it_had(wren: Known) -> None:
    found = offered(wren)
    assert found
    kept = [row.open(wren.keyring) for row in Offer.of(wren.member)]
    assert {one.exercise for one in kept} == set(found)
    assert all(0 < one.propensity <= 1 and one.page == "talk" for one in kept)


def offered_first(known: Known) -> Counter[str]:
    """What comes first in each of sixty parts of days: the choice draws anew in each."""
    start = timezone.now()
    return Counter(
        advising.Adviser(
            known.member, known.keyring, local_now=start + timedelta(hours=6 * n)
        ).best(["anger", "tension"], without=())[0]
        for n in range(60)
    )


def test_what_has_eased_such_hours_is_what_is_offered(db: None) -> None:
    """Over five members, because what is drawn hangs on the member: after it eased a dozen such
    hours, what came first once in sixty comes first in more than half of all draws."""
    after = 0
    for name in ("Wren", "Robin", "Finch", "Siskin", "Dunnock"):
        known = talker(name)
        seldom, times = offered_first(known).most_common()[-1]
        assert times <= 10
        eased(known, seldom, by=8)
        after += offered_first(known)[seldom]
    assert after > 5 * 60 / 2


def test_what_was_turned_down_on_a_page_is_not_offered_in_talk(wren: Known) -> None:
    for one in offered(wren):
        plan.turn_down(
            by=wren.member, keyring=wren.keyring, exercise=one, because=NoBecause.TRIED_BEFORE,
            zone="", now=timezone.now(),
        )  # fmt: skip
        assert one not in offered(wren)


def test_a_note_that_cannot_be_kept_costs_nobody_their_answer(
    wren: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**given: object) -> None:
        raise advising.DatabaseError

    monkeypatch.setattr(advising.plan, "note_offer", fails)
    assert offered(wren)


def test_nothing_is_opened_before_something_is_offered(
    wren: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advising.Adviser, "best", None)
    monkeypatch.setattr(advising.Adviser, "barred", frozenset())
    turned = actions.say(
        by=wren.member, keyring=wren.keyring, text="my sister and i argued", now=timezone.now()
    )
    assert turned.answer.reply
    assert queries.earlier(wren.member, limit=1)


def test_the_page_of_a_talk_shows_what_is_offered(page: Client, wren: Known) -> None:
    [one, *_rest] = offered(wren)
    row = queries.earlier(wren.member, limit=1)[0]
    shown = page.get(f"/talk/{row.pk}").content.decode()
    assert load_exercises()[one].title.replace("'", "&#x27;") in shown
