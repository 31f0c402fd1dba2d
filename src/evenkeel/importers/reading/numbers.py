"""Numbers as files write them. Here: `number`. Not here: units (`core.sensing.units`)."""

from __future__ import annotations

import math
import re

_BLANK = {"", "-", "--", "null", "none", "nan", "n/a", "na"}
_GROUPS = re.compile(r"(?<=\d)[\s\u00a0\u202f'](?=\d{3}(?:\D|$))")
_COMMA_GROUPS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def number(text: str | float | None, *, decimal: str = ".") -> float | None:
    """A number, None where there is none. Raises ValueError on anything else.

    `decimal=","` reads "1.234,5"; with "." groups of three may be parted by commas.

    >>> number("1,234.5"), number("61,5", decimal=","), number(" -- "), number("3 412")
    (1234.5, 61.5, None, 3412.0)
    """
    if text is None or isinstance(text, bool):
        return None
    if isinstance(text, int | float):
        value = float(text)
    else:
        clean = _GROUPS.sub("", text.strip().strip('"'))
        if clean.lower() in _BLANK:
            return None
        if decimal == ",":
            clean = clean.replace(".", "").replace(",", ".")
        elif _COMMA_GROUPS.fullmatch(clean):
            clean = clean.replace(",", "")
        value = float(clean)
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    return value
