"""The names of the world's countries, in the member's language, from Unicode's CLDR."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

NOT_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def names() -> list[tuple[str, str]]:
    """(ISO 3166 code, name) of every country, in order of name."""
    return list(_names(get_language() or "en"))


def name(code: str) -> str:
    """The name of one country; nothing for an unknown code."""
    return dict(_names(get_language() or "en")).get(code, "")


@cache
def _names(language: str) -> tuple[tuple[str, str], ...]:
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    found = [
        (code, str(called))
        for code, called in locale.territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    ]
    return tuple(sorted(found, key=lambda pair: _plain(pair[1])))


def _plain(text: str) -> str:
    kept = unicodedata.normalize("NFKD", text)
    return "".join(char for char in kept if not unicodedata.combining(char)).casefold()
