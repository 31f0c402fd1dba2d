"""Nothing is printed that the member has not read as it is now; nobody else opens any of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from evenkeel.apps.assessments.models import AssessmentResult
from evenkeel.apps.brief import actions
from evenkeel.apps.brief.models import Brief
from evenkeel.apps.brief.payloads import MOST_PICKS, BriefPayload, Kind, Pick
from evenkeel.apps.checkins import actions as checkins
from evenkeel.apps.checkins.payloads import CheckInPayload
from evenkeel.apps.journal import actions as journal
from evenkeel.apps.journal.payloads import JournalEntryPayload
from evenkeel.apps.people import actions as people
from evenkeel.apps.programs.models import ExerciseRun
from evenkeel.apps.records import EditConflict
from evenkeel.apps.safety_plan import actions as plans
from evenkeel.apps.warnings.models import EarlyWarning
from evenkeel.apps.warnings.payloads import Answer
from evenkeel.core.vocabulary import Pathway, PlanStep, RiskLevel
from tests.factories.members import make_member, sign_in
from tests.integration.brief.conftest import EVERY, Lived, answered, talked

pytestmark = pytest.mark.django_db

PAPERS = ("sheet", "file.txt", "file.html")


def full(lived: Lived) -> Brief:
    """Every part, a question, and one picked line."""
    row = lived.begin()
    pick = Pick(kind=Kind.JOURNAL, record=lived.entry.pk, text="Mara rang at nine.")
    actions.pick(
        row=row, keyring=lived.known.keyring, shown=[pick], chosen=[pick], now=lived.now
    )  # fmt: skip
    write(lived, row, say="Why so tired?")
    return row


def write(lived: Lived, row: Brief, **change: Any) -> None:
    payload: BriefPayload = row.open(lived.known.keyring)
    held = {name: getattr(payload, name) for name in ("name", "whom", "say", "notes")}
    actions.write(
        row=row, keyring=lived.known.keyring, now=timezone.now(),
        expected_revision=row.revision, **held | change,
    )  # fmt: skip


def address(row: Brief, *more: str) -> str:
    return "/".join((f"/appointment/{row.pk}", *more))


def test_a_draft_is_not_printed_and_does_not_leak_into_the_answer(lived: Lived) -> None:
    row = full(lived)
    for paper in PAPERS:
        answer = lived.page.get(address(row, paper))
        assert answer.status_code == 409
        assert "Content-Disposition" not in answer.headers
        assert "please read each part" in answer.content.decode()


def test_signed_off_as_a_whole_it_is_printed_and_saved(lived: Lived) -> None:
    row = full(lived)
    page = lived.page.get(address(row)).content.decode()
    read = set(re.findall(r'name="read" value="([^"]+)"', page))
    answer = lived.page.post(address(row, "sign"), {"read": sorted(read)})
    assert answer.status_code == 302
    for paper in PAPERS:
        answer = lived.page.get(address(row, paper))
        assert answer.status_code == 200, paper
        text = answer.content.decode()
        for said in ("Why so tired?", "Mara rang at nine.", "signed it off", "no diagnosis"):
            assert said in " ".join(text.split()), f"{paper}: {said}"
        assert answer.headers["Cache-Control"] == "no-store" or paper == "sheet"
    assert "<a " not in lived.page.get(address(row, "file.html")).content.decode()


def test_part_by_part_it_is_printed_only_after_the_last(lived: Lived) -> None:
    row = full(lived)
    page = lived.page.get(address(row)).content.decode()
    read = sorted(set(re.findall(r'name="read" value="([^"]+)"', page)))
    assert len(read) > 5
    for one in read:
        assert lived.page.get(address(row, "sheet")).status_code == 409
        assert lived.page.post(address(row, "sign"), {"read": one}).status_code == 302
    assert lived.page.get(address(row, "sheet")).status_code == 200
    lived.page.post(address(row, "sign"), {"back": "how"})
    assert lived.page.get(address(row, "sheet")).status_code == 409


def test_every_printed_line_names_its_source_in_brackets(lived: Lived) -> None:
    row = full(lived)
    lived.sign_all(row)
    text = lived.page.get(address(row, "file.txt")).content.decode()
    lines = re.findall(r"^\* .*(?:\n  .*)*", text, flags=re.M)
    draft = lived.opened(row).draft
    assert len(lines) == sum(len(section.lines) for section in draft.filled)
    assert all(line.rstrip().endswith("]") for line in lines)
    assert max(len(one) for one in text.splitlines()) <= 78


def _check_in_edited(lived: Lived, row: Brief) -> None:
    one = lived.check_ins[-1]
    payload = one.open(lived.known.keyring)
    numbers = payload.numbers | {"mood": payload.numbers["mood"] + 0.01}  # rounds to the same mean
    draft = checkins.Draft(
        payload=payload.model_copy(update={"numbers": numbers}), note="", at=one.at
    )
    checkins.change(
        row=one, by=lived.known.member, keyring=lived.known.keyring, draft=draft,
        expected_revision=one.revision, now=timezone.now(),
    )  # fmt: skip


def _check_in_deleted(lived: Lived, row: Brief) -> None:
    checkins.delete(row=lived.check_ins[-1], by=lived.known.member, now=timezone.now())


def _check_in_added(lived: Lived, row: Brief) -> None:
    payload = CheckInPayload(numbers={"mood": 45.0}, zone="UTC")
    draft = checkins.Draft(payload=payload, note="", at=lived.now - timedelta(days=1))
    checkins.check_in(**lived.kept, draft=draft, now=lived.now)


def _entry_edited(lived: Lived, row: Brief) -> None:
    text = JournalEntryPayload(text="Mara rang at nine. And again at ten.", zone="UTC")
    journal.rewrite(
        row=lived.entry, by=lived.known.member, keyring=lived.known.keyring, payload=text,
        at=lived.entry.at, expected_revision=lived.entry.revision, now=timezone.now(),
    )  # fmt: skip


def _entry_deleted(lived: Lived, row: Brief) -> None:
    journal.delete(row=lived.entry, by=lived.known.member, keyring=lived.known.keyring)


def _questionnaire_added(lived: Lived, row: Brief) -> None:
    answered(lived, 1, ago=1, instrument="gad-7")


def _questionnaire_deleted(lived: Lived, row: Brief) -> None:
    AssessmentResult.latest(lived.known.member).delete()


def _run_deleted(lived: Lived, row: Brief) -> None:
    ExerciseRun.latest(lived.known.member).delete()


def _sign_answered(lived: Lived, row: Brief) -> None:
    sign = EarlyWarning.latest(lived.known.member)
    payload = sign.open(lived.known.keyring).model_copy(update={"answer": Answer.FITS})
    sign.update_locked(
        keyring=lived.known.keyring, payload=payload, expected_revision=sign.revision,
        now=timezone.now(),
    )  # fmt: skip


def _talk_added(lived: Lived, row: Brief) -> None:
    talked(lived, "worse tonight", RiskLevel.RAISED, Pathway.SELF_HARM, ago=2)


def _plan_changed(lived: Lived, row: Brief) -> None:
    plans.save_step(
        **lived.kept, step=PlanStep.ALONE, lines=("the river path", "tea"), now=timezone.now()
    )


def _words_changed(lived: Lived, row: Brief) -> None:
    write(lived, row, say="Why so tired? And cold?")


def _note_added(lived: Lived, row: Brief) -> None:
    write(lived, row, notes={"how": "The second week was the funeral."})


def _name_added(lived: Lived, row: Brief) -> None:
    write(lived, row, name="Ana B")


def _line_left_out(lived: Lived, row: Brief) -> None:
    lived.page.post(address(row, "line"), {"out": "how/mood"})


def _weeks_changed(lived: Lived, row: Brief) -> None:
    page = {"weeks": 8, "until": lived.now.date().isoformat(), "sections": EVERY}
    assert lived.page.post(address(row, "choose"), page).status_code == 302


def _pick_taken_out(lived: Lived, row: Brief) -> None:
    payload: BriefPayload = row.open(lived.known.keyring)
    pick = payload.picks[0]
    more = Pick(kind=Kind.JOURNAL, record=lived.entry.pk, text="Slept badly again.")
    actions.pick(
        row=row, keyring=lived.known.keyring, shown=[pick, more], chosen=[more], now=lived.now
    )  # fmt: skip


CHANGES: list[Callable[[Lived, Brief], None]] = [
    _check_in_edited, _check_in_deleted, _check_in_added, _entry_edited, _entry_deleted,
    _questionnaire_added, _questionnaire_deleted, _run_deleted, _sign_answered, _talk_added,
    _plan_changed, _words_changed, _note_added, _name_added, _line_left_out, _weeks_changed,
    _pick_taken_out,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__[1:])
def test_any_change_of_data_or_words_withdraws_the_sign_off(
    lived: Lived, change: Callable[[Lived, Brief], None]
) -> None:
    row = full(lived)
    lived.sign_all(row)
    assert lived.ready(row)
    change(lived, row)
    one = lived.opened(row)
    if any(section.id not in one.signed for section in one.draft.filled):
        assert not one.ready
        assert lived.page.get(address(row, "sheet")).status_code == 409
        page = lived.page.get(address(row)).content.decode()
        assert "This changed since you signed it off" in page or change is _questionnaire_added
    else:  # the part that changed holds nothing any more, and is not on the paper either
        assert change is _entry_deleted
        text = lived.page.get(address(row, "file.txt")).content.decode()
        assert "Mara" not in text


def test_a_change_outside_the_weeks_withdraws_nothing_it_does_not_touch(lived: Lived) -> None:
    row = lived.begin("how", "questionnaires", "tried")
    lived.sign_all(row)
    answered(lived, 3, ago=60)
    assert lived.ready(row)


def test_what_is_signed_is_what_was_shown(lived: Lived) -> None:
    row = lived.begin("how", "questionnaires")
    page = lived.page.get(address(row)).content.decode()
    read = sorted(set(re.findall(r'name="read" value="([^"]+)"', page)))
    _check_in_edited(lived, row)
    answer = lived.page.post(address(row, "sign"), {"read": read})
    assert answer.status_code == 409
    assert "Please read it once more." in answer.content.decode()
    assert not lived.opened(row).signed


@pytest.mark.parametrize(
    "read", ["", "how", "how:", "how:" + "0" * 64, "danger:x", "::", "x" * 999]
)
def test_a_made_up_sign_off_signs_nothing(lived: Lived, read: str) -> None:
    row = lived.begin("how")
    assert lived.page.post(address(row, "sign"), {"read": read}).status_code == 409
    assert not lived.opened(row).signed


def test_a_line_left_out_is_not_on_the_paper_and_can_be_put_back(lived: Lived) -> None:
    row = lived.begin("how")
    lived.page.post(address(row, "line"), {"out": "how/anxiety"})
    lived.sign_all(row)
    text = lived.page.get(address(row, "file.txt")).content.decode()
    assert "Mood" in text
    assert "Anxiety" not in text
    assert "1 line left out" in lived.page.get(address(row)).content.decode()
    lived.page.post(address(row, "line"), {"back": "how/anxiety"})
    assert not lived.ready(row)
    assert len(lived.lines(row, "how")) == 2


@pytest.mark.parametrize("line", ["", "how", "nowhere/mood", "how/", "how/" + "x" * 81])
def test_a_line_that_cannot_be_is_not_found(lived: Lived, line: str) -> None:
    row = lived.begin("how")
    assert lived.page.post(address(row, "line"), {"out": line}).status_code == 404


def test_nobody_else_opens_any_of_it(lived: Lived) -> None:
    row = full(lived)
    lived.sign_all(row)
    make_member("Tern")
    other = Client()
    sign_in(other, "Tern")
    gets = ("", "choose", "words", "lines", "sheet", "file.txt", "file.html", "delete",
            "source/how/mood/0")  # fmt: skip
    for one in gets:
        assert other.get(address(row, one).rstrip("/")).status_code == 404, one
    for one in ("choose", "words", "lines", "line", "sign", "delete"):
        assert other.post(address(row, one), {}).status_code == 404, one
    assert Client().get(address(row)).status_code == 302
    assert Brief.objects.filter(pk=row.pk).exists()


def test_nothing_is_sent_anywhere(lived: Lived) -> None:
    row = full(lived)
    lived.sign_all(row)
    for paper in PAPERS:
        lived.page.get(address(row, paper))
    assert mail.outbox == []


def test_lines_are_picked_on_their_page_one_by_one(lived: Lived) -> None:
    row = lived.begin("how")
    page = lived.page.get(address(row, "lines"), {"kind": "journal"}).content.decode()
    found = dict(re.findall(r'value="(\w{16})"[^>]*><span dir="auto">([^<]+)<', page))
    assert sorted(found.values()) == [
        "I want to keep the garden.", "Mara rang at nine.", "Slept badly again.",
    ]  # fmt: skip
    garden = next(name for name, text in found.items() if "garden" in text)
    lived.page.post(address(row, "lines"), {"kind": "journal", "line": [garden, "0" * 16]})
    row.refresh_from_db()
    assert [line.text for line in lived.lines(row, "lines")] == ["“I want to keep the garden.”"]
    notes = lived.page.get(address(row, "lines"), {"kind": "note"}).content.decode()
    assert "Shaky hands." in notes
    talk = lived.page.get(address(row, "lines"), {"kind": "talk"}).content.decode()
    assert "Then I went home." in talk
    assert "Are you safe now?" not in talk  # a reply is not the member's word
    lived.page.post(address(row, "lines"), {"kind": "note"})
    row.refresh_from_db()
    assert len(row.open(lived.known.keyring).picks) == 1  # other kinds stay as they are


def test_more_lines_than_the_page_holds_are_refused(lived: Lived) -> None:
    text = " ".join(f"Line number {n}." for n in range(MOST_PICKS + 1))
    lived.entry.delete()
    journal.write(
        **lived.kept, payload=JournalEntryPayload(text=text, zone="UTC"),
        at=lived.now - timedelta(days=1), now=lived.now,
    )  # fmt: skip
    row = lived.begin("lines")
    page = lived.page.get(address(row, "lines")).content.decode()
    names = re.findall(r'name="line" value="(\w{16})"', page)
    assert len(names) == MOST_PICKS + 1
    answer = lived.page.post(address(row, "lines"), {"kind": "journal", "line": names})
    assert answer.status_code == 422
    assert f"{MOST_PICKS} lines fit" in answer.content.decode()
    answer = lived.page.post(address(row, "lines"), {"kind": "journal", "line": names[1:]})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert len(row.open(lived.known.keyring).picks) == MOST_PICKS


def test_the_choice_is_checked_kindly(bare: Lived) -> None:
    good = {"weeks": 4, "until": bare.now.date().isoformat(), "sections": ["how"]}
    ahead, long_ago = bare.now.date() + timedelta(days=2), "0001-01-01"
    for wrong in (
        {"until": ahead.isoformat()}, {"until": long_ago}, {"until": "soon"}, {"weeks": "3"},
        {"weeks": "x"}, {"sections": []}, {"sections": ["nowhere"]},
    ):  # fmt: skip
        assert bare.page.post("/appointment", good | wrong).status_code == 422, wrong
    assert not Brief.objects.exists()
    assert bare.page.post("/appointment", good).status_code == 302
    payload: BriefPayload = Brief.objects.get().open(bare.known.keyring)
    assert (payload.last - payload.first).days == 27


def test_words_that_were_changed_in_another_tab_are_not_lost(bare: Lived) -> None:
    row = bare.begin("say")
    page = {"say": "first", "revision": 1}
    assert bare.page.post(address(row, "words"), page).status_code == 302
    answer = bare.page.post(address(row, "words"), {"say": "second", "revision": 1})
    assert answer.status_code == 409
    assert ">second</textarea>" in answer.content.decode().replace("\n", "")
    row.refresh_from_db()
    answer = bare.page.post(address(row, "words"), {"say": "second", "revision": row.revision})
    assert answer.status_code == 302
    assert [line.text for line in bare.lines(row, "say")] == ["second"]


@pytest.mark.parametrize(
    ("address_of", "posted", "status"),
    [
        ("line", {"out": "how/mood"}, 302),
        ("sign", {"back": "how"}, 302),
        ("sign", {"read": ""}, 302),
        ("lines", {"kind": "journal"}, 409),
    ],
)
def test_two_tabs_at_the_same_moment_are_no_error(
    lived: Lived,
    monkeypatch: pytest.MonkeyPatch,
    address_of: str,
    posted: dict[str, str],
    status: int,
) -> None:
    row = lived.begin("how")
    if posted.get("read") == "":
        page = lived.page.get(address(row)).content.decode()
        posted = {"read": re.findall(r'name="read" value="([^"]+)"', page)[0]}

    def saved_elsewhere(*given: Any, **named: Any) -> None:
        raise EditConflict

    monkeypatch.setattr(Brief, "update_locked", saved_elsewhere)
    assert lived.page.post(address(row, address_of), posted).status_code == status


def test_words_are_shown_as_words(bare: Lived) -> None:
    row = bare.begin("say")
    odd = "<b>bold</b> %(n)s {x}\u202e"
    bare.page.post(address(row, "words"), {"say": odd, "revision": 1, "whom": "<i>Dr</i>"})
    bare.sign_all(row)
    for one in ("", "sheet", "file.html"):
        page = bare.page.get(address(row, one).rstrip("/")).content.decode()
        assert "&lt;b&gt;bold&lt;/b&gt; %(n)s {x}" in page
        assert "<b>" not in page
        assert "<i>" not in page


@pytest.mark.parametrize("place", ["say", "note"])
def test_danger_in_ones_own_words_is_met_here_too(bare: Lived, place: str) -> None:
    row = bare.begin("say", "how")
    assert "What you wrote sounds serious" not in bare.page.get(address(row)).content.decode()
    said = "i am going to kill myself tonight"
    write(bare, row, **({"say": said} if place == "say" else {"notes": {"how": said}}))
    page = bare.page.get(address(row)).content.decode()
    assert "What you wrote sounds serious" in page
    assert page.index("What you wrote sounds serious") < page.index(said)


def test_a_file_has_a_quiet_name_where_the_member_wants_that(bare: Lived) -> None:
    row = bare.begin("say")
    write(bare, row, say="Why so tired?")
    bare.sign_all(row)
    assert "for-an-appointment-" in bare.page.get(address(row, "file.txt"))["Content-Disposition"]
    bare.known.member.discreet = True
    bare.known.member.save()
    said = bare.page.get(address(row, "file.txt"))["Content-Disposition"]
    assert "notes-" in said
    assert "appointment" not in said


def test_it_is_deleted_when_the_member_says_so(lived: Lived) -> None:
    row = full(lived)
    assert "Delete this page?" in lived.page.get(address(row, "delete")).content.decode()
    lived.page.post(address(row, "delete"))
    assert not Brief.objects.exists()
    lived.entry.refresh_from_db()


def test_it_is_found_where_a_stranger_would_look(lived: Lived) -> None:
    people.set_consents(by=lived.known.member, granted={"insights": True}, now=lived.now)
    for place in ("/", "/insights", "/questionnaires"):
        assert 'href="/appointment"' in lived.page.get(place).content.decode(), place
