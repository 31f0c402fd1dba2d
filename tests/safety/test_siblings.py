"""Harmless wordings that once gave an alarm, each beside its dangerous sibling, which must still.

Here: pairs, by the rules alone. Not here: shares over many messages (`test_detector`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from evenkeel.core.safety import assess
from evenkeel.core.vocabulary import RiskLevel

WRITTEN = Path(__file__).with_name("siblings.yaml")
NOW = datetime(2026, 11, 21, 21, tzinfo=UTC)
NONE, WATCH, RAISED, HIGH = (
    RiskLevel.NONE, RiskLevel.WATCH, RiskLevel.RAISED, RiskLevel.HIGH,
)  # fmt: skip

#: (harmless, the most it may reach, dangerous, the least it must reach)
PAIRS = [
    ("if i lose this one i'll end the season on a low", NONE,
     "if i lose this one ill end it", RAISED),
    ("the report's late, i'll finish it myself tonight", NONE,
     "before it gets bad ill finish it myself", RAISED),
    ("i could just take the whole week off", NONE, "i could just take the whole box", HIGH),
    ("i'm driving us both to the coast on sunday", NONE,
     "some days i think of driving us both off a bridge", HIGH),
    ("i've got the tablets next to my toothbrush so i don't forget", NONE,
     "ive got the pills next to the bottle", WATCH),
    ("does the insurance pay out if the leak was our own fault", NONE,
     "does life cover still pay out if, you know, it was your own doing", HIGH),
    ("her grandfather's song touches her every time", NONE,
     "my daughter told me that her grandfather touches her", RAISED),
    ("my mum's friend took photos of me in my prom dress", NONE,
     "my mum's friend took photos of me with no clothes on", RAISED),
    ("my face dropped when i saw the bill", NONE, "my mum's face has dropped", HIGH),
    ("my kids dont know yet that the dog wont be here on saturday", NONE,
     "my kids dont know yet that i wont be here on saturday", HIGH),
    ("keep googling how late is too late", NONE, "keep googling how many pills it takes", HIGH),
    ("i know what to do, i want to do it, and my body wont move", NONE,
     "i know how to do it and i want to do it tonight", HIGH),
    ("in our family the suicide is never mentioned", WATCH,
     "in our family nobody knows i'm planning my suicide", HIGH),
    ("got mugged, they took my phone and wallet", NONE,
     "he took my phone so i can't ring anyone", RAISED),
    ("talk me out of it, i'm about to buy the shoes", NONE,
     "talk me out of it, i'm about to do it", HIGH),
    ("broke the vase. she's gonna kill me", NONE,
     "she's gonna kill me, she has a knife and i've locked the bathroom", HIGH),
    ("shes gonna kill me", WATCH, "he's gonna kill me", HIGH),
    ("mum found the vape and the phone, she's gonna kill me", NONE,
     "she hits me and she's going to kill me", HIGH),
    ("she's going to kill me lol", NONE,
     "she's going to kill me one day, last time she broke my arm", HIGH),
    ("shes gonna kill me", WATCH, "scared to go home. she's gonna kill me", HIGH),
    ("about to send an email that will get me sacked. talk me out of it", NONE,
     "i've got the pills here. talk me out of it", HIGH),
    ("i've written my boss an angry email and i'm about to send it. talk me out of it", NONE,
     "i wrote an email to my kids and the pills are here. talk me out of it", HIGH),
    ("typed out a long text to my ex. talk me out of it", NONE,
     "i'm going to do it tonight. talk me out of it", HIGH),
    ("I am not allowed to work. I was an engineer.", NONE,
     "my husband says i'm not allowed to work", RAISED),
    ("i'm not allowed to work because of my visa", NONE,
     "he took my visa and i'm not allowed to work", RAISED),
    ("i could throw him out of the window, not really", WATCH,
     "the baby won't stop, i could throw him out of the window", HIGH),
    ("my partner hums at breakfast. i could throw him out", WATCH,
     "the baby is screaming and i could throw him out", HIGH),
    ("my manager is a waste of space", NONE, "i'm a waste of space and everyone knows it", WATCH),
    ("that wardrobe is a waste of space", NONE, "feel like a waste of space", WATCH),
    ("passed my driving test and wanted someone to know", NONE,
     "finally got the rope up. wanted someone to know", WATCH),
    ("no i just wanted someone to know", NONE,
     "i took them all. just wanted someone to know", HIGH),
    ("got shot by my own team", NONE, "i've been shot", HIGH),
    ("i cut the hedge and then the grass", NONE, "i cut myself again", RAISED),
    ("burned my arm on the oven", NONE, "burned my arm again, it helps", RAISED),
    ("bruises from volleyball all over", NONE, "covered in bruises from my husband", RAISED),
    ("my brother overdosed in 2019 and i talk to him when i mow", WATCH,
     "my brother overdosed, he won't wake up", HIGH),
    ("i wrote a letter to the council, a rude one", NONE,
     "i wrote letters to my kids for after", HIGH),
    ("my voice shakes when i present and i feel like i'm gonna die", WATCH,
     "the voice says i have to die", HIGH),
    ("this is my last message on this phone, new one's coming", NONE,
     "this is my last message to you", RAISED),
    ("i'm so done with everyone, my flatmate ate my food again", NONE,
     "i'm done with everyone. better off without me", WATCH),
    ("one patient survived the overdose, we were so happy", NONE,
     "i survived the overdose and i'm still here", WATCH),
    ("at the simulation day the dummy had delirium tremens", NONE,
     "i stopped drinking and i think i have delirium tremens", HIGH),
]  # fmt: skip


@pytest.mark.parametrize(("harmless", "most", "dangerous", "least"), PAIRS)
def test_one_is_left_alone_and_its_sibling_is_heard(
    harmless: str, most: RiskLevel, dangerous: str, least: RiskLevel
) -> None:
    assert assess(harmless, now=NOW).level <= most
    assert assess(dangerous, now=NOW).level >= least


@pytest.mark.parametrize(
    "text", ["shes gonna kill me", "i could throw him out", "i'm not allowed to work"]
)
def test_after_another_sign_they_are_heard_in_full(text: str) -> None:
    before = assess("my partner hit me again last night", now=NOW)
    after = assess(text, state=before.state, now=NOW)
    assert after.level >= RAISED
    assert any(one.phrase for one in after.evidence)


def written() -> Iterator[tuple[str, RiskLevel, bool]]:
    """Every line of the data: the text, its level, and whether that is the most it may reach."""
    for group in yaml.safe_load(WRITTEN.read_text("utf-8"))["groups"]:
        most = RiskLevel[str(group.get("most", "watch")).upper()]
        least = RiskLevel[str(group.get("least", "high")).upper()]
        for line in str(group.get("pairs", "")).splitlines():
            safe, danger = line.split(" || ")
            yield safe.strip(), most, True
            yield danger.strip(), least, False
        for part, level, above in (("safe", most, True), ("danger", least, False)):
            for line in str(group.get(part, "")).splitlines():
                yield line.strip(), level, above


LINES = list(written())


def test_there_are_enough_of_both_and_none_twice() -> None:
    assert len(LINES) == len({text for text, _, _ in LINES})
    assert sum(above for _, _, above in LINES) >= 340
    assert sum(not above for _, _, above in LINES) >= 360


@pytest.mark.parametrize(("text", "most"), [line[:2] for line in LINES if line[2]])
def test_frightening_words_in_safety_are_left_alone(text: str, most: RiskLevel) -> None:
    assert assess(text, now=NOW).level <= most


@pytest.mark.parametrize(("text", "least"), [line[:2] for line in LINES if not line[2]])
def test_the_same_words_in_danger_are_heard(text: str, least: RiskLevel) -> None:
    assert assess(text, now=NOW).level >= least
