"""What `assess` hands on: signs, evidence, the elements a reply must hold, and the standing state.

Here: the frozen types of the room. Not here: how they are arrived at (`assess`, `plan`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from evenkeel.core.vocabulary import Pathway, RiskLevel


class Sign(StrEnum):
    """What a phrase tells. The first group belongs to any pathway, the rest to suicide."""

    CONCERN = "concern"
    DANGER = "danger"
    EMERGENCY = "emergency"
    OTHER_AT_RISK = "other_at_risk"
    INTRUSIVE = "intrusive"
    PANIC = "panic"
    VOICES = "voices"

    HOPELESS = "hopeless"
    BURDEN = "burden"
    TRAPPED = "trapped"
    NUMB = "numb"
    AMBIGUOUS = "ambiguous"
    BORROWED = "borrowed"
    """Words of danger that a joke or an everyday exaggeration borrowed."""
    PIECES = "pieces"
    """No message said it; the last few together may."""
    DENIED = "denied"
    CALM = "calm"
    WISH = "wish"
    PAST_ATTEMPT = "past_attempt"
    SELF_HARM = "self_harm"
    GOODBYE = "goodbye"
    ACTIVE = "active"
    METHOD_SEEKING = "method_seeking"
    PLAN = "plan"
    MEANS = "means"
    INTENT = "intent"
    TIMING = "timing"
    ATTEMPT_NOW = "attempt_now"
    STANDING = "standing"


class Question(StrEnum):
    """What a risk turn may ask; one at a time."""

    DIRECT = "direct"
    CHECK = "check"
    PLAN = "plan"
    MEANS = "means"
    TIMING = "timing"
    WITH_YOU = "with_you"
    MOVE_MEANS = "move_means"
    CALL = "call"
    CALLED = "called"
    KEPT_SAFE = "kept_safe"
    BARRIER = "barrier"
    ANSWERED = "answered"
    BUILD_PLAN = "build_plan"
    PLAN_SIGNS = "plan_signs"
    PLAN_ALONE = "plan_alone"
    PLAN_PEOPLE = "plan_people"
    PLAN_REASON = "plan_reason"
    FOLLOWED_UP = "followed_up"
    FRIEND_NOW = "friend_now"
    FRIEND_ASKED = "friend_asked"
    FRIEND_WHO = "friend_who"
    FRIEND_YOU = "friend_you"
    GROUND = "ground"
    FOLLOW_UP = "follow_up"
    LISTEN = "listen"


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    REFUSED = "refused"


class Offer(StrEnum):
    """What a member may decline: acknowledged, then spaced."""

    CRISIS_LINE = "crisis_line"
    TRUSTED_PERSON = "trusted_person"
    SAFETY_PLAN = "safety_plan"
    PROFESSIONAL = "professional"
    GROUNDING = "grounding"


class Stance(StrEnum):
    """How the member speaks of it in this message; it chooses the first line of the reply."""

    PLAIN = "plain"
    ANSWERED_YES = "answered_yes"
    ANSWERED_NO = "answered_no"
    UNSURE = "unsure"
    REFUSED_LINE = "refused_line"
    REFUSED_PERSON = "refused_person"
    REFUSED_TO_SAY = "refused_to_say"
    REFUSED_OTHER = "refused_other"
    ANGRY = "angry"
    JOKING = "joking"
    RETRACTED = "retracted"
    FOR_A_FRIEND = "for_a_friend"
    FOR_OTHER = "for_other"
    INTRUSIVE = "intrusive"
    WITH_SOMEONE = "with_someone"
    ON_THE_LINE = "on_the_line"
    SILENT = "silent"
    WATCHED = "watched"
    CALM = "calm"
    QUIET = "quiet"


class Element(StrEnum):
    """What a reply at a risk level must hold (SAFETY.md section 1)."""

    FEELING = "feeling"
    DIRECT_QUESTION = "direct_question"
    PLAN_QUESTION = "plan_question"
    MEANS_QUESTION = "means_question"
    TIMING_QUESTION = "timing_question"
    CRISIS_LINE = "crisis_line"
    TRUSTED_PERSON = "trusted_person"
    SAFETY_PLAN = "safety_plan"
    AI_NOTICE = "ai_notice"
    MEANS_DISTANCE = "means_distance"
    PROFESSIONAL = "professional"
    GROUNDING = "grounding"
    EMERGENCY_FIRST = "emergency_first"
    SOMEONE_NOW = "someone_now"
    STAYS = "stays"
    MEDICAL_CAVEAT = "medical_caveat"
    HEARD = "heard"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rule that spoke, the normalised words it rests on, and the level it gives."""

    rule: str
    phrase: str
    level: RiskLevel
    pathway: Pathway
    sign: Sign


class SafetyState(BaseModel):
    """Everything remembered about one person's danger. Frozen and JSON-serialisable.

    Counters count the member's messages. Times are aware. A fresh state is `SafetyState()`.
    `person` is whom the member said could be with them, in their noun ("flatmate"); `told_at` the
    turn at which they reached out to somebody; `plan_words` are their own words for the safety
    plan, by the question they answered; `follow_up_at` is when a follow-up was agreed for;
    `tongue` the language other than English in which danger was told last; `friend_at` the turn at
    which somebody else's danger, or a question "for a friend", was last spoken of; `rests_until`
    the turn up to which they asked not to be asked; `checked_at` the turn at which it was asked
    about danger told in pieces.

    >>> SafetyState.model_validate_json(SafetyState().model_dump_json()) == SafetyState()
    True
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: RiskLevel = RiskLevel.NONE
    pathway: Pathway | None = None
    peak: RiskLevel = RiskLevel.NONE
    signs: tuple[Sign, ...] = ()
    sign_messages: int = 0
    turn: int = 0
    quiet_turns: int = 0
    pending: Question | None = None
    asked: Mapping[Question, int] = {}
    asked_at: Mapping[Question, int] = {}
    answers: Mapping[Question, Answer] = {}
    declined_at: Mapping[Offer, int] = {}
    ai_said: bool = False
    caveat_said: bool = False
    with_someone: bool = False
    on_the_line: bool = False
    line_over: bool = False
    means_away: bool = False
    about_other: bool = False
    person: str | None = None
    told_at: int | None = None
    friend_at: int | None = None
    rests_until: int = 0
    checked_at: int | None = None
    plan_words: Mapping[Question, str] = {}
    follow_up_at: datetime | None = None
    followed_up: bool = False
    standing: RiskLevel = RiskLevel.NONE
    standing_reason: str | None = None
    last_sign_at: datetime | None = None
    stepped_at: datetime | None = None
    updated_at: datetime | None = None
    tongue: str | None = None

    def answered(self, question: Question) -> Answer | None:
        return self.answers.get(question)


@dataclass(frozen=True, slots=True)
class RiskDecision:
    """What one message means for safety, and what the reply to it must hold.

    `question` is the one question this turn asks (None: none is due); `state` already counts the
    question and the AI notice as said, because `guard` lets no reply out without them. `heard` is
    what the message answered ("plan.no"), for the first line of the reply.
    """

    level: RiskLevel
    pathway: Pathway | None
    evidence: tuple[Evidence, ...]
    required: frozenset[Element]
    state: SafetyState
    question: Question | None = None
    stance: Stance = Stance.PLAIN
    sign: Sign | None = None
    declined: frozenset[Offer] = field(default_factory=frozenset)
    heard: str | None = None
    follow_up_due: bool = False
