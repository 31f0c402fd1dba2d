"""A week's plan: at most three small things, built from what helps, changed each week (F46).

Here: what next week's plan is, given this one and what is believed, with the reason for each
change. Not here: words (content/plan), storage, the member's own choices, which always win.

Rules, each with its reason: what was done and helped stays; what was not done becomes smaller, and
after a second week makes room; what was done and did not help is swapped; what no longer goes with
what they told about their body goes. A programme's practice comes in as it is and goes when the
programme moves on. What is still empty is filled from what has helped this member, then from one
thing that is worth a try. Small and specific, with
a when and a where, is what gets done (Gollwitzer and Sheeran 2006, implementation intentions).
Nothing is counted in a row and nothing is lost by not doing it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Final

from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_folder
from evenkeel.core.personalisation.choose import Because, Choice

MOST_THINGS: Final = 3
HELPED: Final = 6
"""Of 10, from which something is taken to have helped."""
USUAL_TIMES: Final = 3
MOST_TIMES: Final = 7
WEEKS_NOT_DONE: Final = 2


class Change(StrEnum):
    """Why a thing is in the plan, or no longer. The words are content/plan/<change>.yaml."""

    KEPT = "kept"
    SMALLER = "smaller"
    MADE_ROOM = "made_room"
    SWAPPED = "swapped"
    HELPS_YOU = "helps_you"
    WORTH_A_TRY = "worth_a_try"
    HARD_WEEK = "hard_week"
    PROGRAMME = "programme"
    MOVED_ON = "moved_on"
    NOT_FOR_YOU = "not_for_you"


GOES: Final = (Change.MADE_ROOM, Change.SWAPPED, Change.MOVED_ON, Change.NOT_FOR_YOU)


class How(StrEnum):
    """How one thing went."""

    OPEN = ""
    DONE = "done"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Thing:
    """One small thing. `exercise` is empty where it is in the member's own words; `programme` is
    the id of the one whose practice it is.

    `helped` is 0 to 10, None where not said; `weeks_not_done` counts weeks before this one.
    """

    what: str
    exercise: str = ""
    when: str = ""
    where: str = ""
    times: int = USUAL_TIMES
    how: How = How.OPEN
    helped: int | None = None
    weeks_not_done: int = 0
    programme: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A thing for next week and why it is there, or why it went: then `thing` is the old one."""

    thing: Thing
    change: Change

    @property
    def stays(self) -> bool:
        """Whether it is in the plan."""
        return self.change not in GOES


def next_week(
    last: Sequence[Thing],
    *,
    offered: Sequence[Choice],
    titles: dict[str, str],
    hard: bool = False,
    woven: Sequence[Thing] = (),
    barred: Collection[str] = (),
) -> tuple[Planned, ...]:
    """Next week's things, those that stay first, then those that went.

    `offered` are choices for the member's usual needs, the best first; `woven` are the practices
    that programmes hold now; `barred` are ids of exercises that are not for this member; `hard`
    says that a warning stands or the week was low: then one thing is enough.

    >>> walk = Thing("walk to the river", times=4, how=How.NOT)
    >>> [(one.thing.times, one.change.value) for one in next_week([walk], offered=(), titles={})]
    [(2, 'smaller')]
    """
    now = {(one.programme, one.what) for one in woven}
    judged = [_judged(one, now=now, barred=barred) for one in last]
    staying = [one for one in judged if one.stays]
    gone = [one for one in judged if not one.stays]
    most = 1 if hard else MOST_THINGS
    held = {(one.thing.programme, one.thing.what) for one in staying}
    practised = [
        Planned(one, Change.PROGRAMME)
        for one in woven
        if (one.programme, one.what) not in held and one.exercise not in barred
    ]
    used = {one.thing.exercise for one in (*judged, *practised)}
    fresh = [
        Planned(Thing(titles[one.exercise], exercise=one.exercise), _why(one))
        for one in offered
        if one.exercise not in used and one.exercise in titles and one.exercise not in barred
    ]
    if hard and staying:
        staying = [Planned(staying[0].thing, Change.HARD_WEEK)]
    return (*(*staying, *practised, *fresh)[:most], *gone)


def _judged(one: Thing, *, now: set[tuple[str, str]], barred: Collection[str]) -> Planned:
    """What becomes of one of last week's things."""
    if one.exercise and one.exercise in barred:
        return Planned(one, Change.NOT_FOR_YOU)
    if one.programme:
        stays = (one.programme, one.what) in now
        kept = replace(one, how=How.OPEN, helped=None, weeks_not_done=0)
        return Planned(kept, Change.PROGRAMME) if stays else Planned(one, Change.MOVED_ON)
    return _judge(one)


def helps_first(offered: Sequence[Choice]) -> tuple[Choice, ...]:
    """Choices in the order of a week: what has helped, the most relief first, but one place of
    three for what is worth a try, so that something can be learnt.

    >>> helps_first(())
    ()
    """
    sure = sorted((c for c in offered if _why(c) is Change.HELPS_YOU), key=lambda c: -c.expected)
    new = [one for one in offered if _why(one) is not Change.HELPS_YOU]
    return (*sure[: MOST_THINGS - 1], *new[:1], *sure[MOST_THINGS - 1 :], *new[1:])


def _judge(one: Thing) -> Planned:
    if one.how in (How.OPEN, How.NOT):
        if one.weeks_not_done + 1 >= WEEKS_NOT_DONE:
            return Planned(one, Change.MADE_ROOM)
        smaller = replace(
            one, times=max(1, one.times // 2), how=How.OPEN,
            weeks_not_done=one.weeks_not_done + 1,
        )  # fmt: skip
        return Planned(smaller, Change.SMALLER)
    if one.helped is not None and one.helped < HELPED - 2:
        return Planned(one, Change.SWAPPED)
    return Planned(replace(one, how=How.OPEN, helped=None, weeks_not_done=0), Change.KEPT)


def _why(one: Choice) -> Change:
    known = one.because in (Because.HELPED_BEFORE, Because.KIND_HELPED)
    return Change.HELPS_YOU if known else Change.WORTH_A_TRY


class ChangeWords(Content):
    """The reason for one change, as the member reads it."""

    says: str


@cache
def load_changes(locale: str = "en") -> Mapping[str, ChangeWords]:
    """The words of every change. Raises `ContentError`."""
    overlay = None if locale == "en" else LANGUAGES / locale / "content" / "plan"
    return load_folder(CONTENT / "plan", ChangeWords, overlay=overlay)
