"""What the conversation so far makes of the signs of one message.

Here: everyday words while there is no danger, sudden calm, a no taken back, signs that mean more
together, what a reading may add. Not here: signs themselves (`detect`), levels (`assess`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from evenkeel.core.safety.decision import Answer, Evidence, Question, SafetyState, Sign, Stance
from evenkeel.core.safety.detect import Detected
from evenkeel.core.safety.head import (
    DISBELIEVED_BELOW,
    DOUBT,
    DOUBT_FEW,
    DOUBT_FEW_FRAMED,
    DOUBT_FRAMED,
    DOUBT_PLAIN,
    GUESSED,
    LONG_ENOUGH,
    NOTED,
    TOO_FEW,
    Doubt,
    at_least,
)
from evenkeel.core.safety.listening import TO_BE_SURE
from evenkeel.core.safety.rules import RiskRules
from evenkeel.core.vocabulary import Pathway, Reading, RiskLevel

REMEMBERS_PEAK = timedelta(days=14)  # within which sudden calm after danger is a sign
HEAVY_INTENSITY = 2.5  # Reading.intensity at which a hopeless reading counts as a second sign
HEAVY_VALENCE = -0.6
#: What is everyday beside a racing heart is not everyday beside a wish to die, and the reverse.
ABOUT_DYING = frozenset(
    {Pathway.SUICIDE, Pathway.SELF_HARM, Pathway.POSTPARTUM, Pathway.PSYCHOSIS_MANIA,
     Pathway.HARM_TO_OTHERS}
)  # fmt: skip
TAKES_BACK_WITHIN = 8  # the member's messages within which a no may be taken back in a few words
FRIEND_WITHIN = 20  # the member's messages within which "it's me" is about the friend asked for
NOTHING = frozenset[Question]()
#: Seconds count, and "are you thinking of suicide?" is the wrong question.
BY_BODY = frozenset({Pathway.MEDICAL_EMERGENCY, Pathway.CHILD_SAFETY})
#: Somebody's words, a title, a line of a part: said, and not meant by whoever repeats them.
QUOTED = re.compile(r"""["“«][^"”»]{2,}["”»]|(?:^|\s)['‘][^'’]{4,}['’](?:\W|$)""")
#: Two signs together, over the whole conversation, mean more than each.
TOGETHER: tuple[tuple[frozenset[Sign], frozenset[Sign], RiskLevel], ...] = (
    (frozenset({Sign.INTENT, Sign.PLAN}), frozenset({Sign.MEANS}), RiskLevel.IMMINENT),
    (frozenset({Sign.INTENT, Sign.PLAN}), frozenset({Sign.TIMING}), RiskLevel.IMMINENT),
    (frozenset({Sign.INTENT}), frozenset({Sign.GOODBYE}), RiskLevel.IMMINENT),
    (frozenset({Sign.VOICES}), frozenset({Sign.MEANS}), RiskLevel.IMMINENT),
    (
        frozenset({Sign.ACTIVE, Sign.WISH, Sign.BORROWED}),
        frozenset({Sign.MEANS, Sign.PLAN}),
        RiskLevel.HIGH,
    ),
    (
        frozenset({Sign.ACTIVE, Sign.WISH, Sign.BORROWED, Sign.BURDEN, Sign.HOPELESS, Sign.MEANS}),
        frozenset({Sign.GOODBYE}),
        RiskLevel.HIGH,
    ),
    (
        frozenset(
            {Sign.WISH, Sign.BORROWED, Sign.HOPELESS, Sign.BURDEN, Sign.TRAPPED, Sign.PAST_ATTEMPT}
        ),
        frozenset({Sign.METHOD_SEEKING}),
        RiskLevel.HIGH,
    ),
    (frozenset({Sign.BURDEN, Sign.HOPELESS}), frozenset({Sign.MEANS}), RiskLevel.RAISED),
    (frozenset({Sign.HOPELESS, Sign.BURDEN}), frozenset({Sign.CALM}), RiskLevel.RAISED),
)


def in_context(found: Detected, before: SafetyState, rules: RiskRules) -> Detected:
    """Everyday words that only danger makes dangerous keep their own level while there is none."""
    if not found.evidence:
        return found
    alone = rules.alone
    found = replace(found, evidence=tuple(
        one for one in found.evidence
        if not rules.not_after.get(one.rule, NOTHING) & set(before.asked)
        and not (one.sign is Sign.INTRUSIVE and one.rule in alone and _means_it(before))
    ))  # fmt: skip
    if before.about_other:
        theirs = [one.phrase for one in found.evidence if one.sign is Sign.OTHER_AT_RISK]
        found = replace(found, evidence=tuple(
            one for one in found.evidence
            if one.sign is Sign.OTHER_AT_RISK or not any(one.phrase in words for words in theirs)
        ))  # fmt: skip
    silent = rules.own_only if before.about_other else rules.other_only
    if silent:
        kept = tuple(one for one in found.evidence if one.rule not in silent)
        found = replace(found, evidence=kept)
    if not only_guessed(before):
        return found
    spoken = {
        _kind(one.pathway)
        for one in found.evidence
        if one.rule not in alone and one.level > RiskLevel.WATCH
    }
    # "my chest flutters" means more once it is about food, if only between the lines.
    told = {before.pathway} - ABOUT_DYING if Sign.CONCERN in before.signs else set()
    lowered = (
        replace(one, level=alone[one.rule], sign=Sign.AMBIGUOUS)
        if one.rule in alone and _kind(one.pathway) not in spoken | told
        else one
        for one in found.evidence
    )
    return replace(found, evidence=tuple(one for one in lowered if one.level is not RiskLevel.NONE))


def believed(
    found: Detected, reading: Reading | None, before: SafetyState, text: str, rules: RiskRules
) -> Detected:
    """Frightening words at the beginning of a talk, as far as the whole message bears them out.

    "my character wants to kill herself, how do i end the chapter" holds the words of danger and
    none of it. What the rules hear is a crisis only where the trained head, which reads the rest
    too, does not rule it out (ADR 21); else the person is asked (watch). Where words say what else
    it may be about (cue `framed`, quotation marks) it may be remembered alone. The plainest
    statements ("I want to kill myself") with nothing to frame them, a few words, talks at risk,
    other languages and a missing reading leave every rule its word.
    """
    if reading is None or not reading.risk_levels or reading.spoken_from is not None:
        return found
    framed = "framed" in found.cues or QUOTED.search(text) is not None
    words = _length(text, rules)
    doubt = _doubt(words, plainly="plainly" in found.cues, framed=framed)
    if doubt is None or not only_guessed(before):
        return found
    chance = at_least(reading, RiskLevel.RAISED)
    may_be_silent = framed and doubt is not DOUBT_PLAIN
    crisis_is_none = may_be_silent and chance < DISBELIEVED_BELOW
    watch_is_none = may_be_silent and at_least(reading, RiskLevel.WATCH) < DISBELIEVED_BELOW
    return replace(found, evidence=tuple(
        one if chance >= _point(doubt, one)
        else _doubted(one, silent=crisis_is_none if one.level > RiskLevel.WATCH else watch_is_none)
        for one in found.evidence
    ))  # fmt: skip


def _length(text: str, rules: RiskRules) -> int:
    """Words, without who somebody says they are: or some would be heard less than others."""
    known = rules.lexicon.introductions
    return len((known.pattern.sub(" ", text) if known else text).split())


def _doubt(words: int, *, plainly: bool, framed: bool) -> Doubt | None:
    """What may be doubted in a message of so many words; None: nothing."""
    if words <= TOO_FEW or (plainly and not framed):
        return None
    if plainly:
        return DOUBT_PLAIN
    if words < LONG_ENOUGH:
        return DOUBT_FEW_FRAMED if framed else DOUBT_FEW
    return DOUBT_FRAMED if framed else DOUBT


def _point(doubt: Doubt, one: Evidence) -> float:
    if one.level <= RiskLevel.RAISED:
        return doubt.raised
    imminent = one.level is RiskLevel.IMMINENT and one.pathway not in BY_BODY
    return doubt.imminent if imminent else doubt.high


def _doubted(one: Evidence, *, silent: bool) -> Evidence:
    if one.level is RiskLevel.WATCH and not silent:
        return one
    sign = one.sign if one.sign is Sign.OTHER_AT_RISK else Sign.AMBIGUOUS
    return replace(one, rule=NOTED if silent else one.rule, level=RiskLevel.WATCH, sign=sign)


def only_guessed(before: SafetyState) -> bool:
    """Whether nothing stands but, at most, what was guessed: nobody was asked about it, or they
    were and said no. "i did it" must not become an attempt because of a guess."""
    if before.standing is not RiskLevel.NONE or (before.asked and not _was_a_no(before)):
        return False
    noted = before.level is RiskLevel.WATCH and set(before.signs) <= GUESSED
    return before.level is RiskLevel.NONE or noted


def _was_a_no(before: SafetyState) -> bool:
    """What was asked was asked to be sure, over what may mean two things."""
    asked = set(before.asked)
    alone = asked <= TO_BE_SURE and before.peak <= RiskLevel.WATCH and before.pending is None
    return alone and all(before.answered(one) is Answer.NO for one in asked)


def _means_it(before: SafetyState) -> bool:
    """Whether there is more than a feared thought: then "are you sure?" asks something else."""
    return before.level >= RiskLevel.RAISED and bool({Sign.ACTIVE, Sign.WISH} & set(before.signs))


def said_to_be_them(found: Detected, state: SafetyState) -> list[Evidence]:
    """ "ok, it's me", after asking for a friend: what was said of the friend was said of them."""
    if "is_me" not in found.cues or state.friend_at is None:
        return []
    if state.turn - state.friend_at > FRIEND_WITHIN:
        return []
    level = RiskLevel.HIGH if Sign.OTHER_AT_RISK in state.signs else RiskLevel.RAISED
    return [Evidence("friend.me", "", level, Pathway.SUICIDE, Sign.AMBIGUOUS)]


def _kind(pathway: Pathway) -> Pathway:
    """Pathways that are told in the same words: dying is dying on each of them."""
    return Pathway.SUICIDE if pathway in ABOUT_DYING else pathway


def from_past(found: Detected, state: SafetyState, now: datetime) -> list[Evidence]:
    """Sudden calm after danger is not an all-clear."""
    calm = Stance.CALM in found.stances or any(e.sign is Sign.CALM for e in found.evidence)
    recent = state.last_sign_at is not None and now - state.last_sign_at <= REMEMBERS_PEAK
    if not (calm and recent and state.peak >= RiskLevel.HIGH):
        return []
    if state.with_someone or state.on_the_line:
        return []
    return [Evidence("calm_after_danger", "", RiskLevel.HIGH, Pathway.SUICIDE, Sign.CALM)]


def volunteered(found: Detected, state: SafetyState) -> list[Evidence]:
    """ "I haven't got a plan", said before anybody asked, answers a question nobody put."""
    at_watch = state.level is RiskLevel.WATCH and state.pathway in {None, Pathway.SUICIDE}
    if "no_plan" not in found.cues or not at_watch or Question.DIRECT in state.asked:
        return []
    return [Evidence("plan.unasked", "", RiskLevel.RAISED, Pathway.SUICIDE, Sign.AMBIGUOUS)]


def reopened(found: Detected, state: SafetyState) -> list[Evidence]:
    """ "ok maybe sometimes", a few messages after a no or a joke, takes the no back."""
    asked = max((state.asked_at[one] for one in TO_BE_SURE & set(state.asked_at)), default=None)
    if asked is None or state.turn - asked > TAKES_BACK_WITHIN or "reopened" not in found.cues:
        return []
    if state.pending is not None or any(state.answered(q) is Answer.YES for q in TO_BE_SURE):
        return []
    pathway = state.pathway or Pathway.SUICIDE
    return [Evidence("answer.direct.reopened", "", RiskLevel.RAISED, pathway, Sign.AMBIGUOUS)]


def unseen(found: Detected, state: SafetyState) -> list[Evidence]:
    """Seeing what is not there, days after stopping, is an emergency (NICE CG100)."""
    danger = any(
        one.sign is Sign.DANGER and one.pathway is Pathway.WITHDRAWAL for one in found.evidence
    )
    if not danger or state.pathway is not Pathway.WITHDRAWAL or state.level < RiskLevel.RAISED:
        return []
    return [
        Evidence("withdrawal.unseen", "", RiskLevel.IMMINENT, Pathway.WITHDRAWAL, Sign.EMERGENCY)
    ]


def together(evidence: Iterable[Evidence], state: SafetyState, found: Detected) -> list[Evidence]:
    new = {
        one.sign for one in evidence if one.level > RiskLevel.WATCH or one.sign is not Sign.INTENT
    }
    if not new:
        return []
    if "soon" in found.cues and new & {Sign.INTENT, Sign.PLAN}:
        serious = any(
            e.sign in {Sign.INTENT, Sign.PLAN} and e.level >= RiskLevel.HIGH for e in evidence
        )
        new |= {Sign.TIMING} if serious else set()
    signs = new | set(state.signs)
    pathway = next((e.pathway for e in evidence), Pathway.SUICIDE)
    if pathway not in {Pathway.SUICIDE, Pathway.SELF_HARM, Pathway.POSTPARTUM}:
        return []
    if not any(one.level >= RiskLevel.RAISED or one.sign in {Sign.MEANS, Sign.GOODBYE, Sign.CALM,
               Sign.METHOD_SEEKING, Sign.TIMING} for one in evidence):  # fmt: skip
        return []
    return [
        Evidence("together", "", level, Pathway.SUICIDE, next(iter(sorted(second & signs))))
        for first, second, level in TOGETHER
        if first & signs and second & signs
    ]


def from_reading(
    reading: Reading | None, evidence: Iterable[Evidence], state: SafetyState
) -> list[Evidence]:
    """A very heavy reading keeps an eye open while a sign is recent. It never lowers."""
    if reading is None or state.level is RiskLevel.NONE or any(evidence):
        return []
    if reading.intensity >= HEAVY_INTENSITY and reading.valence <= HEAVY_VALENCE:
        pathway = state.pathway or Pathway.SUICIDE
        return [Evidence("reading.heavy", "", RiskLevel.WATCH, pathway, Sign.HOPELESS)]
    return []
