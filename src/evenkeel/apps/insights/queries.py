"""Insights, read: the picture of a member, one finding with its chart, the letter, trials due.

Here: what this area's views and other areas ask for. Results are kept in memory only, sealed with
the member's key (`remembered`). Not here: what is found (`core.insights`), words (`showing`).
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.safestring import mark_safe

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.insights import charts
from evenkeel.apps.insights.gathering import Look, gather, look
from evenkeel.apps.insights.remembered import REMEMBERED, mark_of
from evenkeel.apps.insights.showing import (
    Card,
    Found,
    card_of,
    findings,
    key_of,
    picture_words,
    said_of,
    sentence_of,
    title_of,
)
from evenkeel.apps.insights.standing_out import StoodOut, stood_out
from evenkeel.apps.insights.trying import (
    Reminder,
    reminders_ahead,
    reminders_due,
    trial_outcomes,
    trial_result,
    trials,
)
from evenkeel.core.insights import insights
from evenkeel.core.insights.whole_picture import Section, Try, sections, to_try
from evenkeel.core.personalisation.permitted import barred_in_talk
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "Card",
    "Look",
    "Reminder",
    "StoodOut",
    "barred_for",
    "card",
    "cards",
    "chart_svg",
    "findings",
    "gather",
    "look",
    "picture",
    "reminders_ahead",
    "reminders_due",
    "stood_out",
    "trial_outcomes",
    "trial_result",
    "trials",
]

chart_svg = charts.svg
DAY_BY_DAY = "over_days"
"""The insight that every metric of the member has: listed by metric, not in the picture."""


def picture(
    member: Member, keyring: Keyring, *, zone: checkins.Zone, now: datetime, days: int
) -> dict[str, Any]:
    """The whole picture in words: sections of lines, what may be worth trying, each metric.

    A line is {key, title, sentence}; `key` is the address of its chart. From memory when nothing
    changed since it was last looked at.
    """
    mark = mark_of(member, str(zone.today(now)), member.locale, str(days))
    kept = REMEMBERED.get(member, keyring, "picture", mark)
    if kept is None:
        seen = look(member, keyring, zone=zone, now=now, days=days)
        kept = told(seen)
        REMEMBERED.put(member, keyring, "picture", mark, kept)
    barred = barred_for(member, keyring)
    made: dict[str, Any] = kept | {
        "tries": [one for one in kept["tries"] if one["about"] not in barred]
    }
    return made


def barred_for(member: Member, keyring: Keyring) -> frozenset[str]:
    """Exercises that are never put before this member, whatever they did before."""
    from evenkeel.apps.plan import queries as plan  # noqa: PLC0415 (it asks this module back)

    return barred_in_talk(plan.conditions(member, keyring))


def told(seen: Look) -> dict[str, Any]:
    """The picture of opened days."""
    found, words = findings(seen), picture_words(seen.locale)
    metrics = [one for one in found if one[0].id == DAY_BY_DAY]
    return {
        "sections": [_section(seen, section) for section in sections(found)],
        "tries": [_try(seen, one) for one in to_try(found)],
        "metrics": [{"name": one[1], **_line(seen, one)} for one in metrics],
        "more": [_line(seen, one) for one in found if not one[0].section and one not in metrics],
        "quiet_words": words.quiet,
        "further_words": words.further,
        "entries": len(seen.view.entries),
        "days": len(seen.view.days.dates),
    }


def _section(seen: Look, section: Section) -> dict[str, Any]:
    words = picture_words(seen.locale)
    return {
        "id": section.id,
        "title": words.sections[section.id],
        "nothing": words.nothing[section.id],
        "told": [_line(seen, one) for one in section.told],
        "further": [_line(seen, one) for one in section.further],
        "quiet": [_line(seen, one) for one in section.quiet],
    }


def _line(seen: Look, one: Found) -> dict[str, str]:
    return {
        "key": key_of(one[0], one[1]),
        "title": title_of(seen, one),
        "sentence": sentence_of(seen, one),
    }


def _try(seen: Look, one: Try) -> dict[str, str]:
    template = picture_words(seen.locale).tries[one.kind]
    return {
        "kind": one.kind,
        "about": one.because[1],
        "sentence": said_of(seen, one.because, template),
        "because": sentence_of(seen, one.because),
        "key": key_of(one.because[0], one.because[1]),
    }


def card(
    member: Member, keyring: Keyring, key: str, *, zone: checkins.Zone, now: datetime, days: int
) -> Card | None:
    """One finding with its chart and table, by the key of its line; None when it is no more."""
    mark = mark_of(member, str(zone.today(now)), member.locale, str(days))
    kept = REMEMBERED.get(member, keyring, f"card {key}", mark)
    if kept is not None:
        return _card_again(kept)
    asked = key.partition("-")[0]
    if asked not in insights():
        return None
    seen = look(member, keyring, zone=zone, now=now, days=days)
    about = findings(seen, only=(asked,))
    one = next((found for found in about if key_of(found[0], found[1]) == key), None)
    if one is None:
        return None
    made = card_of(seen, one)
    REMEMBERED.put(member, keyring, f"card {key}", mark, asdict(made))
    return made


def _card_again(kept: dict[str, Any]) -> Card:
    svg = kept.pop("svg")
    first, second = kept.pop("coverage")
    rows = tuple(tuple(row) for row in kept.pop("rows"))
    safe = mark_safe(svg) if svg else None  # noqa: S308 (our own, sealed by us: `charts.svg`)
    return Card(**kept, svg=safe, coverage=(first, second), rows=rows)


def cards(seen: Look, *, subject: str) -> list[Card]:
    """Every finding about one metric, drawn."""
    return [
        card_of(seen, one)
        for one in findings(seen)
        if one[1] == subject or one[1].startswith(f"{subject}~")
    ]
