"""What stands before the dates of a record: its type, source, device and unit.

Here: reading and remembering heads. A file of a million records has a few hundred of them, but for
the device's address in memory, which changes with every restart of the watch and is left out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

ATTRIBUTES: Final = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*+)"|'([^']*+)')""")
_ADDRESS: Final = re.compile(rb"(?:&lt;|<)HKDevice: 0x[0-9a-fA-F]+(?:&gt;|>)")
_DEVICE_PART: Final = re.compile(r"(name|manufacturer|model|hardware):([^,>]*)")
LONGEST_NAME: Final = 120


class Head(NamedTuple):
    """The unchanging part of a record."""

    type: str
    source: str
    device: str
    unit: str


class Heads:
    """Heads seen so far, by their bytes. Safe to share between threads: entries are only added."""

    def __init__(self) -> None:
        self._known: dict[bytes, Head | None] = {}

    def read(self, raw: bytes) -> Head | None:
        """The head of `raw` (`<Record type="..." ...`); None where it is not one element's."""
        key = _ADDRESS.sub(b"", raw)
        if key not in self._known:
            self._known[key] = _parse(key)
        return self._known[key]


def attributes(raw: bytes) -> Mapping[str, str]:
    """Every attribute of one element, entities decoded, control characters taken out.

    >>> attributes(b'<A x="1 &amp; 2" y=\\'3\\'/>')
    {'x': '1 & 2', 'y': '3'}
    """
    return {
        name.decode("utf-8", "replace"): text(double or single)
        for name, double, single in ATTRIBUTES.findall(raw)
    }


def text(raw: bytes) -> str:
    """An attribute's value. Only the entities of XML and HTML by number or name; none expands."""
    decoded = raw.decode("utf-8", "replace")
    if "&" in decoded:
        decoded = html.unescape(decoded)
    return "".join(char for char in decoded if char >= " ")


def device_name(text: str) -> str:
    """`<<HKDevice: ...>, name:Apple Watch, hardware:Watch6,9, ...>` -> `Apple Watch, Watch6`.

    >>> device_name("<>, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,9")
    'Apple Watch (Watch6,9)'
    """
    found = dict(_DEVICE_PART.findall(text))
    name = found.get("name", "").strip()
    hardware = re.search(r"hardware:([A-Za-z]+\d+,\d+)", text)
    told = f"{name} ({hardware[1]})" if hardware and name else name
    return told[:LONGEST_NAME]


def head_of(found: Mapping[str, str]) -> Head:
    """The head among an element's attributes."""
    return Head(
        type=found.get("type", "")[:LONGEST_NAME],
        source=found.get("sourceName", "")[:LONGEST_NAME].replace("\u00a0", " "),
        device=device_name(found.get("device", "")),
        unit=found.get("unit", ""),
    )


def _parse(raw: bytes) -> Head | None:
    if b"<" in raw[1:] or b">" in raw:
        return None
    return head_of(attributes(raw))
