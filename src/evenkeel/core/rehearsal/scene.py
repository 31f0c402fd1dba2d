"""A scene: the role opens, and answers each line in character, harder by the chosen level.

Here: whose turn brings what. Not here: setting the scene or leaving it (`core.dialogue.rehearsal`),
what is said about it afterwards (`feedback`).
"""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict

from evenkeel.core.rehearsal.hearing import Said
from evenkeel.core.rehearsal.schema import Fear, Hears, Mark, Role

# Lines of theirs after which a scene is over, by level: long enough to hold, short enough to end.
MOST_LINES: Final = {1: 5, 2: 6, 3: 7}
# How often it has to be said before the other gives way; at 3 they give a little, never all.
HOLDS_NEEDED: Final = {1: 2, 2: 3, 3: 4}


class Scene(BaseModel):
    """Where a scene stands: JSON in the talk's state. `used` are ids of lines the role has said."""

    model_config = ConfigDict(frozen=True)

    role: str
    level: int
    fear: Fear | None = None
    lines: tuple[Said, ...] = ()
    used: tuple[str, ...] = ()
    feared: bool = False


@dataclass(frozen=True)
class Exchange:
    """The role's answer, the scene after it, and whether it is over; `gave_way`: they got there."""

    says: str
    scene: Scene
    over: bool = False
    gave_way: bool = False


def opening(role: Role, scene: Scene, rng: random.Random) -> Exchange:
    """The role speaks first."""
    return _say(role.levels[scene.level].opens, scene, rng)


def reply(role: Role, scene: Scene, said: Said, rng: random.Random) -> Exchange:
    """The role's answer to one line.

    A clear ask or boundary, held as often as the level needs, is met; the level's last line ends it
    either way. What they feared happens once, from level 2 on, when they first stand firm.
    """
    level = role.levels[scene.level]
    firm_before = _firm(scene)
    scene = scene.model_copy(update={"lines": (*scene.lines, said)})
    firm = _firm(scene)
    if firm > firm_before and firm >= HOLDS_NEEDED[scene.level] and not said.has(Mark.ATTACK):
        return _say(level.yields, scene, rng, over=True, gave_way=True)
    if len(scene.lines) >= MOST_LINES[scene.level]:
        return _say(level.ends, scene, rng, over=True)
    fear = scene.fear if scene.level > 1 and not scene.feared else None
    if fear is not None and said.has(Mark.ASK, Mark.BOUNDARY):
        return _say(role.feared[fear], scene.model_copy(update={"feared": True}), rng)
    return _say(level.hears[heard(said, held=firm_before > 0)], scene, rng)


def heard(said: Said, *, held: bool) -> Hears:
    """What of a line the other answers: the loudest thing in it.

    >>> heard(Said(text="x", marks=(Mark.ASK, Mark.ATTACK)), held=False).value
    'attack'
    """
    for mark, answer in _LOUDEST:
        if said.has(mark):
            firm = answer in (Hears.ASK, Hears.BOUNDARY)
            return Hears.HELD if firm and held else answer
    return Hears.OTHER


_LOUDEST: Final = (
    (Mark.ATTACK, Hears.ATTACK), (Mark.GAVE_IN, Hears.GAVE_IN), (Mark.APOLOGY, Hears.APOLOGY),
    (Mark.OFFER, Hears.OFFER), (Mark.ASK, Hears.ASK), (Mark.BOUNDARY, Hears.BOUNDARY),
    (Mark.FEELING, Hears.FEELING), (Mark.FACT, Hears.FACT),
)  # fmt: skip


def _firm(scene: Scene) -> int:
    """How often they stood for what they want since they last let it go, attacks left out."""
    count = 0
    for one in scene.lines:
        if one.has(Mark.GAVE_IN):
            count = 0
        elif one.has(Mark.ASK, Mark.BOUNDARY, Mark.OFFER) and not one.has(Mark.ATTACK):
            count += 1
    return count


def _say(
    lines: tuple[str, ...], scene: Scene, rng: random.Random, *, over: bool = False,
    gave_way: bool = False,
) -> Exchange:  # fmt: skip
    """A line not said in this rehearsal while there is one."""
    fresh = [one for one in lines if _id(one) not in scene.used] or list(lines)
    says = rng.choice(fresh)
    scene = scene.model_copy(update={"used": (*scene.used, _id(says))})
    return Exchange(says, scene, over, gave_way)


def _id(line: str) -> str:
    return f"{zlib.crc32(line.encode()):08x}"
