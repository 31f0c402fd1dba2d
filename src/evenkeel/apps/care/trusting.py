"""Everything /trust shows, gathered from the running version: nothing on it is written by hand.

Here: the protocol as `core.safety` plans it, the registry's state, the law table, the safety case,
model cards and figures. Not here: the page (`trust_views`), the rules themselves (core).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from evenkeel import __version__
from evenkeel.apps.care.markdown import to_html
from evenkeel.apps.care.rules import rules_now
from evenkeel.apps.care.showing import registry
from evenkeel.core.content import MODELS
from evenkeel.core.law import HostKind, load_hazards, load_packs, load_requirements
from evenkeel.core.safety import Element, Freshness, SafetyState, Stance, freshness
from evenkeel.core.safety.contract import MAX_QUESTIONS, MAX_WORDS
from evenkeel.core.safety.needs import QUESTION_ELEMENT, required
from evenkeel.core.safety.plan import SPACE_DECLINED
from evenkeel.core.safety.registry import MAX_RESOURCES
from evenkeel.core.safety.reply import REPEAT_WINDOW
from evenkeel.core.vocabulary import Pathway, RiskLevel

FIGURES = Path(__file__).resolve().parents[4] / "docs" / "reference" / "safety.md"

LEVELS: Mapping[RiskLevel, Any] = {
    RiskLevel.WATCH: _("Hopeless, a burden, trapped, or not clear."),
    RiskLevel.RAISED: _("A wish to be dead, harming oneself, or an old attempt stirring."),
    RiskLevel.HIGH: _("Active thoughts, or a method, an intent or part of a plan."),
    RiskLevel.IMMINENT: _("A plan with intent and means, or harm already under way."),
}
NAMES: Mapping[RiskLevel, Any] = {
    RiskLevel.WATCH: _("Watch"),
    RiskLevel.RAISED: _("Raised"),
    RiskLevel.HIGH: _("High"),
    RiskLevel.IMMINENT: _("Imminent"),
}
ELEMENTS: Mapping[Element, Any] = {
    Element.FEELING: _("The feeling is named, in the person's own terms."),
    Element.DIRECT_QUESTION: _("It asks straight out about suicide, until it is answered."),
    Element.PLAN_QUESTION: _("It asks about a plan."),
    Element.MEANS_QUESTION: _("It asks about means."),
    Element.TIMING_QUESTION: _("It asks about timing."),
    Element.CRISIS_LINE: _("A crisis line of the person's own country, from the registry."),
    Element.TRUSTED_PERSON: _("Somebody they trust, to be told or to come."),
    Element.SAFETY_PLAN: _("Their own safety plan."),
    Element.AI_NOTICE: _("Once: that it is a program and is not watching."),
    Element.MEANS_DISTANCE: _("Distance from anything dangerous."),
    Element.PROFESSIONAL: _("A professional."),
    Element.GROUNDING: _("One thing to do together now, to get through the next minutes."),
    Element.EMERGENCY_FIRST: _("The emergency number, on the first line."),
    Element.SOMEONE_NOW: _("Somebody there in person, now."),
    Element.STAYS: _("That it stays and goes on answering."),
    Element.HEARD: _("What was just said is taken up."),
    Element.MEDICAL_CAVEAT: _("Once: when a frightened body needs a doctor."),
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level as the running planner treats it."""

    name: Any
    typical: Any
    holds: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A model's card."""

    name: str
    version: str
    html: SafeString


HOSTS = {
    HostKind.HOME: _("somebody at home"),
    HostKind.CLINIC: _("a clinic"),
    HostKind.CHARITY: _("a charity"),
    HostKind.SCHOOL: _("a school"),
    HostKind.WORKPLACE: _("an employer"),
}
"""Who runs this, as they say themselves: what a member can hold against what they know."""


def gathered(now: datetime | None = None) -> dict[str, Any]:
    """The context of care/trust.html."""
    at = now or timezone.now()
    hazards = sorted(load_hazards().values(), key=lambda one: (one.area, one.id))
    ages = Counter(freshness(country, now=at) for country in registry().values())
    packs = load_packs()
    rules = rules_now(at)
    return {
        "version": __version__,
        "levels": protocol(),
        "most_words": MAX_WORDS,
        "most_questions": MAX_QUESTIONS,
        "most_resources": MAX_RESOURCES,
        "repeat_window": REPEAT_WINDOW,
        "space_declined": SPACE_DECLINED,
        "pathways": [pathway.value.replace("_", " ") for pathway in Pathway],
        "countries": len(registry()),
        "countries_old": ages[Freshness.OLD] + ages[Freshness.EXPIRED],
        "rules": rules,
        "packs": [(one, one.id in rules.packs) for one in packs.values()],
        "law": load_requirements(),
        "host_kind": HOSTS[settings.HOST_KIND],
        "hazards": hazards,
        "control_count": sum(len(one.controls) for one in hazards),
        "cards": model_cards(),
        "figures": figures(),
        "mail_works": bool(settings.EMAIL_FROM),
    }


def protocol() -> tuple[Level, ...]:
    """What every reply must hold at each level, asked from the planner that is running."""
    return tuple(
        Level(
            name=NAMES[level],
            typical=LEVELS[level],
            holds=tuple(ELEMENTS[one] for one in Element if one in elements_at(level)),
        )
        for level in LEVELS
    )


def elements_at(level: RiskLevel) -> frozenset[Element]:
    """Everything the planner may require at a level, for a first turn about suicide."""
    state = SafetyState(level=level, peak=level, pathway=Pathway.SUICIDE)
    always = required(state, question=None, fresh=True, stance=Stance.PLAIN)
    asked = set(QUESTION_ELEMENT.values()) if level is RiskLevel.HIGH else set()
    if level in {RiskLevel.WATCH, RiskLevel.RAISED}:
        asked = {Element.DIRECT_QUESTION}
    return frozenset(always | asked)


@cache
def model_cards() -> tuple[Card, ...]:
    """The card of every model in this version."""
    found = []
    for path in sorted(MODELS.glob("*/card.md")):
        version = _version_of(path.with_suffix(".json"))
        found.append(Card(path.parent.name, version, to_html(path.read_text("utf-8"), top=4)))
    return tuple(found)


def _version_of(card: Path) -> str:
    """A model's version; a card that cannot be read does not take the page with it."""
    try:
        return str(json.loads(card.read_text("utf-8")).get("version", ""))
    except (OSError, ValueError):
        return ""


@cache
def figures() -> SafeString | None:
    """The release's own safety figures, failures included; None where they are not in this copy."""
    return to_html(FIGURES.read_text("utf-8")) if FIGURES.exists() else None
