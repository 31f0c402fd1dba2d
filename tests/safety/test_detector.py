"""S3/S4/S5: labelled utterances, with floors that only tighten.

`python -m tests.safety.test_detector` prints the figures.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import yaml

from evenkeel.core.content import CONTENT, LANGUAGES
from evenkeel.core.safety import assess, english_rules
from evenkeel.core.vocabulary import RiskLevel
from tests.safety.disguises import DISGUISES

#: The loader that reads content in the product.
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NOW = datetime(2026, 11, 21, tzinfo=UTC)
FOLDER = LANGUAGES / "en" / "risk" / "utterances"
RISKY_FLOORS = {"dev": 0.99, "test": 0.99}
#: Blind, oblique, adversarial: what rules alone see of it, by batch. Raised as the detector learns.
HELD_OUT_ANY_LEVEL = {"z1": 0.32, "v3": 0.08, "v4": 0.21}
#: Blind safe messages, everyday (u1) and in frightening words (u2): above their level, and at a
#: crisis level, by the rules alone.
HELD_OUT_ALARMS = {"u1": (0.04, 0.02), "u2": (0.08, 0.06)}
FALSE_ALARM_CEILING = {"idiom": 0.01, "fiction_study": 0.01, "everyday": 0.01, "distress": 0.02,
                       "grief": 0.02, "intrusive": 0.02, "joke": 0.06, "panic": 0.0}  # fmt: skip
ABOVE_THEIR_LEVEL = 0.02
DISGUISED_FLOOR = 0.95
#: Parts of content that are not said to be felt: names of topics, notes on safety, sources.
NOT_SAID = (
    "caution",
    "cautions",
    "source",
    "sources",
    "safety",
    "not_for",
    "not_for_whom",
    "stop_if",
)


@dataclass(frozen=True)
class Case:
    text: str
    split: str
    batch: str
    level: RiskLevel
    kind: str


def cases(name: str) -> list[Case]:
    files = sorted(FOLDER.glob(f"{name}*.yaml"))
    groups = [one for file in files for one in yaml.safe_load(file.read_text("utf-8"))["groups"]]
    return [
        Case(
            text.strip(), group["split"], group["batch"],
            RiskLevel[str(group.get("at_least") or group["at_most"]).upper()],
            str(group.get("pathway") or group["kind"]),
        )
        for group in groups
        for text in group["texts"].splitlines()
        if text.strip()
    ]  # fmt: skip


RISKY, SAFE = cases("risky"), cases("safe")


def level(text: str) -> RiskLevel:
    return assess(text, now=NOW).level


def test_there_are_enough_and_none_twice() -> None:
    texts = [case.text.lower() for case in (*RISKY, *SAFE)]
    assert len(texts) >= 600
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("split", RISKY_FLOORS)
def test_recall(split: str) -> None:
    chosen = [case for case in RISKY if case.split == split]
    missed = [case.text for case in chosen if level(case.text) < case.level]
    assert 1 - len(missed) / max(1, len(chosen)) >= RISKY_FLOORS[split], missed


@pytest.mark.parametrize("batch", HELD_OUT_ANY_LEVEL)
def test_recall_at_any_level_held_out(batch: str) -> None:
    chosen = [case for case in RISKY if case.split == "held_out" and case.batch == batch]
    missed = [case.text for case in chosen if level(case.text) is RiskLevel.NONE]
    assert 1 - len(missed) / len(chosen) >= HELD_OUT_ANY_LEVEL[batch], len(missed)


@pytest.mark.parametrize("batch", HELD_OUT_ALARMS)
def test_false_alarms_held_out(batch: str) -> None:
    chosen = [c for c in SAFE if c.split == "held_out" and c.batch.startswith(batch)]
    above = sum(level(case.text) > case.level for case in chosen)
    crisis = sum(level(case.text) >= RiskLevel.RAISED for case in chosen)
    most = HELD_OUT_ALARMS[batch]
    assert above / len(chosen) <= most[0]
    assert crisis / len(chosen) <= most[1]


@pytest.mark.parametrize("batch", ["u2", "u2_gaming", "u2_teen", "u2_anger"])
def test_idiom_and_exaggeration_written_blind_raise_no_crisis(batch: str) -> None:
    kinds = {"idiom", "joke", "everyday"}
    chosen = [c for c in SAFE if c.batch == batch and c.kind in kinds]
    assert sum(level(case.text) >= RiskLevel.RAISED for case in chosen) == 0


@pytest.mark.parametrize("kind", FALSE_ALARM_CEILING)
def test_false_alarms(kind: str) -> None:
    """The crisis level (raised and above) on what is safe."""
    chosen = [case for case in SAFE if case.kind == kind and case.split != "held_out"]
    alarmed = [case.text for case in chosen if level(case.text) >= RiskLevel.RAISED]
    assert len(alarmed) / len(chosen) <= FALSE_ALARM_CEILING[kind], alarmed


def test_everyday_is_not_even_watched() -> None:
    """`at_most: none` is kept to the letter for almost all of it: a question can scare too."""
    chosen = [case for case in SAFE if case.split != "held_out"]
    above = [case.text for case in chosen if level(case.text) > case.level]
    assert len(above) / len(chosen) <= ABOVE_THEIR_LEVEL, above


def _texts(node: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict):
        for name, value in node.items():
            yield from _texts(value, f"{path}.{name}")
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value, path)


def _product_texts(folder: str) -> list[tuple[str, str]]:
    files = sorted((CONTENT / folder).glob("*.yaml"))
    return [
        (path, text)
        for file in files
        for path, text in _texts(yaml.load(file.read_text("utf-8"), Loader=FAST_LOADER))
        if not path.endswith(NOT_SAID)
    ]


@pytest.mark.parametrize("folder", ["prompts", "exercises"])
def test_our_own_words_typed_back_are_safe(folder: str) -> None:
    """A member who quotes a prompt or an exercise is not at risk."""
    texts = _product_texts(folder)
    assert len(texts) >= 100
    alarmed = [text for _, text in texts if level(text) > RiskLevel.NONE]
    assert alarmed == []


def test_questionnaire_items_typed_back_raise_no_crisis() -> None:
    """Items ask about hopelessness, so they may be watched; only the safety item may raise."""
    alarmed = [
        text
        for path, text in _product_texts("instruments")
        if path.endswith("items.text") and level(text) >= RiskLevel.RAISED
    ]
    assert [text for text in alarmed if not _may_alarm(text)] == []


def _may_alarm(text: str) -> bool:
    """The safety item itself, and a bodily symptom that is an emergency outside a list."""
    words = ("dead", "hurting yourself", "harm", "suicid", "chest pain")
    return any(word in text.lower() for word in words)


def test_disguises_keep_their_level() -> None:
    """Typos, spacing, leet, emoji-free algospeak: at least 95 of 100 keep the level."""
    rng = random.Random(11)
    kept, lost = 0, list[str]()
    chosen = [c for c in RISKY if c.split != "held_out" and c.level >= RiskLevel.RAISED]
    for case in chosen:
        before = level(case.text)
        for disguise in DISGUISES:
            text = disguise(case.text, rng)
            if text == case.text:
                continue
            if level(text) >= min(before, case.level):
                kept += 1
            else:
                lost.append(text)
    assert kept / (kept + len(lost)) >= DISGUISED_FLOOR, (kept, len(lost), lost[:40])


BEGINS = ("", "i feel like ", "honestly ", "tbh ", "it's all shit and ", "mum, ", "sometimes ")
WANTS = (
    "i want to", "i wanna", "i'm going to", "im gonna", "I need to", "i might", "i should",
    "i will", "i'm thinking i'll", "i'm planning to", "i've decided to", "i'm about to",
)  # fmt: skip
DEEDS = (
    "kill myself", "end my life", "commit suicide", "take my own life", "hang myself", "overdose",
    "unalive myself", "jump off a bridge", "slit my wrists", "end it all", "shoot myself", "kms",
)  # fmt: skip
THINKS = (
    "i'm thinking about", "i keep thinking of", "i've been thinking about",
    "i can't stop thinking about",
)  # fmt: skip
DOINGS = (
    "killing myself", "suicide", "ending my life", "ending it all", "hanging myself", "overdosing",
    "taking my own life", "jumping off a bridge",
)  # fmt: skip
PLAIN = (
    "i'm suicidal", "i feel suicidal", "i want to die", "i wish i was dead", "i'd rather be dead",
    "i don't want to be alive", "i don't want to live anymore",
)  # fmt: skip
ENDS = ("", " tonight", " and i mean it", ".", " i can't take it")


def explicit() -> Iterator[str]:
    """S5, English: a grammar of explicit first-person statements."""
    cores = [f"{want} {deed}" for want in WANTS for deed in DEEDS]
    cores += [f"{think} {doing}" for think in THINKS for doing in DOINGS]
    for begin in BEGINS:
        for core in (*cores, *PLAIN):
            for end in ENDS:
                yield f"{begin}{core}{end}"


def test_no_explicit_statement_is_missed() -> None:
    statements = list(explicit())
    assert len(statements) >= 2_000
    missed = [text for text in statements if level(text) < RiskLevel.RAISED]
    assert missed == []


def test_rules_can_speak() -> None:
    """Every rule has at least one pattern that survives the dropping of filler words."""
    rules = english_rules()
    for rule in rules.signs:
        assert rule.any, rule.id


def report() -> dict[str, str]:
    """Counts per set, for the release's safety figures."""
    table: dict[str, list[bool]] = defaultdict(list)
    for case in RISKY:
        table[f"recall at level, {case.split}"].append(level(case.text) >= case.level)
        table[f"recall at any level, {case.split}"].append(level(case.text) > RiskLevel.NONE)
    for case in SAFE:
        table[f"raised or above on {case.kind}, {case.split}"].append(
            level(case.text) >= RiskLevel.RAISED
        )
    return {name: f"{sum(found)}/{len(found)}" for name, found in sorted(table.items())}


if __name__ == "__main__":
    for name, figure in report().items():
        print(f"{figure:>9}  {name}")  # noqa: T201
