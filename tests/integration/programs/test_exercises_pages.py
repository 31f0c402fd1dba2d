"""Exercises on the page, with scripts off: found, played, kept, changed, deleted, nobody else's."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.plan import actions as plan
from evenkeel.apps.programs import queries
from evenkeel.apps.programs.models import ExerciseNote, ExerciseRun
from evenkeel.apps.programs.payloads import RunPayload
from evenkeel.core.exercises import Exercise, Kind, Need, Outcome, load_exercises
from evenkeel.core.exercises.schema import FieldKind
from evenkeel.core.personalisation.permitted import barred_in_talk
from evenkeel.core.vault import DataClass, Keyring, OutOfReach
from tests.factories.members import Known

ALL = load_exercises()
A_FORM = next(
    one
    for one in ALL.values()
    if sum(slot.required for slot in one.fields) > 1
    and any(slot.kind is FieldKind.TEXT for slot in one.fields)
)
NOT_A_FORM = next(one for one in ALL.values() if one.kind is Kind.BREATHING)


def answers_for(exercise: Exercise) -> dict[str, object]:
    """An answer in every slot."""
    given: dict[str, object] = {}
    for slot in exercise.fields:
        given[f"slot_{slot.id}"] = {
            FieldKind.LINE: f"line for {slot.id}",
            FieldKind.TEXT: f"text for {slot.id}\nin two lines",
            FieldKind.CHOICE: slot.choices[0] if slot.choices else "",
            FieldKind.MANY: list(slot.choices[:2]),
            FieldKind.RATING: "6",
            FieldKind.NUMBER: "3",
            FieldKind.LIST: "one\ntwo",
        }[slot.kind]
    return given


def play(client: Client, exercise: Exercise, **given: object) -> str:
    """Plays it and returns the address of the result."""
    data = {"before": "7", "after": "4", "feeling": "else", "outcome": "finished"}
    response = client.post(f"/exercises/{exercise.id}", {**data, **answers_for(exercise), **given})
    assert response.status_code == 302, response.content.decode()
    return str(response.headers["Location"])


@pytest.mark.parametrize("exercise", ALL.values(), ids=ALL.keys())
def test_every_exercise_plays_with_scripts_off(
    exercise: Exercise, her: Client, wren: Known
) -> None:
    page = her.get(f"/exercises/{exercise.id}")
    assert page.status_code == 200
    text = page.content.decode()
    for line in exercise.how if not exercise.steps else [step.text for step in exercise.steps]:
        assert line[:30].replace("'", "&#x27;") in text
    for caution in exercise.cautions:
        assert caution[:30].replace("'", "&#x27;") in text

    result = her.get(play(her, exercise))

    assert result.status_code == 200
    assert "7 before, 4 after" in result.content.decode()
    (run,) = queries.runs(wren.member, wren.keyring)
    assert (run.payload.before, run.payload.after) == (7, 4)
    assert run.payload.outcome is Outcome.FINISHED
    assert ExerciseNote.of(wren.member).count() == bool(exercise.fields)


def test_the_list_shows_all_of_them_by_need_and_by_words(her: Client) -> None:
    text = her.get("/exercises").content.decode()
    assert all(f"/exercises/{name}" in text for name in ALL)
    sleep = her.get("/exercises?need=sleep").content.decode()
    for one in ALL.values():
        assert (f'href="/exercises/{one.id}' in sleep) is (Need.SLEEP in one.needs), one.id
    found = her.get("/exercises", {"q": NOT_A_FORM.title}).content.decode()
    assert f"/exercises/{NOT_A_FORM.id}" in found
    nothing = her.get("/exercises", {"q": "zebra crossing"})
    assert "Nothing with these words" in nothing.content.decode()


@pytest.mark.parametrize("query", ["need=unknown", "q=%00%FF", "q=" + "x" * 5000, "need=&q="])
def test_an_odd_search_is_answered(query: str, her: Client) -> None:
    assert her.get(f"/exercises?{query}").status_code == 200


def near(her: Client, words: str) -> list[str]:
    return [one.id for one, _ in her.post("/exercises", {"q": words}).context["near"]]


def test_a_need_told_in_their_own_words_finds_what_serves_it(her: Client) -> None:
    found = near(her, "lying here two hours now looking at the ceiling")
    assert set(found) & {one.id for one in ALL.values() if Need.SLEEP in one.needs}
    assert near(her, "i keep saying yes to everyone and then i hate it")[0] != found[0]
    assert b"Nearest to what you wrote" not in her.post("/exercises", {"q": "breath"}).content


def test_what_is_not_for_their_body_is_not_found_by_meaning(her: Client, wren: Known) -> None:
    words = "my shoulders are like stone and my jaw is tight"
    first = near(her, words)
    plan.save_conditions(
        by=wren.member, keyring=wren.keyring, conditions=["injury"], now=timezone.now()
    )
    barred = barred_in_talk({"injury"})
    assert set(first) & barred
    assert not set(near(her, words)) & barred


def test_danger_in_a_search_is_met_with_a_way_to_people(her: Client) -> None:
    page = her.post("/exercises", {"q": "i want to kill myself tonight"})
    assert b"What you wrote sounds serious" in page.content
    assert b"What you wrote sounds serious" not in her.get("/exercises").content


def test_an_unknown_exercise_is_not_found(her: Client) -> None:
    assert her.get("/exercises/no-such-thing").status_code == 404


def test_a_link_can_bring_the_feeling_along(her: Client) -> None:
    need = NOT_A_FORM.needs[1].value
    text = her.get(f"/exercises/{NOT_A_FORM.id}?feeling={need}").content.decode()
    assert re.search(rf'value="{need}"[^>]*checked', text)
    assert her.get(f"/exercises/{NOT_A_FORM.id}?feeling=nonsense").status_code == 200


def test_nothing_has_to_be_rated(her: Client, wren: Known) -> None:
    address = play(her, NOT_A_FORM, before="", after="", feeling="")
    assert "Without both numbers" in her.get(address).content.decode()
    assert queries.effect_by_exercise(wren.member, wren.keyring) == {}


def test_an_unfinished_form_says_where_and_keeps_every_word(her: Client, wren: Known) -> None:
    required = [slot for slot in A_FORM.fields if slot.required]
    first = {f"slot_{required[0].id}": "the words I already wrote"}
    response = her.post(f"/exercises/{A_FORM.id}", {**first, "outcome": "finished"})
    assert response.status_code == 400
    text = response.content.decode()
    assert "the words I already wrote" in text
    assert "A few words here" in text
    assert ExerciseRun.of(wren.member).count() == 0


def test_a_form_can_be_stopped_half_way_and_gone_on_with(her: Client, wren: Known) -> None:
    slot = next(one for one in A_FORM.fields if one.kind is FieldKind.TEXT)
    response = her.post(
        f"/exercises/{A_FORM.id}", {f"slot_{slot.id}": "half of it", "outcome": "stopped"}
    )
    assert response.status_code == 302
    (run,) = queries.runs(wren.member, wren.keyring)
    text = her.get(f"/exercises/runs/{run.id}/edit").content.decode()
    assert "half of it" in text

    data = {"revision": "1", "before": "8", "after": "5", "outcome": "finished"}
    her.post(f"/exercises/runs/{run.id}/edit", {**answers_for(A_FORM), **data})

    (run,) = queries.runs(wren.member, wren.keyring)
    assert (run.payload.before, run.payload.after, run.revision) == (8, 5, 2)
    words = queries.words_of(wren.member, wren.keyring, run.id)
    assert words is not None
    assert words.answers[slot.id] == f"text for {slot.id}\nin two lines"


def test_not_for_me_is_kept_with_its_reason_and_respected(her: Client, wren: Known) -> None:
    address = play(
        her,
        NOT_A_FORM,
        outcome="not_for_me",
        because="made_it_worse",
        why_not="I got dizzy",
    )
    text = her.get(address).content.decode()
    assert "I got dizzy" in text
    assert "made things worse" in text
    for hour in (3, 15):
        offered = queries.suggestions(
            wren.member,
            wren.keyring,
            needs=[need.value for need in NOT_A_FORM.needs],
            local_now=timezone.now().replace(hour=hour),
            limit=99,
        )
        assert NOT_A_FORM.id not in {one.id for one, _why in offered}
        assert offered


DARK = "I want to kill myself tonight"


def test_words_that_sound_serious_bring_the_way_to_people(her: Client) -> None:
    slot = next(one for one in A_FORM.fields if one.kind is FieldKind.TEXT)
    address = play(her, A_FORM, **{f"slot_{slot.id}": DARK})
    assert "notice--risk" in her.get(address).content.decode()
    unfinished = her.post(f"/exercises/{A_FORM.id}", {f"slot_{slot.id}": DARK})
    assert unfinished.status_code == 400
    assert "notice--risk" in unfinished.content.decode()
    refused = play(her, NOT_A_FORM, outcome="not_for_me", why_not=DARK)
    assert "notice--risk" in her.get(refused).content.decode()


def test_everyday_words_and_chosen_answers_do_not(her: Client) -> None:
    assert "notice--risk" not in her.get(play(her, A_FORM)).content.decode()


def test_words_are_class_c_and_numbers_class_d(her: Client, wren: Known) -> None:
    play(her, A_FORM)
    row, note = ExerciseRun.objects.get(), ExerciseNote.objects.get()
    numbers_only = Keyring.limited(wren.member.pk, wren.keyring.subkeys([DataClass.D]))
    assert row.open(numbers_only).before == 7
    with pytest.raises(OutOfReach):
        note.open(numbers_only)
    assert not re.search(r"text for|line for", row.open(wren.keyring).model_dump_json())


def test_nothing_written_is_in_the_clear(her: Client, wren: Known) -> None:
    play(her, A_FORM, why_not="canary-in-the-mine")
    for model in (ExerciseRun, ExerciseNote):
        for row in model.objects.all().values():
            assert "text for" not in repr(row)
            assert A_FORM.id not in repr(row)


def test_another_member_sees_nothing_of_it(her: Client, stranger: Client, wren: Known) -> None:
    address = play(her, A_FORM)
    for where in (address, f"{address}/edit", f"{address}/delete"):
        assert stranger.get(where).status_code == 404
        assert stranger.post(where, {}).status_code in (404, 405)
    assert "before" not in _rows(stranger.get("/exercises/runs").content.decode())
    assert ExerciseRun.of(wren.member).count() == 1


def _rows(text: str) -> str:
    found = re.search(r'<ul class="rows">.*?</ul>', text, re.S)
    return found[0] if found else ""


def test_signed_out_nothing_opens(db: None) -> None:
    for address in ("/exercises", "/exercises/runs", f"/exercises/{A_FORM.id}"):
        assert Client().get(address).status_code == 302


def test_deleting_asks_first_and_takes_the_words_along(her: Client, wren: Known) -> None:
    address = play(her, A_FORM)
    assert "Delete this?" in her.get(f"{address}/delete").content.decode()
    assert ExerciseRun.of(wren.member).count() == 1
    her.post(f"{address}/delete")
    assert ExerciseRun.of(wren.member).count() == 0
    assert ExerciseNote.of(wren.member).count() == 0
    assert her.get(address).status_code == 404


def test_two_tabs_do_not_overwrite_each_other(her: Client, wren: Known) -> None:
    address = play(her, A_FORM)
    slot = next(one for one in A_FORM.fields if one.kind is FieldKind.TEXT)
    first = {**answers_for(A_FORM), f"slot_{slot.id}": "from the first tab", "revision": "1"}
    second = {**answers_for(A_FORM), f"slot_{slot.id}": "from the second tab", "revision": "1"}
    assert her.post(f"{address}/edit", {**first, "outcome": "finished"}).status_code == 302

    clash = her.post(f"{address}/edit", {**second, "outcome": "finished"})

    assert clash.status_code == 409
    text = clash.content.decode()
    assert "from the second tab" in text
    assert "in another tab" in text
    assert "from the first tab" in her.get(address).content.decode()
    revision = re.search(r'name="revision" value="(\d+)"', text)
    assert revision is not None
    again = {**second, "revision": revision[1], "outcome": "finished"}
    assert her.post(f"{address}/edit", again).status_code == 302
    assert "from the second tab" in her.get(address).content.decode()


HOSTILE = ["\x00\x01 kept", "\u202ekept", "<script>alert(1)</script> kept", "kept" * 100_000]


@pytest.mark.parametrize("text", HOSTILE, ids=["nul", "direction", "markup", "long"])
def test_hostile_words_are_kept_without_harm(text: str, her: Client) -> None:
    slot = next(one for one in A_FORM.fields if one.kind is FieldKind.TEXT)
    page = her.get(play(her, A_FORM, **{f"slot_{slot.id}": text})).content.decode()
    assert "kept" in page
    assert "<script>alert" not in page
    assert "\x00" not in page


def test_ten_megabytes_get_a_kind_answer(her: Client, wren: Known) -> None:
    slot = next(one for one in A_FORM.fields if one.kind is FieldKind.TEXT)
    response = her.post(
        f"/exercises/{A_FORM.id}",
        {**answers_for(A_FORM), f"slot_{slot.id}": "x" * 10_000_000, "outcome": "finished"},
    )
    assert response.status_code == 400
    assert "more than one page can keep" in response.content.decode()
    assert ExerciseRun.of(wren.member).count() == 0


@pytest.mark.parametrize("wrong", [{"before": "11"}, {"after": "-1"}, {"outcome": "nonsense"}])
def test_a_wrong_value_is_refused_kindly(wrong: dict[str, str], her: Client, wren: Known) -> None:
    response = her.post(f"/exercises/{NOT_A_FORM.id}", {"before": "5", "after": "5", **wrong})
    assert response.status_code == 400
    assert ExerciseRun.of(wren.member).count() == 0


def test_history_and_effects_over_several_runs(her: Client, wren: Known) -> None:
    for before, after in ((7, 4), (6, 5), (8, 6)):
        play(her, NOT_A_FORM, before=str(before), after=str(after))
    text = her.get("/exercises/runs").content.decode()
    assert text.count(NOT_A_FORM.title) == 3
    assert "8 before, 6 after" in text
    effect = queries.effect_by_exercise(wren.member, wren.keyring)[NOT_A_FORM.id]
    assert (effect.n, effect.drop) == (3, 2.0)
    assert "What has eased things for you" in her.get("/exercises").content.decode()
    since = timezone.now() + timedelta(minutes=1)
    assert queries.runs(wren.member, wren.keyring, since) == ()


def test_a_feeling_that_stays_strong_points_to_a_person(her: Client) -> None:
    text = her.get(play(her, NOT_A_FORM, before="9", after="9")).content.decode()
    assert "A person may be better" in text
    assert "Or try something else" in text


def test_a_run_of_an_exercise_that_is_gone_still_opens(her: Client, wren: Known) -> None:
    payload = RunPayload(exercise="gone-since", before=6, after=2)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    row = ExerciseRun.create_locked(
        by=wren.member, keyring=wren.keyring, payload=payload, at=now, now=now
    )
    for address in (f"/exercises/runs/{row.pk}", "/exercises/runs", "/exercises"):
        assert her.get(address).status_code == 200
    assert her.get(f"/exercises/runs/{row.pk}/edit").status_code == 404


def test_suggestions_pass_over_needs_nobody_knows(wren: Known) -> None:
    offered = queries.suggestions(
        wren.member, wren.keyring, needs=["panic", "nonsense"], local_now=timezone.now()
    )
    assert offered
    assert all(Need.PANIC in one.needs for one, _why in offered)
