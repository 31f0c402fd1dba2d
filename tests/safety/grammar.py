"""S5's generated grammar: explicit first-person statements in every packaged language.

`languages/<locale>/risk/grammar.yaml` holds lines with slots; every filling of every line counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import yaml

from evenkeel.core.content import LANGUAGES
from evenkeel.core.vocabulary import RiskLevel

_SLOT = re.compile(r"\{(\w+)\}")
EMPTY = "_"


@dataclass(frozen=True, slots=True)
class Statement:
    locale: str
    level: RiskLevel
    text: str


def locales() -> list[str]:
    return sorted(path.parts[-3] for path in LANGUAGES.glob("*/risk/grammar.yaml"))


def statements(locale: str) -> Iterator[Statement]:
    """Every sentence of one language's grammar, each once."""
    path = LANGUAGES / locale / "risk" / "grammar.yaml"
    data = yaml.safe_load(path.read_text("utf-8"))
    slots = {name: [one.strip() for one in text.split(";")] for name, text in data["slots"].items()}
    seen: set[str] = set()
    for group in data["statements"]:
        level = RiskLevel[str(group["level"]).upper()]
        for line in str(group["text"]).splitlines():
            for text in _fillings(line.strip(), slots):
                if text and text not in seen:
                    seen.add(text)
                    yield Statement(locale, level, text)


def _fillings(line: str, slots: dict[str, list[str]]) -> Iterator[str]:
    names = _SLOT.findall(line)
    for values in product(*(slots[name] for name in names)):
        text = line
        for name, value in zip(names, values, strict=True):
            text = text.replace(f"{{{name}}}", "" if value == EMPTY else value, 1)
        text = re.sub(r"\s+", " ", text)
        yield re.sub(r"\s+([,.!?])", r"\1", text).strip(" ,")
