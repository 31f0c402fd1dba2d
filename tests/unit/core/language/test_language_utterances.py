"""Our own labelled lines: known labels, enough of them, and no line on both sides."""

from __future__ import annotations

from collections import Counter

import pytest

from evenkeel.core.content.loader import LANGUAGES, ContentError, load_file
from evenkeel.core.language.lexicon import TrapFile
from evenkeel.core.language.utterances import (
    LABELS,
    TRAPS,
    Batch,
    ToldInPieces,
    load_all,
    load_graded,
    load_pieces,
    load_utterances,
    nearly_same,
    unmarked,
)
from evenkeel.core.vocabulary import Pathway
from training.utterances import load as training_lines

FOLDER = LANGUAGES / "en" / "utterances"
HEADS = tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))
GRADED = tuple(sorted(path.parents[1].name for path in LANGUAGES.glob("*/risk/graded")))
SHORT = 3
MOST_NEARLY_SAME = 0.03
WRITTEN_FOR_EVERY_LABEL = ("intent", "traps", "states")


def sides(head: str) -> dict[bool, list[str]]:
    found: dict[bool, list[str]] = {True: [], False: []}
    for batch in load_utterances(head).values():
        found[batch.held_out] += [line.text for line in batch.each()]
    return found


@pytest.mark.parametrize("head", HEADS)
def test_hardly_a_held_out_line_is_nearly_a_trained_one(head: str) -> None:
    """Those that are ("bye", "How do you do") are left out of the figures, see below."""
    both = sides(head)
    assert both[True]
    assert both[False]
    close = {
        held: trained
        for trained, held in nearly_same(both[False], both[True])
        if len(held.split()) > SHORT
    }
    assert len(close) <= MOST_NEARLY_SAME * len(both[True]), close


@pytest.mark.parametrize("head", HEADS)
def test_figures_rest_on_no_line_that_was_nearly_trained_on(head: str) -> None:
    train, held, _ = training_lines(head)
    assert held.texts
    assert list(nearly_same(train.texts, held.texts)) == []


@pytest.mark.parametrize("locale", GRADED)
def test_no_graded_message_is_both_trained_and_tested_on(locale: str) -> None:
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for batch in load_graded(locale).values():
        found[batch.held_out] |= {text.lower() for group in batch.groups for text in group.each()}
    assert not found[True] & found[False]


@pytest.mark.parametrize("head", HEADS)
def test_a_line_stands_once_under_a_label(head: str) -> None:
    for name, batch in load_utterances(head).items():
        for label, block in batch.lines.items():
            lines = [line for line in block.splitlines() if line.strip()]
            assert [k for k, n in Counter(lines).items() if n > 1] == [], (name, label)


@pytest.mark.parametrize("head", WRITTEN_FOR_EVERY_LABEL)
def test_every_label_is_trained_and_tested(head: str) -> None:
    for held_out in (True, False):
        found = {
            label
            for batch in load_utterances(head).values()
            if batch.held_out is held_out
            for label in batch.lines
        }
        assert found == LABELS[head]


def test_the_traps_are_those_of_the_lexicon() -> None:
    lexicon = load_file(LANGUAGES / "en" / "lexicon" / "traps.yaml", TrapFile)
    assert {*lexicon.traps, "none"} == set(TRAPS)


def test_every_batch_of_every_language_loads() -> None:
    load_all()


def test_spans_are_those_of_the_line_without_marks() -> None:
    text, spans = unmarked("he is late, [[he must hate me]] and [[it's my fault]]")
    assert text == "he is late, he must hate me and it's my fault"
    assert [text[start:end] for start, end in spans] == ["he must hate me", "it's my fault"]


def test_an_open_mark_is_refused(tmp_path: object) -> None:
    path = FOLDER.__class__(str(tmp_path)) / "x.yaml"
    path.write_text("about: a\nvoice: b\nheld_out: false\nlines:\n  none: |\n    [[open\n", "utf-8")
    with pytest.raises(ContentError, match="without its"):
        load_file(path, Batch)


def test_a_line_under_two_labels_is_one_line() -> None:
    batch = Batch(
        id="x",
        about="a",
        voice="b",
        held_out=False,
        lines={"lonely": "so alone\nso tired\n", "exhausted": "so tired\n"},
    )
    assert [(line.text, line.labels) for line in batch.each()] == [
        ("so alone", ("lonely",)),
        ("so tired", ("lonely", "exhausted")),
    ]


def test_nearly_same_lines_are_found_and_others_not() -> None:
    trained = ["i always mess things up at work", "she did not call me back"]
    assert list(nearly_same(trained, ["I always mess things up at work!!", "she called"])) == [
        (trained[0], "I always mess things up at work!!")
    ]


def test_no_talk_told_in_pieces_is_written_twice() -> None:
    """A held-out talk that was nearly learnt would measure nothing."""
    said = {
        held_out: [
            " ".join(talk.each())
            for batch in load_pieces().values()
            if batch.held_out is held_out
            for talk in batch.talks
        ]
        for held_out in (True, False)
    }
    assert len(said[True]) >= 100
    assert list(nearly_same(said[False], said[True])) == []


def test_a_talk_says_from_where_on_it_is_danger() -> None:
    with pytest.raises(ValueError, match="not within the talk"):
        ToldInPieces(looks_like=Pathway.WITHDRAWAL, wonder=2, ask=9, says="one\ntwo")
    with pytest.raises(ValueError, match="not within the talk"):
        ToldInPieces(looks_like=None, wonder=1, ask=2, says="one\ntwo")
