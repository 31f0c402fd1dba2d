"""Nightlio's entries (JSON of its API, a CSV of them, or its database) -> mood and things done.

Here: its mood from 1 to 5 and the names of what was ticked. Not here: the text of entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from evenkeel.importers.contract import Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    csv_rows,
    database,
    json_document,
    moment,
    number,
)

STEPS: Final = 5
LONGEST_NAME: Final = 60
_DATABASE: Final = b"SQLite format 3\0"
_TABLE: Final = b"mood_entries"
_DATES: Final = ("%Y-%m-%d", "%m/%d/%Y")
Entry = Mapping[str, Any]


def recognise(names: Sequence[str], head: Head) -> float:
    """By the keys of an entry, the columns of a table, or the database's table."""
    if len(names) != 1:
        return 0.0
    first = head(names[0])
    if first.startswith(_DATABASE):
        return 0.9 if _TABLE in first else 0.0
    plain = b"".join(first.split())
    if plain.startswith((b"[{", b"{")) and b'"mood":' in plain:
        return 0.8 if b'"created_at":' in plain and b'"content":' in plain else 0.0
    header = first.split(b"\n", 1)[0].strip().lower().replace(b'"', b"")
    columns = set(header.split(b","))
    return 0.8 if {b"date", b"mood", b"content", b"created_at"} <= columns else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every entry of one person."""
    kept = Collector("Nightlio", part=source.names[0])
    for line, entry in enumerate(_entries(source), 1):
        _entry(kept, entry, choices, line)
        yield from kept.ready()
    yield from kept.finish()


def _entries(source: Source) -> Iterator[Entry]:
    name = source.names[0]
    first = source.head(name)
    if first.startswith(_DATABASE):
        yield from _from_database(source, name)
    elif first.lstrip()[:1] in (b"[", b"{"):
        document = json_document(source.open(name))
        listed = document.get("entries", document) if isinstance(document, dict) else document
        if not isinstance(listed, list):
            raise Refused(Reason.NOT_THIS)
        yield from listed
    else:
        found = False
        for row in csv_rows(source.open(name)):
            cells = {heading.lower(): cell for heading, cell in row.cells.items()}
            if "mood" not in cells:
                raise Refused(Reason.NOT_THIS)
            found = True
            yield cells
        if not found:
            raise Refused(Reason.NOT_THIS)


def _from_database(source: Source, name: str) -> Iterator[Entry]:
    """The database of one person. One of several people's does not say who the member is."""
    with database(source.open(name)) as opened:
        options = {row["id"]: row["name"] for row in opened.rows("group_options", ["id", "name"])}
        ticked: dict[Any, list[Any]] = {}
        for row in opened.rows("entry_selections", ["entry_id", "option_id"]):
            ticked.setdefault(row["entry_id"], []).append(options.get(row["option_id"]))
        columns = ["id", "user_id", "date", "mood", "content", "created_at"]
        entries = list(opened.rows("mood_entries", columns))
    if not entries or len({entry["user_id"] for entry in entries}) > 1:
        raise Refused(Reason.NOT_THIS)
    for entry in entries:
        yield {**entry, "selections": ticked.get(entry["id"], [])}


def _entry(kept: Collector, entry: Any, choices: Choices, line: int) -> None:
    if not isinstance(entry, Mapping):
        return kept.broken(line, Reason.SHAPE)
    try:
        at = _at(entry, choices)
    except UnreadableTime:
        return kept.broken(line, Reason.TIME)
    try:
        mood = number(entry.get("mood"))
    except (ValueError, AttributeError):
        mood = None
    if mood is None or not 1 <= mood <= STEPS:
        kept.broken(line, Reason.NUMBER)
    else:
        kept.add("mood", at, 100 * (mood - 1) / (STEPS - 1), line=line)
    if entry.get("content"):
        kept.skip("content")
    for one in _ticked(entry.get("selections")):
        kept.add("activity_logged", at, 1, line=line, label=one[:LONGEST_NAME])
    return None


def _ticked(selections: Any) -> Iterator[str]:
    """Names of what was ticked: objects, names, or one text with bars or commas."""
    if isinstance(selections, str):
        selections = selections.replace("|", ",").split(",")
    for one in selections if isinstance(selections, list) else []:
        name = one.get("name") if isinstance(one, Mapping) else one
        if isinstance(name, str) and name.strip():
            yield name.strip()


def _at(entry: Entry, choices: Choices) -> Moment:
    """When it was written (UTC, as SQLite or the browser writes it); else only its date."""
    made = str(entry.get("created_at") or "").strip()
    if made:
        zoned = made if made.endswith("Z") or "+" in made else f"{made}+00:00"
        return moment(zoned.replace("Z", "+00:00"), choices.zone)
    for form in _DATES:
        try:
            return moment(str(entry.get("date", "")), choices.zone, form=form)
        except UnreadableTime:
            continue
    raise UnreadableTime("no time")
