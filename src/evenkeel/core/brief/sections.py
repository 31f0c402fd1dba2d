"""The sections a brief can have, each one file of `content/brief/`.

Here: the schema and the loader. Not here: what a section's lines are (`apps.brief.drafting`).
"""

from __future__ import annotations

from functools import cache

from evenkeel.core.content.languages import SOURCE, overlay
from evenkeel.core.content.loader import CONTENT, Content, load_folder


class SectionText(Content):
    """The words of one section. `ticked`: offered as on; what is delicate is off until asked for.

    `about` says what would be in it, `nothing` what would fill it, `note` stands under its heading
    on the printed page, `care` beside its tick where one may want to think twice.
    """

    order: int
    title: str
    about: str
    nothing: str
    note: str = ""
    care: str = ""
    ticked: bool = True


@cache
def load_sections(locale: str = SOURCE) -> tuple[SectionText, ...]:
    """Every section in the order of the page. Raises `ContentError`.

    >>> [one.id for one in load_sections() if not one.ticked]
    ['lines', 'danger']
    """
    over = overlay(locale, "brief")
    found = load_folder(CONTENT / "brief", SectionText, overlay=over).values()
    return tuple(sorted(found, key=lambda section: section.order))
