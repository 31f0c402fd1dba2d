"""What stands on a page for an appointment, and that each line of it opens what it rests on."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from evenkeel.apps.brief import actions
from evenkeel.apps.brief.addresses import ROUTES, address_of
from evenkeel.apps.brief.drafting import DRAFTERS
from evenkeel.apps.brief.payloads import Kind, Pick
from evenkeel.apps.checkins import actions as checkins
from evenkeel.apps.checkins.models import CheckIn
from evenkeel.apps.checkins.payloads import CheckInPayload, OwnMetricPayload
from evenkeel.apps.people import actions as people
from evenkeel.core.brief import load_sections
from evenkeel.core.insights import MetricKind
from evenkeel.core.vocabulary import Pathway, RiskLevel
from tests.integration.brief.conftest import DAYS, EVERY, Lived, talked

pytestmark = pytest.mark.django_db


def everything(lived: Lived) -> str:
    """The whole page of a brief with every part, as text."""
    row = lived.begin()
    return lived.page.get(f"/appointment/{row.pk}").content.decode()


def test_each_part_has_its_words_and_its_drafter() -> None:
    assert set(DRAFTERS) == {one.id for one in load_sections()}


def test_every_line_opens_every_record_it_rests_on(lived: Lived) -> None:
    row = lived.begin()
    talk = next(m for m in lived.talk.messages.all() if m.open(lived.known.keyring).by_member)
    picks = [
        Pick(kind=Kind.JOURNAL, record=lived.entry.pk, text="Slept badly again."),
        Pick(kind=Kind.NOTE, record=_noted(lived).pk, text="Too much coffee."),
        Pick(kind=Kind.TALK, record=talk.pk, text="Then I went home."),
    ]
    actions.pick(
        row=row, keyring=lived.known.keyring, shown=picks, chosen=picks, now=lived.now
    )  # fmt: skip
    actions.write(
        row=row, keyring=lived.known.keyring, name="", whom="", say="Why so tired?", notes={},
        expected_revision=row.revision, now=lived.now,
    )  # fmt: skip
    draft = lived.opened(row).draft
    assert {section.id for section in draft.filled} >= set(EVERY) - {"went_with"}
    opened, kinds = set(), set()
    for section in draft.filled:
        for line in section.lines:
            for at, source in enumerate(line.sources):
                assert re.search(r"\d|my own words|plan", source.said), source.said
                listed = f"/appointment/{row.pk}/source/{section.id}/{line.key}/{at}"
                assert lived.page.get(listed).status_code == 200, listed
                for record in source.records:
                    kinds.add(record.kind)
                    opened.add(address_of(record))
    assert None not in opened
    for address in sorted(opened):
        assert lived.page.get(address).status_code == 200, address
    assert set(ROUTES) - kinds <= {"signal", "finding"}


def _noted(lived: Lived) -> CheckIn:
    day = (lived.now - timedelta(days=5)).date()
    return next(row for row in lived.check_ins if row.at.date() == day)


def test_missing_days_are_counted_and_named(lived: Lived) -> None:
    row = lived.begin("how")
    mood = next(line for line in lived.lines(row, "how") if line.key == "mood")
    day = lived.now.date()
    held = {one.at.date() for one in lived.check_ins}
    given = sum(1 for ago in range(DAYS) if day - timedelta(days=ago) in held)
    assert f"{given} of {DAYS} days given, {DAYS - given} missing." in mood.text
    assert mood.sources[0].said.startswith(f"{given} check-ins, ")


def test_a_questionnaire_stands_with_day_score_range_and_the_caution(lived: Lived) -> None:
    page = everything(lived)
    assert "A score is not a diagnosis." in page
    lines = lived.lines(lived.begin("questionnaires"), "questionnaires")
    assert len(lines) == 1
    assert "PHQ-9 (low mood, higher is worse)" in lines[0].text
    assert "9 of 27 (5 to 9 is “mild”)" in lines[0].text
    assert "18 of 27 (15 to 19 is “moderately severe”)" in lines[0].text
    assert "more than the questionnaire's own error" in lines[0].text
    assert len(lines[0].sources[0].records) == 2


def test_an_answer_about_dying_is_told_only_where_it_was_ticked(lived: Lived) -> None:
    told = [line.text for line in lived.lines(lived.begin("questionnaires"), "questionnaires")]
    assert not any("death" in text or "hurting" in text for text in told)
    told = [line.text for line in lived.lines(lived.begin("danger"), "danger")]
    assert any("thoughts of death or of hurting myself" in text for text in told)


def test_what_was_tried_is_number_against_number(lived: Lived) -> None:
    lines = lived.lines(lived.begin("tried"), "tried")
    assert "3 times. Rated before and after 3 times: 7 before, 4 after on average." in lines[0].text
    assert "Trial of my own, with and without “coffee” by turns." in lines[1].text


def test_an_early_sign_stands_with_what_was_said_to_it(lived: Lived) -> None:
    lines = lived.lines(lived.begin("early_signs"), "early_signs")
    assert len(lines) == 1
    assert "I said that there is a reason, and that I know it." in lines[0].text


def test_a_programme_stands_with_how_far_it_came(lived: Lived) -> None:
    lines = lived.lines(lived.begin("programmes"), "programmes")
    assert re.search(r"1 of \d+ sessions done", lines[0].text)


def test_danger_stands_by_day_and_kind_and_without_a_word_of_it(lived: Lived) -> None:
    talked(lived, "a hard week", RiskLevel.WATCH, Pathway.SUICIDE, ago=9)
    lines = lived.lines(lived.begin("danger"), "danger")
    talks = [line for line in lines if line.key.startswith("talk-")]
    assert len(talks) == 1  # a level that only asks gently is nobody's news
    assert "taken as thoughts of suicide, at one of the two highest" in talks[0].text
    assert not any(word in " ".join(line.text for line in lines) for word in ("bridge", "river"))
    assert lines[-1].text == "I have a written safety plan."


def test_danger_and_picked_lines_are_off_until_somebody_ticks_them(lived: Lived) -> None:
    page = lived.page.get("/appointment").content.decode()
    ticked = set(re.findall(r'value="(\w+)" checked', page))
    assert {"how", "say", "questionnaires"} <= ticked
    assert not ticked & {"danger", "lines"}


def test_nothing_of_journal_notes_or_talk_comes_by_itself(lived: Lived) -> None:
    page = everything(lived)
    for words in ("Slept badly", "garden", "Too much coffee", "bridge", "went home"):
        assert words not in page


def test_only_days_inside_the_weeks_count(lived: Lived) -> None:
    row = lived.begin("how", "questionnaires", days=14)
    first = lived.now.date() - timedelta(days=13)
    inside = {str(one.pk) for one in lived.check_ins if one.at.date() >= first}
    mood = next(line for line in lived.lines(row, "how") if line.key == "mood")
    assert {record.key for record in mood.sources[0].records} == inside
    assert len(inside) < len(lived.check_ins)
    assert len(lived.lines(row, "questionnaires")[0].sources[0].records) == 1


def test_without_consent_to_insights_no_finding_is_made(lived: Lived) -> None:
    people.set_consents(by=lived.known.member, granted={"insights": False}, now=lived.now)
    row = lived.begin("went_with", "tried")
    assert lived.lines(row, "went_with") == ()
    assert not any("Trial" in line.text for line in lived.lines(row, "tried"))
    page = lived.page.get(f"/appointment/{row.pk}").content.decode()
    assert "Insights are off" in page


def test_a_picked_line_goes_when_it_is_no_longer_there(lived: Lived) -> None:
    row = lived.begin("lines")
    pick = Pick(kind=Kind.JOURNAL, record=lived.entry.pk, text="Mara rang at nine.")
    actions.pick(
        row=row, keyring=lived.known.keyring, shown=[pick], chosen=[pick], now=lived.now
    )  # fmt: skip
    assert [line.text for line in lived.lines(row, "lines")] == ["“Mara rang at nine.”"]
    lived.entry.delete()
    assert lived.lines(row, "lines") == ()


def test_a_new_member_is_told_kindly_what_would_fill_each_part(bare: Lived) -> None:
    listing = bare.page.get("/appointment").content.decode()
    assert "Nothing written down yet, and that is no obstacle." in listing
    page = everything(bare)
    for text in load_sections():
        assert text.nothing in page
    assert "I have read" not in page


def test_own_metrics_are_told_by_the_name_they_were_given(lived: Lived) -> None:
    metric = checkins.add_metric(
        **lived.kept, payload=OwnMetricPayload(name="back pain", kind=MetricKind.SCALE),
        now=lived.now,
    )  # fmt: skip
    row = lived.begin("how")
    for ago in (1, 2, 3):
        assert not any("back pain" in line.text for line in lived.lines(row, "how"))
        draft = checkins.Draft(
            payload=CheckInPayload(numbers={checkins.own_id(metric.pk): 50.0}, zone="UTC"),
            note="", at=lived.now - timedelta(days=ago),
        )  # fmt: skip
        checkins.check_in(**lived.kept, draft=draft, now=lived.now)
    assert any("“back pain”: 50 on average" in line.text for line in lived.lines(row, "how"))


@pytest.mark.parametrize("locale", ["es", "ar"])
def test_it_is_drafted_and_printed_in_the_members_language(lived: Lived, locale: str) -> None:
    people.set_locale(by=lived.known.member, locale=locale)
    row = lived.begin()
    address = f"/appointment/{row.pk}"
    page = lived.page.get(address).content.decode()
    titles = {one.id: one.title for one in load_sections(locale)}
    assert titles["how"] in page
    assert titles["how"] != {one.id: one.title for one in load_sections()}["how"]
    assert not re.search(r"Read each part|days given|Leave out|From:", page)
    read = re.findall(r'name="read" value="([^"]+)"', page)
    assert lived.page.post(f"{address}/sign", {"read": read}).status_code == 302
    for paper in ("sheet", "file.txt", "file.html"):
        answer = lived.page.get(f"{address}/{paper}")
        assert answer.status_code == 200
        assert titles["how"] in answer.content.decode()


def test_names_keep_their_direction_only_where_the_sentence_runs_the_other_way(
    lived: Lived,
) -> None:
    row = lived.begin()
    for locale, kept in (("en", False), ("es", False), ("ar", True)):
        people.set_locale(by=lived.known.member, locale=locale)
        page = lived.page.get(f"/appointment/{row.pk}").content.decode()
        assert ("\u2068PHQ-9\u2069" in page) is kept
        assert ("\u2068" in page) is kept
