"""Talking, and changing what was said: every write of this area, each atomic.

Here: one turn stored with its effects, ratings, edits, deletions. Not here: what is answered
(`core.dialogue`), reading (`queries`), checking what was sent (`incoming`).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from evenkeel.apps import asking
from evenkeel.apps.care import actions as care
from evenkeel.apps.companion import near, queries, remembering
from evenkeel.apps.companion.advising import Adviser
from evenkeel.apps.companion.models import Conversation, FollowUp, Message
from evenkeel.apps.companion.payloads import (
    ConversationPayload,
    FollowUpPayload,
    MessagePayload,
    NearEntry,
    Rating,
    Resource,
    SentMessage,
)
from evenkeel.apps.programs import queries as programs
from evenkeel.apps.records import EditConflict
from evenkeel.apps.safety_plan import actions as plans
from evenkeel.apps.safety_plan import queries as plan_queries
from evenkeel.apps.wording import queries as wording
from evenkeel.core.dialogue import (
    Answer,
    DialogueState,
    Effect,
    Memory,
    OfferSafetyPlan,
    ScheduleFollowUp,
    ToolEffect,
)
from evenkeel.core.dialogue.memory_turns import as_they_like
from evenkeel.core.dialogue.phrasing import Show
from evenkeel.core.safety import begin_risk_turn
from evenkeel.core.safety.decision import SafetyState
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import Pathway, RiskLevel, SaveSafetyPlanStep
from evenkeel.llm.speaking import Speaker

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

TITLE_CHARACTERS = 60
ASKS_AFTER_UNTIL = 6
"""A plan that is due is asked after within the first turns of a talk, at a greeting or a pause."""
ATTEMPTS = 3
"""Times a turn is tried again when another tab spoke in the same conversation meanwhile."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A stored turn: its conversation, both rows and what is in them (the member's words, then the
    reply), what was answered, the stretch of talking."""

    conversation: Conversation
    said: Message
    replied: Message
    payloads: tuple[MessagePayload, MessagePayload]
    answer: Answer
    going: care.Going | None = None


def say(
    *,
    by: Member,
    keyring: Keyring,
    text: str,
    now: datetime,
    conversation: Conversation | None = None,
    message_id: UUID | None = None,
    show: Show | None = None,
) -> Turned:
    """Answer one message and keep both sides of the turn. `show` is given a model's sentences.

    Without `conversation` a new one begins, with the standing safety state of the last. The turn is
    tried again from the newest state when another tab spoke in between. Raises EditConflict when
    that happens three times running.
    """
    for attempt in range(ATTEMPTS):
        try:
            return _say(by, keyring, text, now, conversation, message_id, show)
        except EditConflict:
            if attempt == ATTEMPTS - 1 or conversation is None:
                raise
            conversation = Conversation.of(by).get(pk=conversation.pk)
    raise EditConflict


def _say(
    by: Member,
    keyring: Keyring,
    text: str,
    now: datetime,
    conversation: Conversation | None,
    message_id: UUID | None,
    show: Show | None,
) -> Turned:
    payload = _opened(by, keyring, conversation)
    fresh = payload.state.turn == 0
    early = payload.state.turn < ASKS_AFTER_UNTIL
    memory = queries.memory_of(by, keyring, now, fresh=early)
    payload = _with_plan(payload, memory)
    memory = _with_practice(by, keyring, memory)
    if fresh:
        likes = as_they_like(payload.state, memory, queries.companion(by.locale).content)
        payload = payload.model_copy(update={"state": likes})
    speaker = wording.speaker(by, keyring, names=partial(queries.names_known, by, keyring))
    adviser = Adviser(by, keyring, local_now=timezone.localtime(now))
    answer = queries.companion(by.locale).reply(
        payload.state,
        text,
        now=timezone.localtime(now),
        rng=random.Random(),  # noqa: S311 (which of several good wordings, no secret)
        country=by.country or None,
        locale=by.locale,
        memory=memory,
        turns=queries.latest_turns(conversation, keyring) if speaker and conversation else (),
        model=speaker,
        show=show,
        advise=adviser,
    )
    close = near.entry_close_to(by, keyring, answer, payload, now) if memory.on else None
    mentioned = (*payload.near, close.entry) if close else payload.near
    after = ConversationPayload(
        title=payload.title or _title(text), state=answer.state, near=mentioned
    )
    turned = _keep_turn(
        by, keyring, text, answer, after, conversation, message_id, now, speaker, close
    )
    adviser.note(answer.offers, now=now)
    if any(one.text in answer.reply for one in memory.due):
        _mark_asked(by, keyring, answer.reply, now)
    going = care.after_turn(
        by=by, keyring=keyring, before=payload.state.safety, decision=answer.decision,
        lines_shown=bool(answer.resources), now=now,
    )  # fmt: skip
    return replace(turned, going=going)


@transaction.atomic
def _keep_turn(
    by: Member,
    keyring: Keyring,
    text: str,
    answer: Answer,
    after: ConversationPayload,
    conversation: Conversation | None,
    message_id: UUID | None,
    now: datetime,
    speaker: Speaker | None,
    close: NearEntry | None,
) -> Turned:
    """Both sides of a turn and its effects. Only this part holds the database's write lock."""
    row = _keep_conversation(by, keyring, conversation, after, now)
    member_side = MessagePayload(text=text, by_member=True, order=2 * answer.state.turn)
    said = Message.sealed_row(
        by=by, keyring=keyring, payload=member_side, at=now, now=now, id=message_id or uuid4(),
        conversation=row,
    )  # fmt: skip
    reply_side = _reply_payload(answer, speaker, close)
    replied = Message.sealed_row(
        by=by, keyring=keyring, payload=reply_side, at=now, now=now, conversation=row
    )
    asking.add([said, replied])
    carry_out(by=by, keyring=keyring, effects=answer.effects, now=now)
    return Turned(row, said, replied, (member_side, reply_side), answer)


@transaction.atomic
def open_risk_turn(
    *,
    by: Member,
    keyring: Keyring,
    source: str,
    now: datetime,
    pathway: Pathway | str = Pathway.SUICIDE,
    level: RiskLevel = RiskLevel.RAISED,
    item: str = "",
    answer: str = "",
) -> Conversation:
    """A conversation that begins with the risk turn a questionnaire's answer calls for.

    `source` names the instrument; `item` and `answer` are its question and the member's answer,
    kept as the evidence. The level never falls by this.
    """
    standing = _standing(by, keyring)
    decision = begin_risk_turn(
        level=level, pathway=Pathway(pathway), reason=f"{source}: {item} {answer}".strip(),
        now=now, state=standing,
    )  # fmt: skip
    made = queries.companion().open_risk_turn(
        DialogueState(safety=standing),
        decision,
        now=timezone.localtime(now),
        rng=random.Random(),  # noqa: S311 (wording)
        country=by.country or None,
    )
    payload = ConversationPayload(title=source, state=made.state)
    row = _keep_conversation(by, keyring, None, payload, now)
    Message.create_locked(
        by=by, keyring=keyring, payload=_reply_payload(made), at=now, now=now, conversation=row
    )
    return row


def carry_out(*, by: Member, keyring: Keyring, effects: Sequence[Effect], now: datetime) -> None:
    """What a turn asks of the shell. What is only shown (an exercise, the plan) needs no write."""
    for effect in effects:
        if isinstance(effect, ScheduleFollowUp):
            _schedule(by, keyring, effect, now)
        elif isinstance(effect, SaveSafetyPlanStep):
            plans.add_line(by=by, keyring=keyring, step=effect.step, text=effect.text, now=now)
    remembering.carry_out(by=by, keyring=keyring, effects=effects, now=now)


def rate(
    *, row: Message, keyring: Keyring, rating: Rating, report: str = "", now: datetime
) -> None:
    """What the member thought of one reply; a later answer replaces an earlier one."""
    payload: MessagePayload = row.open(keyring)
    _change(row, keyring, payload.model_copy(update={"rating": rating, "report": report}), now)


def edit_message(*, row: Message, keyring: Keyring, text: str, now: datetime) -> None:
    """Change the member's own words. What was drawn from them leaves the talk's memory as well."""
    payload: MessagePayload = row.open(keyring)
    if not payload.by_member:
        raise ValueError("Only the member's own messages can be edited.")
    with transaction.atomic():
        _change(row, keyring, payload.model_copy(update={"text": text, "edited": True}), now)
        _forget_words(row.conversation, keyring, now)


def delete_message(*, row: Message, keyring: Keyring, now: datetime) -> None:
    """Delete one message, of either side. There is no way back."""
    with transaction.atomic():
        conversation = row.conversation
        row.delete()
        _forget_words(conversation, keyring, now)


def delete_conversation(*, row: Conversation) -> None:
    """Delete a conversation with all its messages. There is no way back; the page asks first."""
    row.delete()


def _opened(by: Member, keyring: Keyring, row: Conversation | None) -> ConversationPayload:
    if row is None:
        return ConversationPayload(state=_carried(by, keyring))
    payload: ConversationPayload = row.open(keyring)
    return payload


def _with_plan(payload: ConversationPayload, memory: Memory) -> ConversationPayload:
    """The state with the lines of the member's safety plan, to be quoted back (SAFETY.md S11)."""
    safety = plan_queries.with_plan(payload.state.safety, memory.safety_plan)
    state = payload.state.model_copy(update={"safety": safety})
    return payload.model_copy(update={"state": state})


def _with_practice(by: Member, keyring: Keyring, memory: Memory) -> Memory:
    """What exercises did, in the player as well as in a talk: "on Tuesday ... from 7 to 4"."""
    if not memory.on:
        return memory
    cards = queries.companion(by.locale).content.exercises
    played = tuple(
        ToolEffect(
            tool=run.payload.exercise, title=cards[run.payload.exercise].title,
            before=run.payload.before, after=run.payload.after, on=run.at.date(),
        )
        for run in programs.latest_rated(by, keyring)
        if run.payload.exercise in cards
        and run.payload.before is not None
        and run.payload.after is not None
    )  # fmt: skip
    return memory.model_copy(update={"effects": (*memory.effects, *played)})


def _carried(by: Member, keyring: Keyring) -> DialogueState:
    """A new talk begins where the last one stood: its danger, and a flow left half way."""
    last = Conversation.latest(by)
    if last is None:
        return DialogueState()
    payload: ConversationPayload = last.open(keyring)
    return DialogueState(safety=payload.state.safety, flow=payload.state.flow)


def _standing(by: Member, keyring: Keyring) -> SafetyState:
    """Danger does not end with a conversation: the next one starts where the last one stood."""
    last = Conversation.latest(by)
    if last is None:
        return SafetyState()
    payload: ConversationPayload = last.open(keyring)
    return payload.state.safety


def _keep_conversation(
    by: Member,
    keyring: Keyring,
    row: Conversation | None,
    payload: ConversationPayload,
    now: datetime,
) -> Conversation:
    if row is None:
        return Conversation.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)
    row.update_locked(
        keyring=keyring, payload=payload, expected_revision=row.revision, now=now, at=now
    )
    return row


def _reply_payload(
    answer: Answer, speaker: Speaker | None = None, close: NearEntry | None = None
) -> MessagePayload:
    decision = answer.decision
    sent = speaker.sent if speaker else ()
    return MessagePayload(
        text=answer.reply, by_member=False, order=2 * answer.state.turn + 1, move=answer.move,
        level=decision.level, pathway=decision.pathway or "",
        evidence=tuple(dict.fromkeys(one.phrase or one.rule for one in decision.evidence)),
        offers=answer.offers,
        resources=tuple(
            Resource(name=line.name, channel=line.channel, number=line.number, menu=line.menu,
                     url=line.url, hours=line.hours)
            for line in answer.resources
        ),
        directory_url=answer.card.directory_url if answer.card and answer.resources else "",
        safety_plan=any(isinstance(effect, OfferSafetyPlan) for effect in answer.effects),
        by_model=speaker.model if speaker and answer.by_model else "",
        why_not_model=answer.why_not_model, near=close,
        sent=tuple(SentMessage(role=one["role"], content=one["content"]) for one in sent),
    )  # fmt: skip


def _schedule(by: Member, keyring: Keyring, effect: ScheduleFollowUp, now: datetime) -> None:
    today = timezone.localtime(now).date()
    payload = FollowUpPayload(text=effect.text, day=effect.day, said_on=today)
    due = timezone.make_aware(datetime.combine(effect.day, time.min))
    at = max(due, now + timedelta(minutes=1))
    FollowUp.create_locked(by=by, keyring=keyring, payload=payload, at=at, now=now)


def _mark_asked(by: Member, keyring: Keyring, reply: str, now: datetime) -> None:
    for row in FollowUp.of(by).filter(at__lte=now, at__gte=now - queries.FOLLOW_UPS_ASKED_WITHIN):
        payload = queries.follow_up_payload(row, keyring)
        if not payload.asked and payload.text in reply:
            done = payload.model_copy(update={"asked": True})
            row.update_locked(
                keyring=keyring, payload=done, expected_revision=row.revision, now=now
            )


def _change(row: Message, keyring: Keyring, payload: MessagePayload, now: datetime) -> None:
    row.update_locked(keyring=keyring, payload=payload, expected_revision=row.revision, now=now)


def _forget_words(row: Conversation, keyring: Keyring, now: datetime) -> None:
    payload: ConversationPayload = row.open(keyring)
    state = payload.state.model_copy(update={"clauses": (), "recent": (), "told": (), "step": None})
    title = payload.title
    first = next((p.text for _, p in queries.messages_of(row, keyring) if p.by_member), "")
    if title and title != first:
        title = _title(first)
    changed = ConversationPayload(title=title, state=state, near=payload.near)
    row.update_locked(
        keyring=keyring, payload=changed, expected_revision=row.revision, now=now, at=row.at
    )


def _title(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= TITLE_CHARACTERS:
        return line
    whole_words = line[:TITLE_CHARACTERS].rpartition(" ")[0]
    return (whole_words or line[: TITLE_CHARACTERS - 1]) + "…"
