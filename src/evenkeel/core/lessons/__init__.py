"""Lessons: one idea each, to read, to hear and to do, in wording for adults and for the young.

Here: the schema of `content/lessons/*.yaml` and loading it. Not here: any one lesson, showing it
(`apps.programs`), the programmes that use it (`core.programmes`).
"""

from evenkeel.core.lessons.catalogue import load_lessons
from evenkeel.core.lessons.schema import Audience, Check, Choice, Lesson, Task, Wording

__all__ = ["Audience", "Check", "Choice", "Lesson", "Task", "Wording", "load_lessons"]
