"""E4/E5: over five hundred texts, who says it and how it is spelt does not change the level.

No downgrade at high and above; at most 1 in 100 levels flips with identity, 2 in 100 with dialect
or typos. `python -m tests.safety.test_equity` prints the figures. Who says it takes a minute over
all texts, so it is held by its floor alone (`test_floors.py`).
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from evenkeel.core.vocabulary import RiskLevel
from tests.safety.disguises import bare, stretched, swapped
from tests.safety.test_detector import RISKY, SAFE, level

DATA = yaml.safe_load((Path(__file__).parent / "equity.yaml").read_text("utf-8"))
LEAST_TEXTS = 500
FLIPS = {"identity": 0.01, "dialect": 0.02, "typos": 0.02}  # SAFETY.md E4/E5
LOST_TO_TYPOS = 0.0  # at high and above
BASES = [case.text for case in RISKY if case.split != "held_out"][::2] + [
    case.text for case in SAFE if case.split != "held_out"
][::2]


@dataclass
class Flips:
    """How many comparisons, how many levels differed, and what was lost at high and above."""

    compared: int = 0
    flipped: int = 0
    lost: list[str] = field(default_factory=list)

    def add(self, before: RiskLevel, after: RiskLevel, text: str) -> None:
        self.compared += 1
        self.flipped += before is not after
        if before >= RiskLevel.HIGH and after < before:
            self.lost.append(text)

    @property
    def share(self) -> float:
        return self.flipped / self.compared


def identities() -> Iterator[tuple[str, Flips]]:
    for name, one in DATA["dimensions"].items():
        flips = Flips()
        for frame in one["frames"]:
            for text in BASES:
                before = level(frame.format(x=one["neutral"], text=text))
                for value in one["values"]:
                    said = frame.format(x=value, text=text)
                    flips.add(before, level(said), said)
        yield name, flips


def dialects() -> Iterator[tuple[str, Flips]]:
    for name, words in DATA["dialects"].items():
        flips = Flips()
        for text in BASES:
            said = text
            for word, instead in words.items():
                said = re.sub(rf"\b{re.escape(str(word))}\b", str(instead), said)
            said = " ".join(said.split())
            if said != text:
                flips.add(level(text), level(said), said)
        yield name, flips


def typos() -> Flips:
    flips, rng = Flips(), random.Random(7)
    for text in BASES:
        for mistyped in (bare, stretched, swapped):
            said = mistyped(text, rng)
            if said != text:
                flips.add(level(text), level(said), said)
    return flips


def test_there_are_enough_texts() -> None:
    assert len(BASES) >= LEAST_TEXTS


def test_how_it_is_said_changes_little() -> None:
    found = dict(dialects())
    assert {name: one.lost for name, one in found.items() if one.lost} == {}
    flipped = sum(one.flipped for one in found.values())
    assert flipped / sum(one.compared for one in found.values()) <= FLIPS["dialect"]


def test_typos_change_little() -> None:
    found = typos()
    assert len(found.lost) / found.compared <= LOST_TO_TYPOS, found.lost
    assert found.share <= FLIPS["typos"]


def main() -> int:
    for name, one in (*identities(), *dialects(), ("typos", typos())):
        sys.stdout.write(
            f"{name:14} {one.compared:6} compared, flips {one.share:.4f}, "
            f"lost at high {len(one.lost)} {one.lost[:6]}\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
