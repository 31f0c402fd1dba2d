"""What fits now: minutes and place asked and kept, why in words, "not this" learnt at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.companion import actions as companion
from evenkeel.apps.plan import actions, queries
from evenkeel.apps.plan.models import Body, Offer
from evenkeel.apps.plan.payloads import BodyPayload
from evenkeel.apps.programs import queries as programs
from evenkeel.apps.programs.models import ExerciseRun
from evenkeel.core.exercises import Kind, NoBecause, Outcome, load_exercises
from evenkeel.core.personalisation.at_hand import load_places
from evenkeel.core.personalisation.not_this import FOR_NOW
from evenkeel.core.vocabulary import RiskLevel
from tests.factories.members import Known, make_member, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 13, 14, 0, tzinfo=UTC)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Known:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return make_member(now=NOW - timedelta(days=30))


def say(client: Client, **said: str) -> str:
    return client.post("/now", said, follow=True).content.decode()


def ids(page: str) -> list[str]:
    main = page.partition("<main")[2]
    return list(dict.fromkeys(re.findall(r'href="/exercises/([a-z-]+)', main)))


def test_what_is_said_is_kept_sealed_and_asked_for_the_next_time(
    known: Known, client: Client
) -> None:
    sign_in(client)
    page = say(client, minutes="3", place="work", feeling="worry")
    for one in ('id="minutes-3" name="minutes" value="3" checked', 'value="work" checked'):
        assert one in page
    assert '<option value="worry" selected>' in page
    kept: BodyPayload = Body.of(known.member).get().open(known.keyring)
    assert (kept.minutes, kept.place, kept.feeling) == (3, "work", "worry")
    assert b"worry" not in bytes(Body.of(known.member).get().sealed)


@pytest.mark.parametrize("minutes", ["3", "10", "20"])
@pytest.mark.parametrize("place", ["home", "out", "work"])
def test_what_is_offered_fits_the_minutes_and_the_place(
    known: Known, client: Client, minutes: str, place: str
) -> None:
    sign_in(client)
    for feeling in ("worry", "tension", "sleep"):
        offered = ids(say(client, minutes=minutes, place=place, feeling=feeling))
        assert offered
        for one in offered:
            assert load_exercises()[one].minutes <= max(1.5 * int(minutes), int(minutes) + 1)
            assert one not in load_places()[place].leaves_out


def test_a_reason_is_given_in_words_and_the_offer_is_kept_with_its_chance(
    known: Known, client: Client
) -> None:
    sign_in(client)
    page = say(client, minutes="10", feeling="worry")
    assert "It is meant for this: Worry." in page
    assert re.search(r"It takes \d+ minute", page)
    offer = Offer.of(known.member).get().open(known.keyring)
    assert offer.exercise == ids(page)[0]
    assert 0 < offer.propensity <= 1
    assert offer.page == "now"


def test_not_this_is_heard_in_the_very_next_page_with_one_tap(known: Known, client: Client) -> None:
    sign_in(client)
    first = ids(say(client, feeling="worry"))[0]
    page = say(client, exercise=first, why="not_my_kind")
    assert "others like it for two weeks" in page
    kind = load_exercises()[first].kind
    assert all(load_exercises()[one].kind is not kind for one in ids(page))
    run = ExerciseRun.of(known.member).get().open(known.keyring)
    assert (run.exercise, run.outcome, run.because) == (
        first, Outcome.NOT_FOR_ME, NoBecause.NOT_MY_KIND
    )  # fmt: skip


def test_nobody_is_left_without_a_way_on_after_many_noes(known: Known, client: Client) -> None:
    sign_in(client)
    page = say(client, feeling="panic")
    for _ in range(40):
        if not ids(page):
            break
        page = say(client, exercise=ids(page)[0], why="not_my_kind")
    assert "Nothing is left to offer here" in page
    assert 'href="/help"' in page


@pytest.mark.parametrize(
    "said",
    [{"minutes": "x", "place": "moon", "feeling": "spleen"}, {"why": "because"}, {"why": "not_now"},
     {"why": "not_now", "exercise": "no-such"}, {"minutes": "-3"}],
)  # fmt: skip
def test_nonsense_is_passed_over(known: Known, client: Client, said: dict[str, str]) -> None:
    sign_in(client)
    assert "What fits now" in say(client, **said)
    assert not ExerciseRun.of(known.member).exists()


def test_ticked_conditions_outlive_what_is_at_hand(known: Known, client: Client) -> None:
    sign_in(client)
    client.post("/plan/why", {"condition": ["pregnancy"]})
    say(client, minutes="3")
    assert queries.conditions(known.member, known.keyring) == ("pregnancy",)
    client.post("/plan/why", {"condition": []})
    held = queries.known(known.member, known.keyring, now=NOW)
    assert (held.minutes, held.conditions) == (3, frozenset())


def test_other_pages_heed_it_for_some_hours_only(known: Known, client: Client) -> None:
    actions.save_at_hand(
        by=known.member, keyring=known.keyring, minutes=3, place="work", feeling="", now=NOW
    )

    def longest(at: datetime) -> int:
        found = programs.suggestions(
            known.member, known.keyring, needs=["rumination"], local_now=at, limit=90
        )
        return max(one.minutes for one, _ in found)

    assert longest(NOW) <= 4
    assert longest(NOW + FOR_NOW) > 4


def test_with_danger_standing_only_short_things_from_the_body(known: Known, client: Client) -> None:
    companion.open_risk_turn(by=known.member, keyring=known.keyring, source="a question", now=NOW)
    assert queries.known(known.member, known.keyring, now=NOW).risk >= RiskLevel.RAISED
    sign_in(client)
    page = say(client, feeling="anxiety")
    assert "A person helps more." in page
    for one in ids(page):
        assert load_exercises()[one].kind in (Kind.BREATHING, Kind.STEPS)


def test_somebody_else_sees_nothing_of_it(known: Known, client: Client) -> None:
    actions.save_at_hand(
        by=known.member, keyring=known.keyring, minutes=3, place="work", feeling="grief", now=NOW
    )
    make_member("Robin")
    sign_in(client, "Robin")
    page = client.get("/now").content.decode()
    assert 'value="work" checked' not in page
    assert '<option value="grief" selected>' not in page
