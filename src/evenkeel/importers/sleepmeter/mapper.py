"""Sleepmeter's history -> nights, waking in the night, and how the night felt.

Here: its rows, read line by line. Its quotes are not escaped, so a note with a quote in it makes a
CSV reader lose the next night; a row is therefore known by how it begins. Not here: notes, names
that a member gave to aids and tags, dreams.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from evenkeel.importers import limits
from evenkeel.importers.contract import Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.reading import Collector, Moment, UnreadableTime, moment

BEST: Final = 10
"""Quality goes from 0 to 10."""
_HEADER: Final = b"wake,sleep,bedtime,holes,type,"
_CUSTOM: Final = (b"custom_aid_id,class,name", b"custom_hindrance_id,class", b"custom_tag_id,name")
_WORDS: Final = r"[A-Z0-9_|]+"
_ROW: Final = re.compile(
    r'"(?P<wake>[^"]*)","(?P<sleep>[^"]*)","(?P<bed>[^"]*)",(?P<holes>[\d|-]*),'
    rf"(?P<type>NIGHT_SLEEP|NAP),[^,]*,(?P<aid>{_WORDS}),{_WORDS},(?P<tags>{_WORDS}),"
    r'(?P<quality>\d+),"'
)
_LIKE_A_ROW: Final = re.compile(r'"[^"]{0,30}","[^"]{0,30}","')
_OFFSET: Final = re.compile(r"([+-])(\d\d)(\d\d)$")


def recognise(names: Sequence[str], head: Head) -> float:
    """By the header of the diary, or of the lists of own words that may come before it."""
    if len(names) != 1 or not names[0].lower().endswith(".csv"):
        return 0.0
    return 0.9 if head(names[0]).startswith((_HEADER, *_CUSTOM)) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every night and nap after the diary's header."""
    name = source.names[0]
    if not recognise(source.names, source.head):
        raise Refused(Reason.NOT_THIS)
    kept = Collector("Sleepmeter", part=name)
    stream, line, diary = source.open(name), 0, False
    while raw := stream.readline(limits.MOST_LINE_BYTES):
        line += 1
        if raw.startswith(_HEADER):
            diary = True
        elif diary:
            _line(kept, raw.decode("utf-8", "replace"), line)
            yield from kept.ready()
    yield from kept.finish()


def _line(kept: Collector, text: str, line: int) -> None:
    found = _ROW.match(text)
    if found is None:  # the rest of a note, or a row that is not whole
        return kept.broken(line, Reason.SHAPE) if _LIKE_A_ROW.match(text) else None
    try:
        wake, sleep, bed = (_at(found[name]) for name in ("wake", "sleep", "bed"))
    except UnreadableTime:
        return kept.broken(line, Reason.TIME)
    if not bed.ms <= sleep.ms <= wake.ms:
        return kept.broken(line, Reason.TIME)
    kept.stage("sleep_stage", bed, "in_bed", end=wake, line=line)
    if sleep.ms < wake.ms:
        holes = _asleep(kept, found["holes"], sleep, wake, line)
        kept.add("awakenings", sleep, holes, end=wake, line=line)
        kept.add("sleep_latency", bed, (sleep.ms - bed.ms) / 60_000, end=sleep, line=line)
    else:
        kept.skip("a night without sleep (kept as time in bed)")
    kept.add("sleep_quality", bed, int(found["quality"]) / BEST * 100, end=wake, line=line)
    for word in (*found["aid"].split("|"), *found["tags"].split("|")):
        if word.startswith("CUSTOM_"):
            kept.skip("a word of your own")
        elif word != "NONE":
            label = word.lower().replace("_", " ")
            kept.add("activity_logged", bed, 1, line=line, label=label)
    return None


def _asleep(kept: Collector, holes: str, sleep: Moment, wake: Moment, line: int) -> int:
    """Stretches of sleep, and of waking between them ("60-120|180-240", minutes after sleep)."""
    at, count = sleep, 0
    for hole in filter(None, holes.split("|")):
        first, _dash, last = hole.partition("-")
        if not (first.isdigit() and last.isdigit()):
            kept.broken(line, Reason.SHAPE)
            continue
        woke, again = (Moment(sleep.ms + int(m) * 60_000, sleep.offset) for m in (first, last))
        if not at.ms <= woke.ms <= again.ms <= wake.ms:
            kept.broken(line, Reason.TIME)
            continue
        kept.stage("sleep_stage", at, "asleep", end=woke, line=line)
        kept.stage("sleep_stage", woke, "awake", end=again, line=line)
        at, count = again, count + 1
    kept.stage("sleep_stage", at, "asleep", end=wake, line=line)
    return count


def _at(text: str) -> Moment:
    """The phone's clock with its offset; "+0000" is a real offset here, not a lack of one."""
    found = _OFFSET.search(text)
    if found is None:
        raise UnreadableTime("no offset")
    east = (int(found[2]) * 60 + int(found[3])) * (-1 if found[1] == "-" else 1)
    return Moment(moment(text).ms, east)
