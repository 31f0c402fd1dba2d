"""What is at hand just now: minutes and a place, as far as the member said (F43, F45).

Here: the places there are, and what does not go there. Not here: choosing (`choose`), for how long
what was said is believed (the app).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_folder
from evenkeel.core.personalisation.context import Place

MINUTES: Final = (3, 10, 20)
"""What is asked: a break, a while, an evening's corner."""


class PlaceWords(Content):
    """One place: content/places/<id>.yaml. `leaves_out`: ids of exercises that do not go there."""

    order: int
    label: str
    among_people: bool
    leaves_out: tuple[str, ...] = ()
    source: str

    @property
    def place(self) -> Place:
        """As the choice sees it."""
        return Place.AMONG_PEOPLE if self.among_people else Place.ALONE


@cache
def load_places(locale: str = "en") -> Mapping[str, PlaceWords]:
    """Every place, in the order of the page. Raises `ContentError`.

    >>> list(load_places())
    ['home', 'out', 'work']
    """
    overlay = None if locale == "en" else LANGUAGES / locale / "content" / "places"
    found = load_folder(CONTENT / "places", PlaceWords, overlay=overlay)
    return dict(sorted(found.items(), key=lambda item: item[1].order))
