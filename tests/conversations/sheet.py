"""The hand-judged sheet of clauses said back: `sheet.csv`, one row each, with a verdict.

Here: reading it, and writing the rows that are new, unjudged. Not here: which clauses are said back
(`measure.said_back`). A verdict is `ok` or `wrong`, given by a person who read the message.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from tests.conversations.measure import said_back
from tests.conversations.play import Talked

SHEET = Path(__file__).parent / "sheet.csv"
COLUMNS = ("verdict", "clause", "message", "why")

Row = dict[str, str]


def judged() -> list[Row]:
    """Every row of the sheet."""
    with SHEET.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def share_ok(rows: Iterable[Row]) -> float:
    """The share of judged rows that are grammatical and true to what was said."""
    verdicts = [row["verdict"] for row in rows if row["verdict"]]
    return verdicts.count("ok") / max(1, len(verdicts))


def found(talks: Iterable[Talked]) -> list[Row]:
    """What these talks say back, each clause once; a step only with its time."""
    rows = list(said_back(talks))
    clauses = {(who, clause) for who, _, _, clause in rows}
    out: dict[str, Row] = {}
    for who, said, _reply, clause in rows:
        longer = any(w == who and c != clause and c.startswith(f"{clause},") for w, c in clauses)
        if not longer:
            out.setdefault(clause, {"verdict": "", "clause": clause, "message": said, "why": ""})
    return list(out.values())


def unjudged(talks: Iterable[Talked]) -> list[Row]:
    """Rows of these talks that nobody has read yet."""
    known = {row["clause"] for row in judged()} if SHEET.exists() else set()
    return [row for row in found(talks) if row["clause"] not in known]


def add(rows: Iterable[Row]) -> None:
    """Append rows, to be judged by hand."""
    new = not SHEET.exists()
    with SHEET.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        if new:
            writer.writeheader()
        writer.writerows(rows)
