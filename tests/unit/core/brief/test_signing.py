"""A sign-off holds for exactly what was read: whatever changes, it ends (L10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenkeel.core.brief import (
    Changed,
    Draft,
    Line,
    Record,
    Section,
    Signature,
    Source,
    ready,
    sign,
    standing,
)
from evenkeel.core.brief.signing import digests

NOW = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
RECORD = Record("check_in", "1", "3 November, 21:05: 41", "a")
SOURCE = Source("1 check-in, 3 November", (RECORD,))
MOOD, SLEEP = (
    Line("mood", "Mood: 41 on average.", (SOURCE,)),
    Line("sleep", "Sleep: 6 h.", (SOURCE,)),
)
HOW = Section("how", (MOOD, SLEEP))
SAY = Section("say", (Line("say-1", "Why so tired?", (Source("my own words", (RECORD,)),), True),))
DRAFT = Draft(date(2026, 11, 1), date(2026, 11, 21), (SAY, HOW, Section("tried", ())), ("Ana",))


def signed(draft: Draft = DRAFT) -> tuple[Signature, ...]:
    return sign(draft, (), read=digests(draft), now=NOW)


def with_how(*lines: Line) -> Draft:
    return replace(DRAFT, sections=(SAY, Section("how", lines), DRAFT.sections[2]))


def with_source(**change: object) -> Draft:
    source = replace(SOURCE, **change)  # type: ignore[arg-type]
    return with_how(replace(MOOD, sources=(source,)), SLEEP)


def with_record(**change: str) -> Draft:
    return with_source(records=(replace(RECORD, **change),))  # type: ignore[arg-type]


CHANGES: dict[str, Callable[[], Draft]] = {
    "a word": lambda: with_how(replace(MOOD, text="Mood: 42 on average."), SLEEP),
    "whose words": lambda: with_how(replace(MOOD, own=True), SLEEP),
    "a line less": lambda: with_how(MOOD),
    "a line more": lambda: with_how(MOOD, SLEEP, replace(SLEEP, key="more")),
    "the order": lambda: with_how(SLEEP, MOOD),
    "a source": lambda: with_how(replace(MOOD, sources=(SOURCE, SOURCE)), SLEEP),
    "what a source says": lambda: with_source(said="2 check-ins, 3 November"),
    "a record more": lambda: with_source(records=(RECORD, replace(RECORD, key="2"))),
    "a record edited": lambda: with_record(mark="b"),
    "another record": lambda: with_record(key="2"),
    "what a record is called": lambda: with_record(said="4 November"),
    "the kind of a record": lambda: with_record(kind="note"),
    "the first day": lambda: replace(DRAFT, first=date(2026, 10, 31)),
    "the last day": lambda: replace(DRAFT, last=date(2026, 11, 20)),
    "the heading": lambda: replace(DRAFT, heading=("Ana", "Dr B")),
    "no heading": lambda: replace(DRAFT, heading=()),
}


def test_nothing_is_ready_before_all_of_it_is_signed() -> None:
    assert not ready(DRAFT, ())
    one = sign(DRAFT, (), read={"how": digests(DRAFT)["how"]}, now=NOW)
    assert set(standing(DRAFT, one)) == {"how"}
    assert not ready(DRAFT, one)
    both = sign(DRAFT, one, read={"say": digests(DRAFT)["say"]}, now=NOW)
    assert ready(DRAFT, both)
    assert [signature.section for signature in both] == ["say", "how"]


def test_an_empty_page_is_never_ready() -> None:
    empty = Draft(DRAFT.first, DRAFT.last, (Section("how", ()),))
    assert not ready(empty, signed())


@pytest.mark.parametrize("what", CHANGES)
def test_any_change_ends_the_sign_off(what: str) -> None:
    signatures, changed = signed(), CHANGES[what]()
    assert ready(DRAFT, signatures)
    assert "how" not in standing(changed, signatures)
    assert not ready(changed, signatures)


def test_a_section_that_did_not_change_stays_signed() -> None:
    changed = CHANGES["a word"]()
    assert set(standing(changed, signed())) == {"say"}


def test_put_back_as_it_was_it_stands_again() -> None:
    assert ready(with_how(MOOD, SLEEP), signed())


def test_only_what_was_shown_can_be_signed() -> None:
    shown, changed = digests(DRAFT), CHANGES["a record edited"]()
    with pytest.raises(Changed) as raised:
        sign(changed, (), read=shown, now=NOW)
    assert raised.value.sections == ("how",)


@pytest.mark.parametrize("section", ["tried", "nowhere"])
def test_what_holds_nothing_cannot_be_signed(section: str) -> None:
    with pytest.raises(Changed):
        sign(DRAFT, (), read={section: digests(DRAFT)["how"]}, now=NOW)


def test_old_signatures_are_not_carried_along() -> None:
    changed = CHANGES["a word"]()
    kept = sign(changed, signed(), read={"how": digests(changed)["how"]}, now=NOW)
    assert [one.section for one in kept] == ["say", "how"]
    assert ready(changed, kept)


texts = st.text(min_size=1, max_size=20).filter(lambda text: text.strip() != "")


@given(texts, texts, texts, texts)
def test_two_pages_that_differ_anywhere_never_share_a_sign_off(
    key: str, text: str, said: str, mark: str
) -> None:
    line = Line(key, text, (Source(said, (Record("check_in", key, said, mark),)),))
    draft = replace(DRAFT, sections=(Section("how", (line,)),))
    other = replace(DRAFT, sections=(HOW,))
    assert ready(draft, signed(draft))
    assert ready(other, signed(draft)) == (draft == other)
