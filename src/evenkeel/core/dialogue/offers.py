"""Which two tools to put before the member, and why these.

Here: matching needs to exercises, in-talk guides and flows; where the member's own history is known
(`advice`), it says which exercise. Not here: when to offer (`acting`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from evenkeel.core.dialogue.moves import Offer
from evenkeel.core.dialogue.plan import Talk
from evenkeel.core.flows import Flow

HOW_MANY = 2
# Asked what to do about something that no tag names: one problem, taken apart.
SORTING_NEED = "overwhelm"
SLEEP, SLEEPLESS = "sleep", "sleepless"
# At night, or when they write little, nothing long is offered.
NIGHT_MINUTES = 10.0
EACH_FURTHER_NEED = 0.05
# From this many turns of understanding on, a flow comes first among in-talk tools of equal fit.
TOLD_ENOUGH = 3
FLOW_FIRST = 0.01
# How many needs, the most particular first, the member's own history is asked about.
MOST_PARTICULAR = 2


def needs_now(talk: Talk) -> tuple[str, ...]:
    """Need tags of this talk, the most particular first: scene, feeling, trigger, then any."""
    content, state = talk.content, talk.state
    found: list[str] = []
    sleep = content.feelings["sleepless"].needs if "sleepless" in content.feelings else ()
    about_sleep = SLEEP in (talk.heard.trigger, *state.triggers) or SLEEPLESS in (
        talk.heard.feeling,
        state.feeling,
    )
    if talk.heard.night and about_sleep:
        found += sleep
    scene = talk.heard.scene or content.scenes.get(state.scene or "")
    if scene:
        found += scene.needs
    found += state.needs
    feeling = talk.heard.feeling or state.feeling or ""
    if feeling in content.feelings:
        found += content.feelings[feeling].needs
    for trigger in state.triggers:
        found += content.triggers[trigger].needs
    if talk.heard.night:
        found += sleep
    if talk.heard.cue("asks_how", "wants_sort"):
        out_there = (talk.heard.trigger, *state.triggers[:1])
        if not found:
            return (SORTING_NEED,)
        if any(SORTING_NEED in content.triggers[name].needs[:1] for name in out_there if name):
            found.insert(0, SORTING_NEED)  # rent is not a thought to be looked at
    return tuple(dict.fromkeys(found)) or ("stress",)


def choose(talk: Talk, *, without: Iterable[str] = ()) -> tuple[Offer, ...]:
    """One exercise and one guide where both fit, ranked by needs met and by what helped before.

    What is barred for this member is never among them, whoever ranks.
    """
    needs, content = needs_now(talk), talk.content
    never = talk.advise.barred if talk.advise else frozenset()
    barred = {*without, *talk.state.tried, *talk.state.declined, *never}
    guides = [
        (Offer(id=g.id, kind="guide", title=g.title, minutes=g.minutes, reason=g.reason),
         _score(g.needs, needs, g.id, talk))
        for g in content.guides.values() if g.id not in barred
    ]  # fmt: skip
    exercises = [
        (Offer(id=e.id, kind="exercise", title=e.title, minutes=e.minutes, reason=e.reason),
         _score(e.needs, needs, e.id, talk))
        for e in content.exercises.values()
        if e.id not in barred and e.in_talk and not {needs[0]} & set(e.not_for)
    ]  # fmt: skip
    guides += [
        (Offer(id=f.id, kind="flow", title=f.title, minutes=f.minutes, reason=f.reason),
         _score(f.needs, needs, f.id, talk) + _ready_for_more(talk))
        for f in content.flows.values() if f.id not in barred and _has_room(f, needs, talk)
    ]  # fmt: skip
    best_guides, best_exercises = _ranked(guides, talk), _ranked(exercises, talk)
    best_exercises = _advised(talk, best_exercises, beside=best_guides[:1])
    picked = list(best_guides[:1])
    for other in (*best_exercises, *best_guides[1:]):
        if len(picked) < HOW_MANY and not any(_alike(other, one) for one in picked):
            picked.append(other)
    return tuple(picked[:HOW_MANY])


def _advised(talk: Talk, fitting: list[Offer], *, beside: list[Offer]) -> list[Offer]:
    """What fits, in the order of the member's own history. It is asked among those alone that could
    stand beside the guide, so that the chance it states is the chance with which it is offered."""
    if talk.advise is None:
        return fitting
    could = {one.id: one for one in fitting if not any(_alike(one, other) for other in beside)}
    out = talk.content.exercises.keys() - could.keys()
    best = talk.advise.best(needs_now(talk)[:MOST_PARTICULAR], without=out)
    return [could[id] for id in best if id in could]


def _ready_for_more(talk: Talk) -> float:
    """Once they have told enough, steps together come before a short tool that fits as well."""
    return FLOW_FIRST if talk.state.explored >= TOLD_ENOUGH else 0.0


def _has_room(flow: Flow, needs: tuple[str, ...], talk: Talk) -> bool:
    """A flow asks for words: not in the night unless it fits there, nor of who asked for less or
    for calm."""
    if (talk.heard.night and not flow.night) or talk.heard.cue("wants_edge"):
        return False
    return not talk.state.style.brief and needs[0] not in flow.not_for


def _alike(one: Offer, other: Offer) -> bool:
    """Two names with a telling word in common are one choice, not two."""
    return bool(_words(one.title) & _words(other.title))


def _words(title: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[^\W\d_]{4,}", title.lower())}


def _ranked(scored: list[tuple[Offer, float]], talk: Talk) -> list[Offer]:
    fitting = [
        (offer, score)
        for offer, score in scored
        if score > 0 and not (talk.heard.night and offer.minutes > NIGHT_MINUTES)
    ]
    return [offer for offer, _ in sorted(fitting, key=lambda item: (-item[1], item[0].id))]


def _score(tags: tuple[str, ...], needs: tuple[str, ...], tool: str, talk: Talk) -> float:
    """The most particular need met decides; an effect on record moves a tool up or down."""
    ranks = [rank for rank, need in enumerate(needs) if need in tags]
    met = 1.0 / (1 + ranks[0]) + EACH_FURTHER_NEED * (len(ranks) - 1) if ranks else 0.0
    past = [e.before - e.after for e in talk.memory.effects if e.tool == tool]
    return met + (0.2 * sum(past) / len(past) if past and met else 0.0)
