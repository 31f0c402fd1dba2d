"""One resource of the crisis card as a member reads it, and texts with their places filled.

Here: numbers, names and hours put into a sentence. Not here: which lines (`registry`), which
sentence (`reply`), opening hours themselves (`hours`).
"""

from __future__ import annotations

import re
from datetime import datetime

from evenkeel.core.safety.hours import open_state, opens_in_words
from evenkeel.core.safety.registry import Channel, CrisisCard, CrisisLine

_BEGINS = re.compile(r"(?:^|(?<=[.] ))[a-z]")
_PLACES = ("{reach}", "{line}", "{short}", "{directory}", "{emergency}")
_VERB = {Channel.CALL: "call", Channel.TEXT: "text", Channel.CHAT: "chat at"}


def filled_in(text: str, card: CrisisCard, *, now: datetime | None = None) -> str:
    emergency = (
        card.emergency.number
        if card.emergency and card.emergency.number
        else "your local emergency number"
    )
    if not any(place in text for place in _PLACES):
        return text
    line = line_in_words(card.resources[0], now=now) if card.resources else card.directory
    if card.resources and card.resources[0].confidence != "high":
        line = f"{line} ({card.directory} lists others)"
    other = next((one for one in card.resources[1:] if one.channel is not Channel.CALL), None)
    if "{line}" in text and other and len(text) < 70:
        line = f"{line}, or {line_in_words(other, brief=True)}"
    first = card.resources[0] if card.resources else None
    filled = (
        text.replace("{emergency}", emergency)
        .replace("{reach}", reach_in_words(first, now=now) if first else "")
        .replace("{short}", short_in_words(first) if first else card.directory)
        .replace("{line}", line)
        .replace("{directory}", card.directory)
    )
    return _BEGINS.sub(lambda match: match.group().upper(), filled) if "{reach}" in text else filled


def line_in_words(line: CrisisLine, *, brief: bool = False, now: datetime | None = None) -> str:
    """One resource as a member reads it, for example "Samaritans: call 116 123, day and night".

    With `now`, a line that is closed says when it opens.
    """
    where = line.number or line.url or ""
    menu = f", then {line.menu}" if line.menu else ""
    verb = _VERB[line.channel]
    if line.channel is Channel.TEXT and line.number and " to " in line.number:
        verb = "text"
    reach = f"{verb} {where}{menu}"
    if brief:
        return reach
    hours = ", day and night" if line.always_open else _hours(line, now)
    region = f" ({line.region})" if line.region else ""
    return f"{line.name.rstrip('?')}{region}: {reach}{hours}"


def short_in_words(line: CrisisLine) -> str:
    """One resource in three words: "Samaritans on 116 123"."""
    name, where = line.name.rstrip("?"), line.number or line.url or ""
    if line.channel is Channel.TEXT:
        return f"{name} by text ({where})"
    if line.channel is Channel.CHAT:
        return f"{name} ({where})"
    menu = f", then {line.menu}" if line.menu else ""
    return f"{name} on {where}{menu}"


def _hours(line: CrisisLine, now: datetime | None) -> str:
    opens = opens_in_words(open_state(line, now=now), now=now) if now else ""
    told = ", ".join(one for one in (line.hours, f"closed now, {opens}" if opens else "") if one)
    return f" ({told})" if told else ""


def reach_in_words(line: CrisisLine, *, now: datetime | None = None) -> str:
    """One resource inside a sentence: "you can ring Samaritans on 116 123 at any hour"."""
    name = f"{line.name.rstrip('?')}{f' ({line.region})' if line.region else ''}"
    where = line.number or line.url or ""
    if line.channel is Channel.TEXT:
        how = (
            f"you can text {where} for {name}"
            if " to " in where
            else f"you can text {name} on {where}"
        )
    elif line.channel is Channel.CHAT:
        how = f"you can chat with {name} at {where}"
    else:
        how = f"you can ring {name} on {where}"
    menu = f" and choose {line.menu}" if line.menu else ""
    hours = " at any hour" if line.always_open else _hours(line, now)
    return f"{how}{menu}{hours}"
