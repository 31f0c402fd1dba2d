"""How a level falls: step by step, by time without a sign, or by quiet messages and safe answers.

Here: only what lowers. Not here: what raises (`assess`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from evenkeel.core.safety.decision import Answer, Question, SafetyState, Sign
from evenkeel.core.vocabulary import Pathway, RiskLevel

#: A level falls one step when nothing new was said for this long. Judgement: acute suicidal states
#: mostly pass within hours to days (Deisenhammer 2009; Kleiman 2017), so high outlasts a night.
FALLS_AFTER = {
    RiskLevel.IMMINENT: timedelta(hours=6),
    RiskLevel.HIGH: timedelta(hours=24),
    RiskLevel.RAISED: timedelta(hours=72),
    RiskLevel.WATCH: timedelta(hours=72),
}
#: ... or one step after so many quiet messages, if what was asked was answered safely.
QUIET_MESSAGES = {
    RiskLevel.IMMINENT: 4,
    RiskLevel.HIGH: 5,
    RiskLevel.RAISED: 5,
    RiskLevel.WATCH: 4,
}
#: Harm that somebody else does goes on when a talk turns to other things: within a talk it stays
#: raised, so that what is told next ("is it my fault?") is answered as part of it.
GOES_ON = frozenset({Pathway.CHILD_SAFETY, Pathway.HARM_FROM_OTHERS})
#: With somebody there and safe answers a step takes fewer messages: nobody is kept at a level.
QUIET_WHEN_SETTLED = {RiskLevel.HIGH: 3, RiskLevel.RAISED: 2, RiskLevel.WATCH: 2}
#: Panic peaks within minutes (DSM-5-TR); after this long or so many other messages it is over.
PANIC_LASTS = timedelta(hours=1)
PANIC_QUIET_MESSAGES = 3


def after_time(state: SafetyState, now: datetime) -> SafetyState:
    """The state as time alone has changed it: at most one step down for each full wait."""
    since = state.stepped_at or state.last_sign_at
    level = state.level
    if is_panic(state) and since is not None and now - since >= PANIC_LASTS:
        return _stepped_to(state, RiskLevel.NONE, now)
    while level > RiskLevel.NONE and since is not None and now - since >= FALLS_AFTER[level]:
        since += FALLS_AFTER[level]
        level = RiskLevel(level - 1)
    if level == state.level:
        return state
    return _stepped_to(state, level, since or now)


def help_has_come(state: SafetyState, now: datetime) -> SafetyState:
    """One step down at once when those who were called are in the room."""
    if state.level is not RiskLevel.IMMINENT:
        return state
    return _stepped_to(state, RiskLevel.HIGH, now)


def _stepped_to(state: SafetyState, level: RiskLevel, at: datetime) -> SafetyState:
    update: dict[str, object] = {"level": level, "stepped_at": at, "quiet_turns": 0}
    if level is RiskLevel.NONE:
        update |= {
            "caveat_said": False, "pathway": None,
            "signs": (), "sign_messages": 0, "pending": None, "asked": {},
            "asked_at": {}, "answers": {}, "declined_at": {}, "with_someone": False,
            "on_the_line": False, "line_over": False, "means_away": False, "about_other": False,
            "standing": RiskLevel.NONE, "standing_reason": None, "ai_said": False,
        }  # fmt: skip
    return state.model_copy(update=update)


def is_panic(state: SafetyState) -> bool:
    """Whether all there was is a frightened body."""
    return (
        state.level is RiskLevel.WATCH
        and state.pathway is Pathway.MEDICAL_EMERGENCY
        and set(state.signs) <= {Sign.PANIC}
    )


def after_quiet(state: SafetyState, now: datetime, *, eased: bool = False) -> SafetyState:
    """The state after a message without a sign: one step down if enough were quiet and safe.

    `eased`: the message says that it has eased; that is the end of a panic.
    """
    level = state.level
    if is_panic(state) and (eased or state.quiet_turns >= PANIC_QUIET_MESSAGES):
        return _stepped_to(state, RiskLevel.NONE, now)
    if level is RiskLevel.NONE:
        return state
    if level is RiskLevel.RAISED and state.pathway in GOES_ON and not state.about_other:
        return state
    enough = QUIET_MESSAGES[level]
    if _is_settled(state):
        enough = QUIET_WHEN_SETTLED.get(level, enough)
    if state.quiet_turns < enough:
        return state
    return _stepped_to(state, RiskLevel(level - 1), now) if _answered_safely(state) else state


def _is_settled(state: SafetyState) -> bool:
    """Somebody is with them, and either nothing was planned or it was put away."""
    safe = (
        state.means_away
        or state.answered(Question.DIRECT) is Answer.NO
        or state.answered(Question.PLAN) is Answer.NO
    )
    return (safe or state.about_other) and (state.with_someone or state.on_the_line)


def _answered_safely(state: SafetyState) -> bool:
    """Whether the answers so far allow one step down after quiet messages."""
    direct = state.answered(Question.DIRECT)
    kept = state.with_someone or state.on_the_line
    if state.level is RiskLevel.WATCH:
        return direct in {None, Answer.NO}
    if state.level is RiskLevel.RAISED:
        return direct is Answer.NO or kept or state.about_other
    no_plan = state.answered(Question.PLAN) is Answer.NO
    if state.level is RiskLevel.HIGH:
        return kept or state.means_away or no_plan
    if set(state.signs) & {Sign.ATTEMPT_NOW, Sign.EMERGENCY}:
        return state.with_someone and state.on_the_line  # harm is under way: words change little
    return kept or state.means_away  # what was planned is out of reach
