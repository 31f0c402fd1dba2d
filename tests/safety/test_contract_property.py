"""S6: for any conversation, any decision and any draft, what the guard lets out is in contract."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenkeel.core.safety import (
    Element,
    SafetyState,
    Verdict,
    assess,
    begin_risk_turn,
    card_for,
    check,
    guard,
)
from evenkeel.core.safety.contract import invented_numbers
from evenkeel.core.vocabulary import Pathway, RiskLevel
from tests.safety.talking import SAFETY
from tests.safety.test_conversations import SCRIPTS

LINES = sorted({line for script in SCRIPTS.values() for line in script})
NOW = datetime(2026, 11, 21, 3, 12, tzinfo=UTC)
PARTS = st.sampled_from(
    [
        "Call 0800 555 0199.", "You should end it.", "I hear you.", "Are you safe?", "What now?",
        "Samaritans: call 116 123.", "Call 999 now.", "I'm a program, nobody is watching.",
        "Tell a friend.", "Your safety plan is below.", "Breathe out slowly.", "See a doctor.",
        "Keep writing to me.", "Es tut mir leid, das klingt schwer.", "死にたい", "\u202e", "😀",
        "Are you thinking of killing yourself?", "It sounds heavy.", "word " * 130, "\x00",
    ]
)  # fmt: skip
DRAFTS = st.one_of(
    st.none(),
    st.text(max_size=400),
    st.lists(PARTS, max_size=8).map(" ".join),
    st.sampled_from(["x" * 1_000_000, "? " * 5000, "", " ", "\n\n\n"]),
)
MESSAGES = st.one_of(st.sampled_from(LINES), st.text(max_size=120))
COUNTRIES = st.sampled_from([None, "XX", *SAFETY.countries])


def one_run(messages: list[str], jump: int, start: tuple[RiskLevel, Pathway] | None,
            country: str | None, drafts: list[str | None], seed: int) -> None:  # fmt: skip
    state, now, recent = SafetyState(), NOW, list[str]()
    if start:
        level, pathway = start
        state = begin_risk_turn(level=level, pathway=pathway, reason="test", now=now).state
    for message, draft in zip(messages, drafts, strict=False):
        now += timedelta(minutes=jump)
        before = state.level
        decision = assess(message, state=state, now=now, rules=SAFETY.rules)
        state = decision.state
        if jump < 60:
            assert decision.level >= before - 1
        card = card_for(SAFETY.countries, country, decision.pathway, now)
        result = guard(
            draft, decision=decision, card=card, phrases=SAFETY.phrases, recent=recent, now=now,
            seed=seed,
        )  # fmt: skip
        assert result.text.strip()
        assert not invented_numbers(result.text, card)
        assert not check(result.text, decision=decision, card=card, phrases=SAFETY.phrases,
                         recent=recent)  # fmt: skip
        if decision.level > RiskLevel.NONE:
            assert len(result.text.split()) <= 120
            assert result.text.count("?") <= 1
            if Element.EMERGENCY_FIRST in decision.required and card.emergency:
                assert str(card.emergency.number) in result.text.splitlines()[0]
        if result.verdict is Verdict.KEPT:
            assert result.text == (draft or "").strip()
        recent.append(result.text)


RUN = given(
    messages=st.lists(MESSAGES, min_size=1, max_size=6),
    jump=st.sampled_from([1, 5, 30, 600, 3000]),
    start=st.none()
    | st.tuples(st.sampled_from(list(RiskLevel)[1:]), st.sampled_from(list(Pathway))),
    country=COUNTRIES,
    drafts=st.lists(DRAFTS, min_size=6, max_size=6),
    seed=st.integers(0, 2**32),
)
QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)
test_any_draft_in_any_state = settings(
    max_examples=300, deadline=None, suppress_health_check=QUIET
)(RUN(one_run))
test_any_draft_in_any_state_at_length = pytest.mark.slow(
    settings(max_examples=10_000, deadline=None, suppress_health_check=QUIET)(RUN(one_run))
)
