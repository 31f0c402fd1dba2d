"""About how many sheets of A4 a page takes, so that its writer can be told before printing.

Here: an estimate from lengths alone. Not here: the layout (`apps/brief/static/brief/brief.css`),
which these figures are measured from: 9.5 pt on 180 by 269 mm. Another font or script differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

CHARACTERS = 105
"""In a printed row: 114 measured in Chromium, less what words lose at a row's end."""
ROWS = 61.0
"""Of one sheet: 269 mm at 4.36 mm a row."""
BETWEEN = 0.2
HEADING = 1.9
"""A heading with its rule and the space around it."""
AROUND = 9.0
"""The title, for whom and when above, and the two sentences below."""
MOST = 2
"""Sheets that somebody reads in the first minutes of an appointment."""


def sheets_of(sections: Iterable[Sequence[str]]) -> int:
    """Sheets for sections of printed lines, each line with its source; at least one.

    >>> sheets_of([["Mood: 41 on average. [18 check-ins, 3 to 21 November]"]])
    1
    >>> sheets_of([["x" * 5000] * 3])
    3
    """
    rows = AROUND
    for lines in sections:
        rows += HEADING
        rows += sum(ceil(len(line) / CHARACTERS) + BETWEEN for line in lines)
    return max(1, ceil(rows / ROWS))
