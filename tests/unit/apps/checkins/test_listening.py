"""Serious words count wherever in a text they stand."""

from __future__ import annotations

import pytest

from evenkeel.apps.checkins.listening import HEARD_AT_ONCE, SHARED, _pieces, risk_in
from evenkeel.core.vocabulary import RiskLevel

QUIET = "Work ran late again and the bus was full. I walked the last stop along the river. "
SERIOUS = "I want to kill myself. "


@pytest.mark.parametrize("before", [0, 30, HEARD_AT_ONCE // len(QUIET), 400])
def test_at_the_start_across_a_seam_and_deep_inside(before: int) -> None:
    text = QUIET * before + SERIOUS + QUIET * 400
    assert risk_in(text).level >= RiskLevel.RAISED


def test_a_quiet_text_is_quiet() -> None:
    assert risk_in(QUIET * 300).level is RiskLevel.NONE
    assert risk_in("").level is RiskLevel.NONE


@pytest.mark.parametrize(
    "length", [0, 1, SHARED, HEARD_AT_ONCE, HEARD_AT_ONCE + 1, 3 * HEARD_AT_ONCE]
)
def test_pieces_cover_everything_and_overlap(length: int) -> None:
    text = "".join(chr(0x4E00 + n % 20000) for n in range(length))
    pieces = list(_pieces(text))
    assert pieces[0] == text[:HEARD_AT_ONCE]
    joined = pieces[0] + "".join(piece[SHARED:] for piece in pieces[1:])
    assert joined == text
