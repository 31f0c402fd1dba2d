"""A brief: the page a member takes to an appointment, drafted from their own records.

    >>> from evenkeel.core.brief import Line, Record, Section, Source, digest_of
    >>> night = Record(kind="check_in", key="1", said="3 Nov, 21:05", mark="1")
    >>> line = Line(key="mood", text="Mood: 41.", sources=(Source("1 check-in, 3 Nov", (night,)),))
    >>> section = Section("how", (line,))
    >>> digest_of(section) == digest_of(section)
    True

Here: lines that cannot exist without a source, what a sign-off covers and what ends it, sums over
days with the missing ones counted, a text cut into lines. Not here: opening records and putting
them into sentences (`apps.brief.drafting`), storing, printing.
"""

from evenkeel.core.brief.counting import Stretch, by_week, stretch
from evenkeel.core.brief.lines import (
    Draft,
    Line,
    Record,
    Section,
    Source,
    Unsourced,
    mark_of,
)
from evenkeel.core.brief.sections import SectionText, load_sections
from evenkeel.core.brief.sheets import sheets_of
from evenkeel.core.brief.signing import Changed, Signature, digest_of, ready, sign, standing
from evenkeel.core.brief.splitting import lines_of

__all__ = [
    "Changed",
    "Draft",
    "Line",
    "Record",
    "Section",
    "SectionText",
    "Signature",
    "Source",
    "Stretch",
    "Unsourced",
    "by_week",
    "digest_of",
    "lines_of",
    "load_sections",
    "mark_of",
    "ready",
    "sheets_of",
    "sign",
    "standing",
    "stretch",
]
