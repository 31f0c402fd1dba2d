"""About how many sheets it takes, so that somebody can shorten it before printing."""

from __future__ import annotations

import pytest

from evenkeel.core.brief import sheets_of
from evenkeel.core.brief.sheets import AROUND, BETWEEN, HEADING, ROWS

ON_ONE = int((ROWS - AROUND - HEADING) / (1 + BETWEEN))


def test_an_empty_page_is_one_sheet() -> None:
    assert sheets_of([]) == 1


@pytest.mark.parametrize(("lines", "sheets"), [(ON_ONE, 1), (ON_ONE + 1, 2)])
def test_the_next_sheet_begins_at_the_line_that_does_not_fit(lines: int, sheets: int) -> None:
    assert sheets_of([["one short line"] * lines]) == sheets


def test_more_words_never_take_fewer_sheets() -> None:
    counts = [sheets_of([["x" * n, "y"], ["z"] * (n // 50)]) for n in range(0, 20_000, 500)]
    assert counts == sorted(counts)
    assert counts[-1] > 2
