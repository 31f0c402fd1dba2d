"""Long texts are read passage by passage."""

from __future__ import annotations

from evenkeel.core.language import load_reader
from evenkeel.core.language.passages import ONE_PASSAGE, SHORTEST_PASSAGE, cut

PAGE = (
    "Got up at eight and made porridge. Walked the dog round the reservoir with Jen next door. "
    "We talked about the allotment and the new bus timetable. In the afternoon I tidied the shed "
    "and found the old tent. Then I read her letter again and I am heartbroken, I cried and cried. "
    "After that I cooked pasta, watched the news, and answered two e-mails. The boiler "
    "man is coming on Thursday and I need to clear the cupboard before then."
)


def test_no_word_is_lost_and_none_read_twice() -> None:
    words = [f"w{n}" if n % 7 else "." for n in range(400)]
    parts = cut(words)
    assert [word for first, last in parts for word in words[first:last]] == words
    assert all(last - first <= ONE_PASSAGE for first, last in parts)


def test_one_passage_has_both_edges() -> None:
    assert len(cut(["a"] * ONE_PASSAGE)) == 1
    assert len(cut(["a"] * (ONE_PASSAGE + 1))) == 2


def test_a_passage_ends_with_its_sentence() -> None:
    words = ["a"] * (SHORTEST_PASSAGE - 1) + ["."] + ["b"] * ONE_PASSAGE
    assert cut(words)[0] == (0, SHORTEST_PASSAGE)


def test_danger_said_once_in_a_page_is_heard_as_if_alone() -> None:
    line = "I want to kill myself tonight."
    page, danger = load_reader().read(PAGE).risk_levels, load_reader().read(f"{PAGE} {line}")
    assert danger.risk_levels["none"] < page["none"]


def test_one_sad_line_in_a_page_is_not_averaged_away() -> None:
    assert "sadness" in load_reader().read(PAGE).emotion_labels
