"""Ten pathways, at least thirty talks each, written by hand in `conversations/<pathway>.yaml`.

Every reply is in contract; levels are reached by the message they must be; what is safe stays safe.
`python -m tests.safety.test_pathways` prints the figures by pathway.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from evenkeel.core.safety import RiskDecision
from evenkeel.core.safety.contract import holds
from evenkeel.core.safety.decision import Element, Question
from evenkeel.core.vocabulary import Pathway, RiskLevel
from tests.safety.talking import SAFETY, Talk

FOLDER = Path(__file__).parent / "conversations"
LEAST_TALKS = 30


@dataclass(frozen=True)
class Script:
    pathway: Pathway
    number: int
    plan: dict[str, Any]
    never: tuple[str, ...]


def scripts() -> list[Script]:
    found = []
    for pathway in Pathway:
        data = yaml.safe_load((FOLDER / f"{pathway}.yaml").read_text("utf-8"))
        found += [
            Script(pathway, number, plan, tuple(data["never"]))
            for number, plan in enumerate(data["talks"], start=1)
        ]
    return found


SCRIPTS = scripts()


def played(script: Script, *, country: str | None = "GB", seed: int = 7) -> Played:
    talk = Talk(country=country, seed=seed)
    replies, decisions = [], []
    for line in script.plan["say"]:
        before = len(talk.replies)
        decisions.append(talk.says(str(line)))
        replies.append(talk.replies[-1] if len(talk.replies) > before else "")
    return Played(script, decisions, replies, talk)


@dataclass(frozen=True)
class Played:
    script: Script
    decisions: list[RiskDecision]
    replies: list[str]
    talk: Talk

    def below(self) -> list[str]:
        """Messages by which the level that must stand did not."""
        due = self.script.plan.get("by", {})
        return [
            f"message {number} {self.script.plan['say'][number - 1]!r}: "
            f"{self.decisions[number - 1].level.name} < {name}"
            for number, name in due.items()
            if self.decisions[number - 1].level < RiskLevel[name.upper()]
        ]

    def above(self) -> list[str]:
        most = self.script.plan.get("at_most")
        if most is None:
            return []
        return [
            f"{line!r}: {one.level.name} > {most}"
            for line, one in zip(self.script.plan["say"], self.decisions, strict=True)
            if one.level > RiskLevel[most.upper()]
        ]

    def unmet(self) -> list[str]:
        found = []
        for number, names in self.script.plan.get("holds", {}).items():
            decision, reply = self.decisions[number - 1], self.replies[number - 1]
            card = self.talk.card(decision)
            found += [
                f"reply {number} lacks {name}"
                for name in names
                if not holds(Element(name), reply, card=card, phrases=SAFETY.phrases)
            ]
        for number, name in self.script.plan.get("asks", {}).items():
            if self.decisions[number - 1].question is not Question(name):
                found.append(f"reply {number} does not ask {name}")
        return found

    def forbidden(self) -> list[str]:
        said = [(word, reply) for reply in self.replies for word in self.script.never]
        for number, words in self.script.plan.get("never_in", {}).items():
            said += [(word, self.replies[number - 1]) for word in words]
        return [f"{word!r} in {reply!r}" for word, reply in said if word in reply.lower()]


@pytest.mark.parametrize("pathway", list(Pathway))
def test_there_are_thirty_of_each_and_some_are_no_alarm(pathway: Pathway) -> None:
    own = [one for one in SCRIPTS if one.pathway is pathway]
    assert len(own) >= LEAST_TALKS
    assert sum("at_most" in one.plan for one in own) >= 5
    assert len({tuple(one.plan["say"]) for one in own}) == len(own)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: f"{one.pathway}-{one.number}")
def test_a_talk(script: Script) -> None:
    for country, seed in (("GB", 7), ("US", 8), (None, 9)):
        result = played(script, country=country, seed=seed)
        assert result.below() == []
        assert result.above() == []
        assert result.unmet() == []
        assert result.forbidden() == []
        assert result.talk.breaches == []


def main() -> int:
    reached = due = calm = quiet = 0
    for script in SCRIPTS:
        result = played(script)
        below, above = result.below(), result.above()
        due += len(script.plan.get("by", {}))
        reached += len(script.plan.get("by", {})) - len(below)
        quiet += "at_most" in script.plan
        calm += "at_most" in script.plan and not above
        for fault in (*below, *above, *result.unmet(), *result.forbidden(), *result.talk.breaches):
            sys.stdout.write(f"{script.pathway} {script.number}: {fault}\n")
    sys.stdout.write(f"levels reached in time {reached}/{due}; quiet kept quiet {calm}/{quiet}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
