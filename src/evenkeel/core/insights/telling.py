"""Puts a finding into the words of its content file.

Here: filling `{name}` from `Finding.values`. Not here: the words, and how a language writes a
date or a number (both are handed in).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

Value = str | int | float
_SLOT = re.compile(r"\{(\w+)\}")
DAY = "_day"
"""A value whose name ends in this is an ISO date."""


def tell(
    text: str,
    values: Mapping[str, Value],
    *,
    number: Callable[[float], str],
    day: Callable[[date], str],
) -> str:
    """Fill `text` from `values`; what members wrote is put in as it is and never filled again.

    Names ending in `_day` hold ISO dates and are written by `day`, numbers by `number`. A slot
    without a value is an error in the content file: raises `KeyError`.

    >>> tell("{label}: {n} days from {first_day}",
    ...      {"label": "{n}", "n": 3, "first_day": "2026-03-01"}, number=str, day=date.isoformat)
    '{n}: 3 days from 2026-03-01'
    """

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        value = values[name]
        if isinstance(value, str):
            return day(date.fromisoformat(value)) if name.endswith(DAY) else value
        return number(value)

    return _SLOT.sub(fill, text)
