"""In any language: a flow's walkthrough with the real companion, and all that a role may say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from random import Random

from evenkeel.core.dialogue import Companion, DialogueState
from evenkeel.core.dialogue.moves import Awaiting
from evenkeel.core.flows import Flow, Walkthrough, begin
from evenkeel.core.rehearsal import Role


def replay(
    companion: Companion, flow: Flow, walk: Walkthrough, *, now: datetime, locale: str
) -> None:
    """Each turn of the walkthrough leads where it says; the words of an exit are its own."""
    state = DialogueState().model_copy(
        update={
            "flow": begin(flow).state, "awaiting": Awaiting.FLOW, "turn": 2,
            "last_at": now, "notice_at": now,
        }
    )  # fmt: skip
    for at, turn in enumerate(walk.turns):
        answer = companion.reply(state, turn.me, now=now, rng=Random(at), locale=locale)
        here = answer.state.flow.state if answer.state.flow else None
        assert here == turn.at or (here is None and turn.at in flow.exits), (turn.me, here)
        if here is None:
            said = [re.sub(r"\\\{\w+\\\}", ".+", re.escape(t)) for t in flow.exits[turn.at].says]
            assert any(re.search(one, answer.reply) for one in said), answer.reply
        state = answer.state


def lines_of(role: Role) -> Iterator[str]:
    """All that a role may say."""
    for level in role.levels.values():
        yield from (*level.opens, *level.yields, *level.ends)
        for lines in level.hears.values():
            yield from lines
    for lines in role.feared.values():
        yield from lines
