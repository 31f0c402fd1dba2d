"""What a trained risk head may add to the rules: alone it raises at most to raised.

Here: from calibrated probabilities to evidence; below which of them frightening words in a long
message are doubted. Not here: the head itself (`core.language`), rules, doubting (`context`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from evenkeel.core.safety.decision import Evidence, SafetyState, Sign
from evenkeel.core.vocabulary import Pathway, Reading, RiskLevel

#: Chosen on lines whose whole batch was left out of the fit (`training/danger.py`; the curve is in
#: models/reader-en/danger.json): 13,378 graded ones that the encoder never saw, and 10,000 of
#: ordinary talk. They are probabilities of "this level or more", to be chosen again whenever the
#: head is fitted again. `NOTED_FROM`: of what people in no danger say no more than one message in
#: six is remembered, and 94 in a hundred of the dangerous ones are. `WATCH_FROM`: of ordinary talk
#: fewer than eight in a thousand are spoken to by the head alone (the reader of another language
#: may name a point of its own, `Reading.spoken_from`). `RAISED_FROM`: under one in a thousand, and
#: of safe messages in frightening words under one in a hundred. Held-out lines are only measured.
NOTED_FROM = 0.15  # remembered, and not spoken to: it makes the next sign the second
NOTED_DESPITE_SAYING = 0.50  # where the rules know a saying in it
WATCH_FROM = 0.78  # named in the reply
WATCH_FROM_RAISED = 0.60  # the same, where more than watch is likely
ASK_FROM = 0.90  # at watch: the direct question at once
ASK_FROM_RAISED = 0.70  # the same, where more than watch is likely
RAISED_FROM = 0.97


class Doubt(NamedTuple):
    """Chances of raised or more below which the head rules out what the rules heard at a level."""

    raised: float
    high: float
    imminent: float


#: Rules and head are two witnesses (`context.believed`; the figures are in ADR 21). `FRAMED`: where
#: words say what else it may be about. `FEW`: in few words, which are mostly the frightening ones,
#: and which the head knows less well. `PLAIN`: the plainest words of all, if something frames them.
DOUBT = Doubt(raised=0.60, high=0.15, imminent=0.20)
DOUBT_FRAMED = Doubt(raised=0.60, high=0.60, imminent=0.60)
DOUBT_FEW = Doubt(raised=0.10, high=0.05, imminent=0.05)
DOUBT_FEW_FRAMED = Doubt(raised=0.30, high=0.15, imminent=0.15)
DOUBT_PLAIN = Doubt(raised=0.10, high=0.10, imminent=0.10)
DISBELIEVED_BELOW = 0.10  # framed, and not plain: it is only remembered
LONG_ENOUGH = 11  # words; fewer are few
TOO_FEW = 6  # words; so few are never doubted
#: A second sign, of the rules or of an earlier message, lets the head count for high.
HIGH_FROM = 0.70
#: Beside a sign of the rules in the same message less is needed: two independent readers agree.
RAISED_BESIDE_RULES = 0.80
PANIC_RULES = frozenset({"panic", "more.panic"})
#: Signs that sound like danger to the head and are none: a feared thought, a "no", a racing heart.
NO_SECOND = frozenset({Sign.INTRUSIVE, Sign.DENIED, Sign.PANIC})
#: Signs that the head itself gives: they do not second what it guesses next.
GUESSED = frozenset({Sign.AMBIGUOUS, Sign.BORROWED, Sign.CONCERN, Sign.PIECES})
NOTED = "head.noted"  # the rule of evidence that is remembered only
PATHWAY_FROM = 0.35  # below, the danger is taken for the pathway under way, or suicide

_SIGNS: Mapping[Pathway, Sign] = {Pathway.SELF_HARM: Sign.SELF_HARM}


def at_least(reading: Reading, level: RiskLevel) -> float:
    """The head's probability of this level or more; 0 where no head was asked.

    >>> at_least(Reading(text="", risk_levels={"none": 0.2, "watch": 0.5, "high": 0.3}),
    ...          RiskLevel.RAISED)
    0.3
    """
    return sum(
        share for name, share in reading.risk_levels.items() if RiskLevel[name.upper()] >= level
    )


def from_head(
    reading: Reading | None,
    evidence: Iterable[Evidence],
    state: SafetyState,
    *,
    idiom: bool = False,
    settling: bool = False,
) -> list[Evidence]:
    """The evidence of the head for one message, beside what the rules found in it.

    A weak suspicion is only noted: to name a feeling nobody had would be its own harm.

    Decided: the head alone gives at most raised, because it cannot show the words it rests on and
    a scare is harm too. With a sign of the rules in this message or a level standing it may give
    high. Imminent is for words that were said (rules) or answers that were given, never a guess.

    `idiom`: the rules know a saying in it. `settling`: within a talk at risk it tells that somebody
    is there, that it was put away, or of somebody else; such words sound like danger to the head.
    """
    if reading is None or not reading.risk_levels or settling:
        return []
    evidence = list(evidence)
    heard = max((one.level for one in evidence), default=RiskLevel.NONE)
    # A feared thought is no second sign, nor a body in panic: both sound like danger; and what only
    # asks to be asked about is no witness.
    beside = any(
        one.sign not in NO_SECOND | {Sign.AMBIGUOUS} and one.rule not in PANIC_RULES
        for one in evidence
    )
    standing = state.level > RiskLevel.NONE and bool(set(state.signs) - GUESSED - NO_SECOND)
    level = _level(reading, seconded=beside or standing, beside=beside)
    if level <= heard or level is RiskLevel.NONE:
        return []
    only_fear = bool(state.signs) and set(state.signs) <= NO_SECOND | GUESSED
    if only_fear and Sign.INTRUSIVE in state.signs:
        return []  # in a talk about a feared thought everything sounds like danger to the head
    pathway = _pathway(reading, state, evidence)
    weak = level is RiskLevel.WATCH and (
        not _is_spoken(reading)
        or (only_fear and Sign.PANIC in state.signs)  # "i've had these before": attacks
    )
    if idiom and heard is RiskLevel.NONE:
        if at_least(reading, RiskLevel.WATCH) < NOTED_DESPITE_SAYING:
            return []
        weak, level = True, RiskLevel.WATCH  # the rules know this saying: "hanging in there"
    if weak:
        calm = state.level is RiskLevel.NONE and heard is RiskLevel.NONE
        return [Evidence(NOTED, "", level, pathway, Sign.AMBIGUOUS)] if calm else []
    return [Evidence(f"head.{level.name.lower()}", "", level, pathway, _sign(reading, pathway))]


def _is_spoken(reading: Reading) -> bool:
    if reading.spoken_from is not None:
        return at_least(reading, RiskLevel.WATCH) >= reading.spoken_from
    return (
        at_least(reading, RiskLevel.WATCH) >= WATCH_FROM
        or at_least(reading, RiskLevel.RAISED) >= WATCH_FROM_RAISED
    )


def _level(reading: Reading, *, seconded: bool, beside: bool) -> RiskLevel:
    if seconded and at_least(reading, RiskLevel.HIGH) >= HIGH_FROM:
        return RiskLevel.HIGH
    raised = at_least(reading, RiskLevel.RAISED)
    if raised >= RAISED_FROM or (beside and raised >= RAISED_BESIDE_RULES):
        return RiskLevel.RAISED
    return RiskLevel.WATCH if at_least(reading, RiskLevel.WATCH) >= NOTED_FROM else RiskLevel.NONE


def _pathway(reading: Reading, state: SafetyState, evidence: Iterable[Evidence]) -> Pathway:
    said = next((one.pathway for one in evidence if one.phrase), None)
    if said is not None and state.pathway is None:
        return said  # the rules know what it is about
    if state.pathway is not None and state.level > RiskLevel.NONE:
        return state.pathway  # a guess does not turn a talk about one thing into another
    name, share = max(reading.risk_pathways.items(), key=lambda one: one[1], default=("", 0.0))
    if share >= PATHWAY_FROM:
        return Pathway(name)
    return state.pathway or Pathway.SUICIDE


def _sign(reading: Reading, pathway: Pathway) -> Sign:
    if pathway is Pathway.SUICIDE:
        sure = (
            at_least(reading, RiskLevel.WATCH) >= ASK_FROM
            or at_least(reading, RiskLevel.RAISED) >= ASK_FROM_RAISED
        )
        return Sign.AMBIGUOUS if sure else Sign.CONCERN  # no words, so nothing is said of hope
    return _SIGNS.get(pathway, Sign.CONCERN)


__all__ = ["at_least", "from_head"]
