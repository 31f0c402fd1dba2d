"""Samsung Health's "Download personal data": a folder of CSV tables, with JSON beside them.

Here: which table is which, and how its rows and their JSON are opened. Not here: what a table's
columns mean (`tables.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from evenkeel.importers.contract import BrokenRow, Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.reading import Collector, csv_rows, json_document
from evenkeel.importers.samsung_health.tables import HANDLERS, ORDER, Context

_FIRST_LINE: Final = re.compile(rb"(?:\xef\xbb\xbf)?(com\.samsung\.s?health\.[a-z0-9_.]+),\d+,\d+")


def recognise(names: Sequence[str], head: Head) -> float:
    """By the table's name, which every file says in its first line."""
    return 0.9 if any(_table(name, head) for name in names if _may_be(name)) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every table that is known, in an order in which one can lean on another."""
    found: dict[str, list[str]] = {}
    for name in source.names:
        table = _table(name, source.head) if _may_be(name) else ""
        if table:
            found.setdefault(table, []).append(name)
    if not found:
        raise Refused(Reason.NOT_THIS)
    details = {name.rsplit("/", 1)[-1]: name for name in source.names if name.endswith(".json")}
    tables = [(table, name) for table in ORDER for name in found.get(table, [])]
    source.expect([*(name for _, name in tables), *details.values()])
    context = Context(Collector("Samsung Health"), choices.zone)
    for table, name in tables:
        context.kept.part = name
        for line, cells in csv_rows(source.open(name), skip=1, separator=","):
            row = _plain(cells)
            document = _detail(source, details.get(row.get("binning_data", "")))
            if isinstance(document, Reason):
                yield BrokenRow(row["binning_data"], 0, document)
                document = None
            _take(context, table, row, document, line)
            yield from context.kept.ready()
    for table, names in found.items():
        if table not in ORDER:
            context.kept.skip(table.rsplit("health.", 1)[-1], len(names))
    yield from context.kept.finish()


def _take(context: Context, table: str, row: Mapping[str, str], document: Any, line: int) -> None:
    with context.kept.row(line):
        HANDLERS[table](context, row, document, line)


def _detail(source: Source, name: str | None) -> Any:
    """A row's JSON; a reason where it cannot be read, None where there is none."""
    if name is None:
        return None
    try:
        return json_document(source.open(name))
    except Refused as refusal:
        return refusal.reason


def _plain(cells: Mapping[str, str]) -> dict[str, str]:
    """`com.samsung.health.heart_rate.start_time` and `start_time` are both `start_time`."""
    plain = {name: cell for name, cell in cells.items() if "." not in name}
    return plain | {name.rsplit(".", 1)[-1]: cell for name, cell in cells.items() if "." in name}


def _may_be(name: str) -> bool:
    return name.lower().endswith(".csv")


def _table(name: str, head: Head) -> str:
    found = _FIRST_LINE.match(head(name))
    return found[1].decode("ascii") if found else ""
