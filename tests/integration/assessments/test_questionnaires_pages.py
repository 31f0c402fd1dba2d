"""Questionnaires on the page, with scripts off: filled in, kept half-done, scored, asked after."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from evenkeel.apps.assessments import actions, queries
from evenkeel.apps.assessments.models import AssessmentResult
from evenkeel.apps.companion import actions as companion
from evenkeel.core.instruments import Instrument, load_instruments, score
from evenkeel.core.vault import DataClass, Keyring
from tests.factories.members import Known, make_member

ALL = load_instruments()
EACH = pytest.mark.parametrize("instrument", ALL.values(), ids=ALL.keys())
SAFE = [one for one in ALL.values() if one.safety]
WITH_TOTAL = next(one for one in ALL.values() if one.has_total and one.change)
ASKS = re.compile(r"suicid|kill(ing)? yourself|end(ing)? your life", re.IGNORECASE)
NO_TOTAL = next(one for one in ALL.values() if not one.has_total)


def lowest(instrument: Instrument) -> dict[str, int]:
    """The answers that count least: no safety item is met by them."""
    answers = {}
    for item in instrument.items:
        values = [option.value for option in instrument.options_of(item)]
        answers[item.id] = max(values) if item.reverse else min(values)
    return answers


def send(
    client: Client, instrument: Instrument, answers: Mapping[str, int], do: str = "finish"
) -> HttpResponse:
    return client.post(f"/questionnaires/{instrument.id}", {**answers, "do": do})


@EACH
def test_every_questionnaire_can_be_filled_in_and_read(
    instrument: Instrument, her: Client, wren: Known
) -> None:
    page = her.get(f"/questionnaires/{instrument.id}")
    assert page.status_code == 200
    assert instrument.licence.notice[:30] in page.content.decode().replace("&#x27;", "'")

    sent = send(her, instrument, lowest(instrument))

    assert sent.status_code == 302
    text = her.get(sent.headers["Location"]).content.decode().replace("&#x27;", "'")
    expected = score(instrument, lowest(instrument))
    assert expected.meaning in text
    assert expected.next_step in text
    assert "A result, not a diagnosis." in text
    assert instrument.validated.ages in text
    (result,) = queries.results(wren.member, wren.keyring)
    assert result.payload.total == expected.total
    assert result.payload.answers == lowest(instrument)


@EACH
def test_all_missing_is_said_and_not_scored(
    instrument: Instrument, her: Client, wren: Known
) -> None:
    response = send(her, instrument, {})
    assert response.status_code == 200
    assert "Not quite enough to count" in response.content.decode()
    assert queries.results(wren.member, wren.keyring) == ()


def test_what_is_begun_is_kept_and_gone_on_with(her: Client, wren: Known) -> None:
    first = WITH_TOTAL.items[0].id
    kept = send(her, WITH_TOTAL, {first: 1}, do="save")
    assert kept.status_code == 302
    assert "begun on" in her.get("/questionnaires").content.decode()
    page = her.get(f"/questionnaires/{WITH_TOTAL.id}").content.decode()
    assert "You began this before" in page
    assert len(re.findall(r"<input[^>]*\bchecked", page)) == 1

    send(her, WITH_TOTAL, lowest(WITH_TOTAL))

    assert AssessmentResult.of(wren.member).count() == 1
    (result,) = queries.results(wren.member, wren.keyring)
    assert result.payload.finished


def test_what_is_missing_is_named_by_its_number(her: Client) -> None:
    answers = lowest(NO_TOTAL)
    answers.pop(NO_TOTAL.items[2].id)
    answers.pop(NO_TOTAL.items[4].id)
    text = send(her, NO_TOTAL, answers).content.decode()
    assert "Questions 3, 5 have no answer" in text


def test_an_allowed_gap_is_scored_and_said(her: Client) -> None:
    allowing = next(one for one in ALL.values() if one.missing.allow and one.has_total)
    answers = lowest(allowing)
    answers.pop(allowing.scored_items[1].id)
    sent = send(her, allowing, answers)
    assert "Question 2 had no answer" in her.get(sent.headers["Location"]).content.decode()


@pytest.mark.parametrize("instrument", SAFE, ids=[one.id for one in SAFE])
@pytest.mark.parametrize("do", ["finish", "save"])
def test_a_safety_item_leads_straight_into_a_conversation_with_the_answers_kept(
    instrument: Instrument, do: str, her: Client, wren: Known
) -> None:
    watch = instrument.safety[0]
    sent = send(her, instrument, {**lowest(instrument), watch.item: watch.at_least}, do=do)

    assert sent.status_code == 302
    assert sent.headers["Location"].startswith("/talk/")
    talk = her.get(sent.headers["Location"])
    assert talk.status_code == 200
    assert ASKS.search(talk.content.decode())
    (row,) = AssessmentResult.of(wren.member)
    assert row.open(wren.keyring).answers[watch.item] == watch.at_least
    assert len(queries.results(wren.member, wren.keyring)) == (do == "finish")


@pytest.mark.parametrize("instrument", SAFE, ids=[one.id for one in SAFE])
def test_a_safety_item_alone_is_enough(instrument: Instrument, her: Client) -> None:
    watch = instrument.safety[0]
    sent = send(her, instrument, {watch.item: watch.at_least})
    assert sent.headers.get("Location", "").startswith("/talk/")


@pytest.mark.parametrize("breaks", ["open_risk_turn", "finish"])
def test_with_the_companion_or_the_database_down_the_crisis_page_opens(
    breaks: str, her: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(**_given: object) -> None:
        raise DatabaseError("attempt to write a readonly database")

    where = companion if breaks == "open_risk_turn" else actions
    monkeypatch.setattr(where, breaks, down)
    instrument, watch = SAFE[0], SAFE[0].safety[0]
    sent = send(her, instrument, {**lowest(instrument), watch.item: watch.at_least})
    assert sent.status_code == 302
    assert sent.headers["Location"] == "/help"


@pytest.mark.parametrize("instrument", SAFE, ids=[one.id for one in SAFE])
def test_below_its_threshold_nothing_is_asked(instrument: Instrument, her: Client) -> None:
    watch = instrument.safety[0]
    sent = send(her, instrument, {**lowest(instrument), watch.item: watch.at_least - 1})
    assert sent.headers["Location"].startswith("/questionnaires/results/")


def test_a_result_with_a_safety_item_offers_the_way_again(her: Client, wren: Known) -> None:
    instrument = SAFE[0]
    watch = instrument.safety[0]
    send(her, instrument, {**lowest(instrument), watch.item: watch.at_least})
    (result,) = queries.results(wren.member, wren.keyring)
    text = her.get(f"/questionnaires/results/{result.id}").content.decode()
    assert "notice--risk" in text


@pytest.mark.parametrize("value", ["99", "-1", "abc", "\x00", "1" * 5000])
def test_an_answer_that_is_not_offered_is_refused_kindly(
    value: str, her: Client, wren: Known
) -> None:
    item = WITH_TOTAL.items[0].id
    response = her.post(f"/questionnaires/{WITH_TOTAL.id}", {item: value, "do": "finish"})
    assert response.status_code == 400
    assert "Pick one of the answers shown" in response.content.decode()
    assert AssessmentResult.of(wren.member).count() == 0


def test_unknown_addresses_are_not_found(her: Client) -> None:
    assert her.get("/questionnaires/no-such-thing").status_code == 404


def test_another_member_sees_nothing_of_it(her: Client, stranger: Client, wren: Known) -> None:
    address = send(her, WITH_TOTAL, lowest(WITH_TOTAL)).headers["Location"]
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/delete").status_code == 404
    assert stranger.post(f"{address}/delete").status_code == 404
    assert "last on" not in stranger.get("/questionnaires").content.decode()
    assert AssessmentResult.of(wren.member).count() == 1


def test_signed_out_nothing_opens(db: None) -> None:
    for address in ("/questionnaires", f"/questionnaires/{WITH_TOTAL.id}"):
        assert Client().get(address).status_code == 302


def test_deleting_asks_first(her: Client, wren: Known) -> None:
    address = send(her, WITH_TOTAL, lowest(WITH_TOTAL)).headers["Location"]
    assert "Delete this?" in her.get(f"{address}/delete").content.decode()
    her.post(f"{address}/delete")
    assert AssessmentResult.of(wren.member).count() == 0


def test_answers_are_class_d_and_not_in_the_clear(her: Client, wren: Known) -> None:
    send(her, WITH_TOTAL, lowest(WITH_TOTAL))
    row = AssessmentResult.objects.get()
    numbers_only = Keyring.limited(wren.member.pk, wren.keyring.subkeys([DataClass.D]))
    assert row.open(numbers_only).instrument == WITH_TOTAL.id
    assert WITH_TOTAL.id not in repr(AssessmentResult.objects.values().get())


# --- Over time --------------------------------------------------------------------------------


def finished(known: Known, instrument: Instrument, *, days_ago: int, points: int = 0) -> None:
    answers = lowest(instrument)
    for item in instrument.scored_items[:points]:
        answers[item.id] += 1
    actions.finish(
        by=known.member,
        keyring=known.keyring,
        instrument=instrument,
        answers=answers,
        zone="Europe/Dublin",
        now=timezone.now() - timedelta(days=days_ago),
    )


def test_history_is_told_drawn_and_tabled(her: Client, wren: Known) -> None:
    for days_ago, points in ((60, 6), (30, 3), (1, 0)):
        finished(wren, WITH_TOTAL, days_ago=days_ago, points=points)
    latest = queries.results(wren.member, wren.keyring)[0]
    text = her.get(f"/questionnaires/results/{latest.id}").content.decode()
    assert "Compared with before" in text
    assert text.count("<tr>") == 4
    assert "<figure" in text


def test_a_change_is_called_real_only_beyond_its_error(wren: Known) -> None:
    change = WITH_TOTAL.change
    assert change is not None
    finished(wren, WITH_TOTAL, days_ago=30, points=int(change.points))
    finished(wren, WITH_TOTAL, days_ago=10, points=1)
    finished(wren, WITH_TOTAL, days_ago=1, points=0)
    last, middle, first = queries.results(wren.member, wren.keyring, instrument_id=WITH_TOTAL.id)
    small, large = queries.change(WITH_TOTAL, last, middle), queries.change(WITH_TOTAL, last, first)
    assert small is not None
    assert small.reliable is False
    assert large is not None
    assert large.reliable is True
    assert large.better
    assert queries.change(WITH_TOTAL, first, None) is None


def test_parts_are_drawn_where_there_is_no_total(her: Client, wren: Known) -> None:
    finished(wren, NO_TOTAL, days_ago=20)
    finished(wren, NO_TOTAL, days_ago=2)
    latest = queries.results(wren.member, wren.keyring)[0]
    text = her.get(f"/questionnaires/results/{latest.id}").content.decode()
    assert text.count("<figure") == len(NO_TOTAL.subscales)


def test_due_takes_the_regular_ones_in_turn_and_waits_between(wren: Known) -> None:
    now = timezone.now()
    regular = sorted((one for one in ALL.values() if one.routine), key=lambda one: one.routine or 0)
    assert len(regular) >= 2
    assert queries.due(wren.member, wren.keyring, now=now) == (regular[0], None)
    finished(wren, regular[0], days_ago=20)
    found, last = queries.due(wren.member, wren.keyring, now=now)
    assert found == regular[1]
    assert last is not None
    finished(wren, regular[1], days_ago=1)
    assert queries.due(wren.member, wren.keyring, now=now)[0] is None
    assert queries.due(wren.member, wren.keyring, now=now + timedelta(days=15))[0] == regular[0]


def test_a_result_of_a_questionnaire_that_is_gone_does_not_break_the_list(
    her: Client, wren: Known
) -> None:
    payload = queries.ResultPayload(instrument="gone-since", finished=True, total=3)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    row = AssessmentResult.create_locked(
        by=wren.member, keyring=wren.keyring, payload=payload, at=now, now=now
    )
    assert her.get("/questionnaires").status_code == 200
    assert her.get(f"/questionnaires/results/{row.pk}").status_code == 404
    assert her.get(f"/questionnaires/results/{row.pk}/delete").status_code == 200


def test_an_answer_no_longer_offered_does_not_break_an_old_result(her: Client, wren: Known) -> None:
    old = {**lowest(WITH_TOTAL), WITH_TOTAL.items[0].id: 77, "q99": 1}
    payload = queries.ResultPayload(
        instrument=WITH_TOTAL.id, answers=old, finished=True, total=3, band="old"
    )
    now = datetime(2026, 3, 1, tzinfo=UTC)
    row = AssessmentResult.create_locked(
        by=wren.member, keyring=wren.keyring, payload=payload, at=now, now=now
    )
    assert her.get(f"/questionnaires/results/{row.pk}").status_code == 200


def test_results_of_two_members_are_kept_apart(wren: Known) -> None:
    other = make_member("Finch")
    finished(wren, WITH_TOTAL, days_ago=1)
    assert queries.results(other.member, other.keyring) == ()
