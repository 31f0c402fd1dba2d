"""Programmes: several weeks of sessions, each a check, one idea, one practice and one plan.

Here: the schema of `content/programmes/*.yaml`, pace and adherence, the sleep window, the ladder.
Not here: any one programme (each is one file, named nowhere else), storing and showing
(`apps.programs`), lessons and exercises (rooms of their own).
"""

from evenkeel.core.programmes.catalogue import load_programmes
from evenkeel.core.programmes.pace import (
    Adherence,
    Due,
    Progress,
    SessionDone,
    adherence,
    next_session,
    outcome_due,
    practice_days,
    recalls_due,
)
from evenkeel.core.programmes.schema import (
    Diary,
    DiaryKind,
    IfYes,
    Outcome,
    Practice,
    Programme,
    ScreenQuestion,
    Session,
    Weekly,
)

__all__ = [
    "Adherence",
    "Diary",
    "DiaryKind",
    "Due",
    "IfYes",
    "Outcome",
    "Practice",
    "Programme",
    "Progress",
    "ScreenQuestion",
    "Session",
    "SessionDone",
    "Weekly",
    "adherence",
    "load_programmes",
    "next_session",
    "outcome_due",
    "practice_days",
    "recalls_due",
]
