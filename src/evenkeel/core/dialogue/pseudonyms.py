"""Names and addresses leave a text before it leaves the machine, and come back in the answer.

Here: replacing and restoring. Not here: which names a member has (memory, chosen people, nickname).
Each name is replaced by a plain stand-in of its own, the same throughout one request, so that the
other side can still tell two people apart. What no list holds cannot be found: the settings page
says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count

STAND_INS = (
    "Alex", "Sam", "Robin", "Jamie", "Kim", "Charlie", "Lee", "Jo", "Max", "Pat", "Ash", "Sky",
)  # fmt: skip
"""Names of either sex: who is a brother stays to be told by the sentence."""

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.])\+?\d(?:[\s().-]?\d){6,}(?!\w)")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")


class Pseudonyms:
    """One request's replacements.

    >>> hidden = Pseudonyms(["Priya", "Tom"])
    >>> sent = hidden.hide("Priya rang Tom on 07700 900123, mail priya@example.org")
    >>> sent
    'Alex rang Sam on [number 1], mail [address 1]'
    >>> hidden.restore("You waited for Sam and Alex.")
    'You waited for Tom and Priya.'
    """

    def __init__(self, names: Iterable[str], *, whole: str = "") -> None:
        """`whole` is all that will be hidden: nobody in it lends their name as a stand-in."""
        self._whole = whole
        self._names = sorted({name.strip() for name in names if name.strip()}, key=len)[::-1]
        self._hidden: dict[str, str] = {}
        self._shown: dict[str, str] = {}

    def hide(self, text: str) -> str:
        """`text` with every known name, address and number replaced."""
        for kind, pattern in (("address", _MAIL), ("link", _LINK), ("postcode", _POSTCODE)):
            text = pattern.sub(lambda found, kind=kind: self._label(found.group(), kind), text)  # type: ignore[misc]
        text = _NUMBER.sub(lambda found: self._label(found.group(), "number"), text)
        if not self._names:
            return text
        names = "|".join(re.escape(name) for name in self._names)
        pattern = re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)
        whole = f"{self._whole} {text}"
        return pattern.sub(lambda found: self._stand_in(found.group(), whole), text)

    def restore(self, text: str) -> str:
        """An answer with the member's own names in it again; labels come back as they were."""
        if not self._shown:
            return text
        known = sorted(self._shown, key=len, reverse=True)
        pattern = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in known))
        return pattern.sub(lambda found: self._shown[found.group()], text)

    def _stand_in(self, name: str, text: str) -> str:
        known = next((one for one in self._names if one.lower() == name.lower()), name)
        if known not in self._hidden:
            taken = {*self._shown, *(one for one in STAND_INS if re.search(rf"\b{one}\b", text))}
            taken |= {one for one in STAND_INS if one.lower() in {n.lower() for n in self._names}}
            free = (one for one in STAND_INS if one not in taken)
            spare = (f"Person {n}" for n in count(1) if f"Person {n}" not in self._shown)
            self._keep(known, next(free, None) or next(spare))
        return self._hidden[known]

    def _label(self, value: str, kind: str) -> str:
        if value not in self._hidden:
            number = sum(one.startswith(f"[{kind} ") for one in self._shown) + 1
            self._keep(value, f"[{kind} {number}]")
        return self._hidden[value]

    def _keep(self, value: str, shown: str) -> None:
        self._hidden[value] = shown
        self._shown[shown] = value
