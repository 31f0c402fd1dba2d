"""A need in one's own words finds what serves it; texts of like meaning are near."""

from __future__ import annotations

import pytest

from evenkeel.core.language import load_finder, load_reader
from evenkeel.core.language.needs import Finder, most_alike
from evenkeel.core.language.utterances import load_utterances

# Measured on the held-out batches; may only rise.
LEAST_IN_THREE = 0.9


def test_held_out_needs_find_what_serves_them() -> None:
    finder = load_finder()
    lines = [
        line
        for batch in load_utterances("needs").values()
        if batch.held_out
        for line in batch.each()
    ]
    hits = [bool({n for n, _ in finder.rank(line.text)} & set(line.labels)) for line in lines]
    assert sum(hits) / len(hits) >= LEAST_IN_THREE


def test_a_new_thing_is_found_by_its_own_lines() -> None:
    finder = Finder(load_reader(), {"tea": ["a hot drink calms me"], "run": ["i need to run"]})
    assert finder.rank("put the kettle on for a cup of tea", most=1)[0][0] == "tea"


@pytest.mark.parametrize("need", ["", "…", "\x00"])
def test_nothing_to_read_finds_nothing(need: str) -> None:
    assert load_finder().rank(need) == []


def test_the_nearest_text_comes_first() -> None:
    earlier = ["the cat slept all day", "work was awful, my manager shouted", "pasta for dinner"]
    assert most_alike(load_reader(), "my boss yelled at me", earlier)[0] == 1
