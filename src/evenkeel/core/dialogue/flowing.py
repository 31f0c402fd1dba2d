"""A flow in a talk: begun, gone through a message at a time, interrupted, gone back to, ended.

Here: the seam between `core.flows` and the planner; a flow's step is a move like any other. Not
here: what a flow asks (`content/flows`), its engine (`core.flows`), offering it (`offers`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from evenkeel.core.dialogue.clauses import turned
from evenkeel.core.dialogue.moves import (
    Awaiting,
    Effect,
    Move,
    RememberToolEffect,
    ScheduleFollowUp,
    Stage,
)
from evenkeel.core.dialogue.plan import Part, Plan, Talk
from evenkeel.core.dialogue.steps import follow_up_day
from evenkeel.core.flows import (
    PERSON,
    Flow,
    FlowState,
    Interrupted,
    Said,
    SlotKind,
    Step,
    advance,
    begin,
    pause,
    resume,
)
from evenkeel.core.vocabulary import Tense

# After this long the flow is not gone on with as if nothing had been: they are asked.
AWAY = timedelta(hours=3)
# A message this long that holds no number or choice, where one was asked for, is about something
# else: the flow waits.
ELSEWHERE_WORDS = 14
# "Let's do a thought record": longer than this and they tell something rather than ask for it.
ASKING_WORDS = 14
# Thanks and no more.
THANKS_WORDS = 3
# Cues that end a flow, from every state; and those that wait for it, as talk of another kind.
STOPS = ("leaves_flow", "not_helping", "no_tools")
ELSEWHERE = ("ends", "cant_talk", "just_listen", "sit")


def asked(talk: Talk) -> Plan | None:
    """They ask for a flow by its name or its kind."""
    if talk.state.flow is not None and talk.state.awaiting is Awaiting.FLOW:
        return None
    asks = talk.heard.cue("asks_flow") and talk.heard.words <= ASKING_WORDS
    for name, (title, kinds) in talk.content.flow_names.items():
        if title.search(talk.heard.text) or (asks and kinds.search(talk.heard.text)):
            # Looked up only now: it opens a record of the member's.
            if talk.advise and name in talk.advise.barred:
                continue
            return start(talk, name)
    return None


def start(talk: Talk, flow: str) -> Plan:
    """The first question of a flow; one that was left half way goes on where it was."""
    chart, left = talk.content.flows[flow], talk.state.flow
    step = resume(chart, left) if left is not None and left.flow == flow else begin(chart)
    tried = (*talk.state.tried, flow)
    changes = {"tool": None, "tool_kind": None, "options": (), "tried": tried, "stage": Stage.ACT}
    return _said(talk, chart, step, changes)


def go_on(talk: Talk) -> Plan | None:
    """This message within the running flow, or None where the flow has to wait for it."""
    chart = _running(talk)
    if chart is None or talk.state.flow is None or _waits_for(talk, chart):
        return None
    heard, reading = talk.heard, talk.heard.reading
    said = Said(
        text=heard.text, number=heard.number, cues=heard.cues,
        emotions=frozenset(reading.emotion_labels),
        traps=frozenset(trap.name for trap in reading.thinking_traps),
        triggers=frozenset(t.name for t in reading.triggers), intent=reading.intent.value,
        intensity=reading.intensity, stops=heard.cue(*STOPS) or _only_thanks(talk),
        person=heard.cue("wants_human"),
        locale=talk.content.tongue.language,
    )  # fmt: skip
    return _said(talk, chart, advance(chart, talk.state.flow, said), {})


def _only_thanks(talk: Talk) -> bool:
    """ "Thank you", to a question: they are done with it, and no answer is made of it."""
    return talk.heard.cue("thanks") and talk.heard.words <= THANKS_WORDS


def within_risk(talk: Talk) -> Plan | None:
    """At the gentlest level of concern a running flow goes on after the words that level needs."""
    return go_on(talk) if talk.state.awaiting is Awaiting.FLOW else None


def spoken_to_us(talk: Talk) -> bool:
    """Whether a message within a flow may be about us rather than an answer to what was asked."""
    if talk.heard.text.endswith("?"):
        return True
    return talk.content.tongue.to_us.search(talk.heard.folded) is not None


def aside(talk: Talk, answer: Plan) -> Plan:
    """A remark about the talk itself is answered, and the open question follows."""
    chart, flow = _running(talk), talk.state.flow
    if chart is None or flow is None or not answer.parts:
        return answer
    question = _part(resume(chart, flow))
    changes = {**answer.changes, "awaiting": Awaiting.FLOW}
    first = replace(answer.parts[0], ask=False)
    return Plan(answer.move, (first, question), changes, answer.offers, answer.effects)


def back(talk: Talk) -> Plan | None:
    """ "Let's go on": the flow that waits is gone on with; "leave it" lets it go."""
    chart, flow = _running(talk), talk.state.flow
    if chart is None or flow is None or talk.state.awaiting is Awaiting.FLOW:
        return None
    agreed = talk.state.awaiting is Awaiting.FLOW_BACK and talk.heard.cue("yes", "either")
    if talk.heard.cue("back_to_flow") or agreed:
        return _said(talk, chart, resume(chart, flow), {})
    if talk.state.awaiting is Awaiting.FLOW_BACK and talk.heard.cue("no", "neither", "leaves_flow"):
        return talk.say("flow.let_go", changes={"flow": None, "awaiting": Awaiting.OPEN})
    return None


def after_a_while(talk: Talk) -> Plan | None:
    """Hours or a day later: whether to go on, said once, when they come with nothing else."""
    chart, flow, last = _running(talk), talk.state.flow, talk.state.last_at
    if chart is None or flow is None or flow.waits is Interrupted.AWAY:
        return None
    carried = talk.state.turn == 0
    long_ago = last is not None and talk.now - last >= AWAY
    if not (carried or long_ago) or not talk.heard.cue("greets", "back", "nothing_new"):
        return None
    changes = {
        "flow": pause(flow, Interrupted.AWAY, now=talk.now).model_copy(
            update={"waits": Interrupted.AWAY}
        ),
        "awaiting": Awaiting.FLOW_BACK,
    }
    return talk.say("flow.after_a_while", changes=changes, title=chart.title)


def waiting(talk: Talk, made: Plan) -> Plan:
    """The plan of a turn in which a flow was left for something else: the flow waits, sealed."""
    flow = talk.state.flow
    if flow is None or "flow" in made.changes:
        return made
    if made.changes.get("awaiting") is Awaiting.FLOW:
        return made
    why = Interrupted.DIGRESSION if talk.state.awaiting is Awaiting.FLOW else Interrupted.DISTRESS
    paused = pause(flow, why, now=talk.now)
    if paused == flow:
        return made
    parts = made.parts
    asks = any(part.ask for part in parts)
    if why is Interrupted.DIGRESSION and not asks and made.move not in (Move.CLOSE, Move.SIT):
        parts = (*parts, talk.line("flow.waits", keep=False))
    return replace(made, parts=parts, changes={**made.changes, "flow": paused})


def _waits_for(talk: Talk, chart: Flow) -> bool:
    """Whether this message has to be met as something else first."""
    heard, flow = talk.heard, talk.state.flow
    past = heard.cue("not_panic_now") or heard.reading.frame.tense is Tense.PAST
    if heard.reading.unreadable or (heard.cue("panic") and not past) or heard.cue(*ELSEWHERE):
        return True
    last = talk.state.last_at
    if last is not None and talk.now - last >= AWAY and heard.cue("greets", "back"):
        return True
    node = chart.states.get(flow.state) if flow else None
    slot = chart.slots.get(node.slot or "") if node else None
    if slot is None or slot.kind not in (SlotKind.RATING, SlotKind.CHOICE):
        return False
    return heard.words > ELSEWHERE_WORDS and heard.number is None and not heard.cue("yes", "no")


def _said(talk: Talk, chart: Flow, step: Step, changes: dict[str, Any]) -> Plan:
    """What a step says, and what the talk remembers of it."""
    if step.state is not None:
        changes = {**changes, "flow": step.state, "awaiting": Awaiting.FLOW}
        return Plan(Move.GUIDE, (_part(step),), changes)
    changes = {**changes, "flow": None, "awaiting": Awaiting.OPEN}
    effects: tuple[Effect, ...] = ()
    if step.measured:
        before, after = step.measured
        effects += (
            RememberToolEffect(tool=chart.id, title=chart.title, before=before, after=after),
        )
    if step.plan:
        plan = turned(step.plan, talk.content.tongue.language)
        day = follow_up_day(step.plan, talk.now.date(), talk.content.tongue)
        effects += (ScheduleFollowUp(text=plan, day=day),)
        changes |= {"step": plan, "awaiting": Awaiting.MORE, "stage": Stage.CLOSED}
    elif step.exit == PERSON:
        changes |= {"awaiting": Awaiting.PERSON}
    elif step.good:
        changes |= {"awaiting": Awaiting.MORE, "stage": Stage.NEXT}
    return Plan(Move.GUIDE, (_part(step),), changes, effects=effects)


def _part(step: Step) -> Part:
    asks = step.state is not None and all("?" in one for one in step.says)
    return Part(step.key, step.says, step.fill, ask=asks)


def _running(talk: Talk) -> Flow | None:
    flow: FlowState | None = talk.state.flow
    return talk.content.flows.get(flow.flow) if flow else None
