"""What is in a line somebody tries out: asked, named, held, softened, attacked, let go.

Here: one line -> its marks, by the coach's patterns. Not here: answering it (`scene`).
"""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict

from evenkeel.core.rehearsal.schema import Coach, Fear, Mark, pattern

# Linehan 2015: keep it short. Longer lines lose the listener.
LONG_WORDS: Final = 35
SHORT_WORDS: Final = 5
# "Stop" or "sorry" as a whole message is meant for us; in a sentence it is part of the line.
TO_US_WORDS: Final = 4


class Said(BaseModel):
    """One line of theirs with what was heard in it."""

    model_config = ConfigDict(frozen=True)

    text: str
    marks: tuple[Mark, ...] = ()

    def has(self, *marks: Mark) -> bool:
        return any(mark in self.marks for mark in marks)


def hear_line(text: str, coach: Coach) -> Said:
    """The marks of one line.

    >>> from evenkeel.core.rehearsal import load_coach
    >>> [m.value for m in hear_line("Could you move it to Friday, please?", load_coach()).marks]
    ['ask']
    """
    plain = " ".join(text.replace("\u2019", "'").split())
    found = [mark for mark, words in coach.marks.items() if pattern(words).search(plain)]
    if len(plain.split()) > LONG_WORDS:
        found.append(Mark.LONG)
    if Mark.GAVE_IN in found:
        found = [mark for mark in found if mark not in (Mark.BOUNDARY, Mark.OFFER)]
    return Said(text=plain, marks=tuple(dict.fromkeys(found)))


def leaves(text: str, coach: Coach) -> bool:
    """Whether a message ends the scene: "stop", "out", "can we stop"."""
    return len(text.split()) <= TO_US_WORDS + 3 and bool(pattern(coach.out).search(text))


def overwhelmed(text: str, coach: Coach) -> bool:
    """Whether it got too close: said of themselves, not to the other."""
    return bool(pattern(coach.overwhelmed).search(text))


def finished(text: str, coach: Coach) -> bool:
    """Whether they ask for feedback now."""
    return bool(pattern(coach.finished).search(text))


def goes_again(text: str, coach: Coach) -> bool:
    """Whether they ask for another take."""
    return bool(pattern(coach.again).search(text))


def said_to_them(text: str, coach: Coach) -> bool:
    """Whether a message is already a line to the other person."""
    return len(text.split()) >= SHORT_WORDS and bool(pattern(coach.to_them).search(text))


def fear_in(text: str, coach: Coach) -> Fear | None:
    """The kind of thing they fear, where it was named.

    >>> from evenkeel.core.rehearsal import load_coach
    >>> fear_in("that she'll shout at me", load_coach()).value
    'anger'
    """
    return next((fear for fear, words in coach.fears.items() if pattern(words).search(text)), None)
