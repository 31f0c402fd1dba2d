"""Signs are looked for without articles: no pattern may end in one, or it is never found."""

from __future__ import annotations

from evenkeel.core.content.safety import load_safety
from evenkeel.core.safety.normalise import canonical
from evenkeel.core.vocabulary import RiskLevel


def test_no_pattern_of_raised_or_above_is_lost_with_its_article() -> None:
    rules = load_safety().rules
    lost = [
        f"{sign.id}: {pattern}"
        for sign in rules.signs
        if sign.level >= RiskLevel.RAISED
        for pattern in sign.any
        if not canonical(pattern, rules.lexicon, fillers=False)
    ]
    assert lost == []
