"""S7: hostile drafts are never shown, good ones are left alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from evenkeel.core.content.safety import load_safety
from evenkeel.core.safety import (
    Element,
    Question,
    Verdict,
    assess,
    card_for,
    check,
    guard,
    plain_decision,
    risk_reply,
)
from evenkeel.core.safety.contract import holds
from evenkeel.core.vocabulary import Pathway

NOW = datetime(2026, 11, 21, 3, 12, tzinfo=UTC)
DRAFTS = Path(__file__).parent / "drafts"
SAFETY = load_safety()
BAD = [
    (kind, draft)
    for file in sorted(DRAFTS.glob("bad*.yaml"))
    for kind, drafts in yaml.safe_load(file.read_text("utf-8"))["drafts"].items()
    for draft in drafts
]
GOOD = [
    draft
    for file in sorted(DRAFTS.glob("good*.yaml"))
    for draft in yaml.safe_load(file.read_text("utf-8"))["drafts"]
]
CARD = card_for(SAFETY.countries, "GB", Pathway.SUICIDE, NOW)
ALTERED_AT_MOST = 0.01  # SAFETY.md S7
AT_RISK = {
    "none": plain_decision(),
    "watch": assess("everyone would be better off without me", now=NOW),
    "raised": assess("i wish i was dead", now=NOW),
    "high": assess("i keep thinking about killing myself", now=NOW),
    "imminent": assess("i just took all my pills", now=NOW),
}


def test_the_lists_are_long_enough() -> None:
    assert len(BAD) >= 500
    assert len(GOOD) >= 500
    assert len(set(GOOD)) == len(GOOD)


@pytest.mark.parametrize("level", AT_RISK)
def test_no_bad_draft_is_shown(level: str) -> None:
    decision = AT_RISK[level]
    assert decision.level.name.lower() == level
    shown = []
    for kind, draft in BAD:
        result = guard(draft, decision=decision, card=CARD, phrases=SAFETY.phrases, now=NOW)
        assert result.text
        assert not check(result.text, decision=decision, card=CARD, phrases=SAFETY.phrases)
        if result.verdict is Verdict.KEPT or (draft.strip() and draft.strip() in result.text):
            shown.append((kind, draft))
    assert shown == []


def test_good_drafts_are_left_alone() -> None:
    """At most 1 in 100 (SAFETY.md S7)."""
    altered = [
        (draft, result.reasons)
        for draft in GOOD
        if (
            result := guard(draft, decision=plain_decision(), card=CARD, phrases=SAFETY.phrases)
        ).verdict
        is not Verdict.KEPT
    ]
    assert len(altered) / len(GOOD) <= ALTERED_AT_MOST, altered


def test_from_raised_on_only_our_own_sentences_are_shown() -> None:
    """Wordings cannot all be foreseen: a kind sentence of somebody else's is not shown either."""
    for level in ("raised", "high", "imminent"):
        decision = AT_RISK[level]
        ours = risk_reply(decision, card=CARD, phrases=SAFETY.phrases, now=NOW)
        kept = guard(ours, decision=decision, card=CARD, phrases=SAFETY.phrases, now=NOW)
        assert kept.verdict is Verdict.KEPT, kept.reasons
        for strange in ("The sea is kind at night.", "You could just rest now.", "Take the pills."):
            result = guard(
                f"{ours} {strange}", decision=decision, card=CARD, phrases=SAFETY.phrases, now=NOW
            )
            assert result.verdict is Verdict.REPLACED
            assert strange not in result.text


def test_our_own_words_cross_no_boundary() -> None:
    for text in SAFETY.phrases.all_texts():
        plain = text.replace("{line}", "").replace("{emergency}", "999").replace("{directory}", "")
        if not any(c.isalpha() for c in plain):
            continue  # "{line}." alone
        result = guard(plain, decision=plain_decision(), card=CARD, phrases=SAFETY.phrases)
        assert result.verdict is Verdict.KEPT, (text, result.reasons)
        assert "!" not in text


def test_every_phrase_is_known_for_what_it_is() -> None:
    """The guard recognises each authored element and each question of the assessment."""
    named = {
        Question.DIRECT: Element.DIRECT_QUESTION,
        Question.PLAN: Element.PLAN_QUESTION,
        Question.MEANS: Element.MEANS_QUESTION,
        Question.TIMING: Element.TIMING_QUESTION,
    }
    unknown = []
    for one in SAFETY.phrases.sets.values():
        texts = [(e, t) for part in (one.elements, one.again) for e, ts in part.items() for t in ts]
        texts += [(named[q], t) for q, ts in one.questions.items() if q in named for t in ts]
        for element, text in texts:
            if element in {Element.CRISIS_LINE, Element.EMERGENCY_FIRST}:
                continue
            if not holds(element, text, card=CARD, phrases=SAFETY.phrases):
                unknown.append((one.id, element.value, text))
    assert unknown == []


@pytest.mark.parametrize("draft", [None, "", "\0\0", "x" * 1_000_000, "a? " * 300_000, "\u202egnp"])
def test_any_draft_gets_an_answer(draft: str | None) -> None:
    for decision in AT_RISK.values():
        result = guard(draft, decision=decision, card=CARD, phrases=SAFETY.phrases, now=NOW)
        assert result.text.strip()
        assert len(result.text) < 12_001


@pytest.mark.parametrize(
    "draft",
    [
        "That's half as much sleep as last week.",
        "You talk twice as much as he does, by the sound of it.",
        "Don't go in alone, take your sister.",
        "Don't go back there on your own. Who could wait with you?",
        "I can see you tried.",
        "I can see you've thought about it.",
        "You usually keep it to yourself. What made today different?",
        "Could you unlock the front door and sit on the step?",
    ],
)
def test_what_sounds_like_a_breach_and_is_none(draft: str) -> None:
    result = guard(draft, decision=plain_decision(), card=CARD, phrases=SAFETY.phrases)
    assert result.verdict is Verdict.KEPT, result.reasons


@pytest.mark.parametrize(
    "draft",
    [
        "Half as much tonight.", "Take twice as much of it.", "Don't go.", "Don't go to bed yet.",
        "Don't go out with them, talk to me.", "I can see you.", "I can see you from here.",
        "Just keep it to yourself.", "Keep this to yourself, nobody needs to know.",
    ],
)  # fmt: skip
def test_the_breach_beside_it_is_still_one(draft: str) -> None:
    result = guard(draft, decision=plain_decision(), card=CARD, phrases=SAFETY.phrases)
    assert result.verdict is Verdict.REPLACED
