"""Talking to the safety room as the companion does: for the tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from evenkeel.core.content.safety import Safety, load_safety
from evenkeel.core.safety import (
    CrisisCard,
    RiskDecision,
    SafetyState,
    assess,
    card_for,
    check,
    risk_reply,
)

BEGIN = datetime(2026, 11, 21, 3, 12, tzinfo=UTC)
SAFETY: Safety = load_safety()


@dataclass
class Talk:
    """One conversation: state and replies are carried from turn to turn, a minute apart."""

    country: str | None = "GB"
    now: datetime = BEGIN
    state: SafetyState = field(default_factory=SafetyState)
    replies: list[str] = field(default_factory=list)
    breaches: list[tuple[str, str]] = field(default_factory=list)
    seed: int = 7

    def says(self, text: str, *, after: timedelta = timedelta(minutes=1)) -> RiskDecision:
        self.now += after
        decision = assess(text, state=self.state, now=self.now, rules=SAFETY.rules)
        self.state = decision.state
        card = self.card(decision)
        reply = risk_reply(
            decision, card=card, phrases=SAFETY.phrases, recent=self.replies, now=self.now,
            seed=self.seed,
        )  # fmt: skip
        if reply:
            found = check(
                reply, decision=decision, card=card, phrases=SAFETY.phrases, recent=self.replies
            )
            self.breaches += [(reply, fault) for fault in found]
            self.replies.append(reply)
        return decision

    def card(self, decision: RiskDecision) -> CrisisCard:
        return card_for(SAFETY.countries, self.country, decision.pathway, self.now)
