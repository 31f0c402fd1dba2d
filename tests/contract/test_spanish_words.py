"""The companion's Spanish is whole: no line, question, cue or tool is left in English.

Here: the words as they lie in the folder. Not here: talks (`test_spanish_talks`), safety.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evenkeel.core.dialogue.boundaries import load_boundaries
from evenkeel.core.dialogue.cases import Near, load_case_book, load_cases
from evenkeel.core.dialogue.content import DialogueContent, load_dialogue
from evenkeel.core.language import load_language_reader

# The same in both languages, and meant so.
SAME = {"Mm.", "{label}: «{says}»"}
# Of the test lines of its cases, none of which the weights have seen (card: models/cases-es).
RIGHT = 0.55


def spoken(content: DialogueContent) -> Iterator[tuple[str, str]]:
    """(where, text) of everything that may be said in a talk."""
    for key, line in content.lines.items():
        yield from ((f"line {key}", one) for one in line.says)
    for name, feeling in content.feelings.items():
        said = (*feeling.named, *feeling.offered, *feeling.says, *feeling.teach, feeling.noun)
        asked = tuple(one for those in feeling.ask.values() for one in those)
        yield from ((f"feeling {name}", one) for one in (*said, *asked))
    for name, trigger in content.triggers.items():
        asked = tuple(one for those in trigger.ask.values() for one in those)
        yield from ((f"trigger {name}", one) for one in (trigger.noun, *asked))
    for name, guide in content.guides.items():
        steps = tuple(one for step in guide.steps for one in step)
        yield from ((f"guide {name}", one) for one in (guide.title, guide.reason, *steps))
    for name, card in content.exercises.items():
        yield from ((f"exercise {name}", one) for one in (card.title, card.why))
    for scene in content.scenes.values():
        asked = tuple(one for those in scene.ask.values() for one in those)
        yield from ((f"scene {scene.id}", one) for one in (*scene.reflect, *asked))
    for shape in content.shapes:
        yield from ((f"shape {shape.id}", one) for one in (*shape.ask, *shape.says))
    fits = content.fits_anything
    yield from (("fits", one) for one in (*fits.ask, *fits.hard, *fits.says, *fits.good))
    for name, kind in content.boundaries.kinds.items():
        yield from ((f"boundary {name}", one) for one in kind.says)
    for name, case in content.cases.items():
        then = (*case.then.yes, *case.then.no, *case.then.other)
        yield from ((f"case {name}", one) for one in (*case.says, *then))


def test_nothing_that_is_said_is_english() -> None:
    english = {text for _, text in spoken(load_dialogue("en"))}
    left = [(at, text) for at, text in spoken(load_dialogue("es")) if text in english - SAME]
    assert left == []


def test_nothing_is_heard_by_english_patterns() -> None:
    english = dict(load_dialogue("en").cue_patterns.each())
    left = [
        name
        for name, pattern in load_dialogue("es").cue_patterns.each()
        if name in english and english[name].pattern == pattern.pattern
    ]
    assert left == []


@pytest.mark.parametrize("kind", sorted(load_boundaries("es").kinds))
def test_what_a_program_cannot_give_is_heard(kind: str) -> None:
    known = load_boundaries("es")
    book, reader = load_case_book("es"), load_language_reader("es")
    heard = 0
    for line in known.kinds[kind].like:
        near = book.nearest(reader.similar([line])[0])
        alike = getattr(near, "kind", None)
        heard += known.asked(line, alike=alike) is not None
    assert heard == len(known.kinds[kind].like)


def test_what_only_sounds_alike_is_not_taken_for_it() -> None:
    known = load_boundaries("es")
    assert [line for line in known.not_asked if known.asked(line)] == []


def test_the_situations_are_told_apart() -> None:
    book, reader = load_case_book("es"), load_language_reader("es")
    lines = [(name, line) for name, case in load_cases("es").items() for line in case.test]
    found = [book.nearest(vector) for vector in reader.similar([line for _, line in lines])]
    right = [
        isinstance(near, Near) and near.id == name
        for near, (name, _) in zip(found, lines, strict=True)
    ]
    assert sum(right) / len(right) >= RIGHT


def test_no_test_line_of_a_situation_is_one_it_was_taught() -> None:
    taught = {line for case in load_cases("es").values() for line in case.like}
    assert [
        line for case in load_cases("es").values() for line in case.test if line in taught
    ] == []


def test_one_line_asks_one_thing() -> None:
    said = spoken(load_dialogue("es"))
    assert [(at, text) for at, text in said if text.count("?") > 1] == []


def test_every_question_opens_and_closes() -> None:
    said = list(spoken(load_dialogue("es")))
    assert [(at, t) for at, t in said if t.count("?") != t.count("¿") or "!" in t] == []
