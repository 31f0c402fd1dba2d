"""What a member told of body and past is heeded by everything that offers, alike.

One walk over every door through which something to do is put before a member: the choice, Today,
"what fits now", the library's first card, after a run, the weekly plan, programmes, insights, the
letter, the companion, nudges. A door that is added and does not ask is found by `test_the_doors`.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

import evenkeel
from evenkeel.apps.companion import queries as companion
from evenkeel.apps.companion.advising import Adviser
from evenkeel.apps.nudges import planning
from evenkeel.apps.people import actions as people
from evenkeel.apps.plan import actions as plan
from evenkeel.apps.plan import weeks
from evenkeel.apps.programs import actions as runs
from evenkeel.apps.programs import queries as programs
from evenkeel.core.exercises import Need, load_exercises
from evenkeel.core.flows import load_flows
from evenkeel.core.personalisation import (
    Moment,
    Space,
    believed,
    choose,
    load_contraindications,
    permitted,
)
from evenkeel.core.personalisation.nudging import load_nudges
from evenkeel.core.personalisation.permitted import barred_in_talk, barred_nudges
from tests.factories.members import Known, make_member, sign_in

NOW = datetime(2026, 5, 13, 14, 0, tzinfo=UTC)
CONDITIONS = load_contraindications()
LIBRARY = load_exercises()


# --- What the files say --------------------------------------------------------------------------


@pytest.mark.parametrize("rule", CONDITIONS.values(), ids=CONDITIONS.keys())
def test_each_rule_names_things_there_are_and_says_why(rule: Any) -> None:
    in_talk = set(companion.companion().content.guides) | set(load_flows())
    assert set(rule.exercises) <= LIBRARY.keys()
    assert set(rule.talk) <= in_talk
    assert set(rule.nudges) <= load_nudges().keys()
    assert rule.holds or rule.exercises
    assert len(rule.why) > 20
    assert len(rule.source) > 20


def test_every_hold_of_the_breath_is_barred_for_whom_holds_are() -> None:
    held = {
        one.id
        for one in LIBRARY.values()
        if one.breath and any(beat.phase.value == "hold" for beat in one.breath.beats)
    }
    assert held
    for id, rule in CONDITIONS.items():
        if rule.holds:
            assert held <= barred_in_talk({id})


# --- The choice, for any moment ------------------------------------------------------------------


@pytest.mark.parametrize("condition", CONDITIONS)
def test_no_moment_and_no_draw_brings_it_back(condition: str) -> None:
    barred = barred_in_talk({condition})
    rng = np.random.default_rng(7)
    needs = list(Need)
    held = believed(Space.over(LIBRARY.values()), (), now=NOW)
    for at in range(60):
        moment = Moment(
            local_now=NOW + timedelta(hours=at),
            needs=frozenset(rng.choice(needs, size=rng.integers(0, 4), replace=False).tolist()),
            minutes=[None, 3, 10, 20][at % 4],
            conditions=frozenset({condition}),
        )
        offered = {
            one.exercise for one in choose(LIBRARY.values(), moment=moment, rng=rng, belief=held)
        }
        assert not offered & barred
        assert not {one.id for one in permitted(LIBRARY.values(), moment)} & barred


# --- Every door ----------------------------------------------------------------------------------

ASKED = ("anxiety", "sleep", "tension", "conflict")


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch, db: None) -> Known:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return agreed("Wren")


def agreed(nickname: str) -> Known:
    """A member of ninety days who consented to all that offers something."""
    known = make_member(nickname, now=NOW - timedelta(days=90))
    granted = {"companion": True, "insights": True, "nudges": True}
    people.set_consents(by=known.member, granted=granted, now=NOW - timedelta(days=80))
    return known


def loved(known: Known, condition: str) -> frozenset[str]:
    """A member for whom everything that is barred has always worked best."""
    barred = barred_in_talk({condition})
    for at, exercise in enumerate(sorted(barred & LIBRARY.keys())):
        for days in range(2):
            done = NOW - timedelta(days=2 + days, minutes=7 * at)
            feeling = LIBRARY[exercise].needs[0].value
            payload = runs.RunPayload(exercise=exercise, feeling=feeling, before=9, after=1)
            runs.keep_run(
                by=known.member, keyring=known.keyring, draft=runs.RunDraft(payload), now=done
            )
    plan.save_conditions(by=known.member, keyring=known.keyring, conditions=[condition], now=NOW)
    return barred


def linked(client: Client, address: str) -> set[str]:
    """Exercises that a page of offers leads to."""
    page = client.get(address).content.decode()
    return set(re.findall(r'href="/exercises/([a-z-]+)', page.partition("<main")[2]))


def by_pages(client: Client, known: Known) -> set[str]:
    client.post("/check-in", {"mood": "20", "anxiety": "95", "stress": "95"})
    found = linked(client, "/")
    for feeling in ASKED:
        client.post("/now", {"feeling": feeling})
        found |= linked(client, "/now")
    return found | linked(client, "/plan")


def by_suggestions(client: Client, known: Known) -> set[str]:
    return {
        one.id
        for feeling in ASKED
        for one, _why in programs.suggestions(
            known.member, known.keyring, needs=[feeling], local_now=NOW, limit=9
        )
    }


def by_first_cards(client: Client, known: Known) -> set[str]:
    found = set()
    for feeling in ASKED:
        page = client.get(f"/exercises?need={feeling}").content.decode()
        card = page.partition("card--accent")[2].partition("</article>")[0]
        found |= set(re.findall(r'href="/exercises/([a-z-]+)', card))
    return found


def by_weeks(client: Client, known: Known) -> set[str]:
    return {
        one.thing.exercise
        for ahead in range(2)
        for one in weeks.proposal(
            known.member, known.keyring, local_now=NOW + timedelta(days=7 * ahead)
        ).planned
    }


def by_the_companion(client: Client, known: Known) -> set[str]:
    adviser = Adviser(known.member, known.keyring, local_now=NOW)
    return {id for feeling in ASKED for id in adviser.best([feeling], without=())}


def by_a_talk(client: Client, known: Known) -> set[str]:
    found: set[str] = set()
    address = "/talk"
    for text in (
        "i'm so angry at him my shoulders are like stone",
        "he said it in front of everyone",
        "is there an exercise for that",
    ):
        answer = client.post(address, {"text": text, "once": str(uuid.uuid4())})
        address = answer["Location"].partition("#")[0]
    for row in companion.earlier(known.member, limit=9):
        for _, said in companion.messages_of(row, known.keyring):
            found |= {one.id for one in said.offers}
    assert found, "a talk in which nothing is offered tests nothing"
    return found


def by_insights(client: Client, known: Known) -> set[str]:
    page = client.get("/insights").content.decode()
    tries = page.partition('id="section-try"')[2].partition("</section>")[0]
    letter = client.get("/insights/letter").content.decode().partition("For the week ahead")[2]
    return {id for id, one in LIBRARY.items() if f"“{one.title}”" in tries + letter}


DOORS: tuple[Callable[[Client, Known], set[str]], ...] = (
    by_pages, by_suggestions, by_first_cards, by_weeks, by_the_companion, by_a_talk, by_insights,
)  # fmt: skip


@pytest.mark.parametrize("condition", CONDITIONS)
def test_no_door_leads_to_what_is_barred(known: Known, client: Client, condition: str) -> None:
    barred = loved(known, condition)
    sign_in(client)
    for door in DOORS:
        assert not door(client, known) & barred, door.__name__


def test_the_walk_sees_what_is_offered_where_nothing_is_ticked(known: Known) -> None:
    """The same without the tick: what is loved is offered by these very doors. Four members,
    because what is offered is drawn, and one may draw something else at every turn."""
    open_doors: set[str] = set()
    for name in ("Wren", "Robin", "Finch", "Siskin"):
        one, client = known if name == "Wren" else agreed(name), Client()
        barred = loved(one, "injury")
        plan.save_conditions(by=one.member, keyring=one.keyring, conditions=[], now=NOW)
        sign_in(client, name)
        open_doors |= {door.__name__ for door in DOORS if door(client, one) & barred}
    assert open_doors >= {"by_pages", "by_suggestions", "by_weeks", "by_the_companion"}


def test_nudges_heed_it_too(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "_sits_and_dips", lambda *given: True)
    local = NOW.replace(hour=15)

    def kinds() -> set[str]:
        return {one.kind for one in planning._from_body(known.member, known.keyring, local)}

    assert "walk" in kinds()
    plan.save_conditions(by=known.member, keyring=known.keyring, conditions=["injury"], now=NOW)
    assert barred_nudges({"injury"}) == {"walk"}
    assert "walk" not in kinds()


def test_no_nudge_names_an_exercise_or_asks_to_hold_the_breath() -> None:
    for one in load_nudges().values():
        assert "hold your breath" not in one.says.lower()
        assert not one.page.startswith("programs:exercise ")
        assert not [each.title for each in LIBRARY.values() if each.title in one.says]


# --- No door beside these ------------------------------------------------------------------------

RANKS = re.compile(r"\b(?:core\.exercises import .*\bsuggest\b|exercises\.suggest\()")


def test_the_doors() -> None:
    """The plain ranking of `core.exercises` knows no conditions: no page asks it."""
    folder = Path(evenkeel.__file__).parent / "apps"
    asking = [
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        if RANKS.search(path.read_text(encoding="utf-8"))
    ]
    assert asking == []
