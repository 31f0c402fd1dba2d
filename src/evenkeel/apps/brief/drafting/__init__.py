"""Drafts a brief: each section's lines from the member's records, each line with its source.

Here: which module drafts which section, the member's own words under it, lines they left out. Not
here: one section (its own module), what a line may be (`core.brief`), storing, printing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from evenkeel.apps.brief.drafting import (
    danger,
    early_signs,
    how,
    own,
    programmes,
    questionnaires,
    tried,
    went_with,
)
from evenkeel.apps.brief.drafting.asked import Asked
from evenkeel.core.brief import Draft, Line, Section, load_sections

__all__ = ["DRAFTERS", "Asked", "Drafted", "drafted"]

DRAFTERS: Mapping[str, Callable[[Asked], tuple[Line, ...]]] = {
    "say": own.say,
    "how": how.lines,
    "questionnaires": questionnaires.lines,
    "went_with": went_with.lines,
    "tried": tried.lines,
    "programmes": programmes.lines,
    "early_signs": early_signs.lines,
    "lines": own.picked,
    "danger": danger.lines,
}


@dataclass(frozen=True, slots=True)
class Drafted:
    """The draft as it stands, and by section the lines that the member took out of it."""

    draft: Draft
    left_out: Mapping[str, tuple[Line, ...]]


def drafted(asked: Asked) -> Drafted:
    """The draft of one brief, from the records as they are now."""
    sections, left_out = [], {}
    for text in load_sections(asked.locale):
        if text.id not in asked.payload.sections:
            continue
        every = DRAFTERS[text.id](asked)
        out = {line.key for line in every if f"{text.id}/{line.key}" in asked.payload.left_out}
        kept = tuple(line for line in every if line.key not in out)
        note = asked.payload.notes.get(text.id, "")
        if note:
            kept = (*kept, own.line_of(asked, "note", note))
        sections.append(Section(text.id, kept))
        left_out[text.id] = tuple(line for line in every if line.key in out)
    heading = tuple(one for one in (asked.payload.name, asked.payload.whom) if one)
    draft = Draft(asked.payload.first, asked.payload.last, tuple(sections), _kept(heading, asked))
    return Drafted(draft, left_out)


def _kept(heading: tuple[str, ...], asked: Asked) -> tuple[str, ...]:
    """What stands over the lines; which of the two it is counts, not only what it says."""
    return (_("Name"), asked.payload.name, _("For"), asked.payload.whom) if heading else ()
