"""The reference page of the exercises, made from their files.

Here: `page`. Not here: writing it to `docs/reference/exercises.md` (`evenkeel docs`).
"""

from __future__ import annotations

from collections.abc import Mapping

from evenkeel.core.content.readability import grade_of, reading_age
from evenkeel.core.exercises.schema import Exercise

_HEAD = """\
# Exercises

Each file in `content/exercises/` is one exercise, named nowhere else: adding a file adds it to
the list, the player and the companion's offers. Every one can be done from its words alone, and
asks how strong the feeling is before and after. `age` is the reading age of its words; `evidence`
is how sure the field is that it helps (strong, some, little): docs/how-to/write-an-exercise.md.

| id | title | kind | minutes | age | night | evidence | for | not first for |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""


def page(exercises: Mapping[str, Exercise]) -> str:
    """The page as Markdown, the exercises sorted by id.

    >>> page({}).splitlines()[0]
    '# Exercises'
    """
    found = [exercise for _id, exercise in sorted(exercises.items())]
    sources = [_sources(one) for one in found]
    return "\n".join([_HEAD + "\n".join(map(_row, found)), "", "## Sources", "", *sources]) + "\n"


def _row(one: Exercise) -> str:
    needs = ", ".join(need.value for need in one.needs)
    not_for = ", ".join(need.value for need in one.not_for) or "–"
    night = "yes" if one.night else "–"
    age = str(reading_age(grade_of(one.texts)))
    sure = one.evidence.strength.value
    cells = [f"`{one.id}`", one.title, one.kind.value, str(one.minutes), age, night, sure]
    cells += [needs, not_for]
    return f"| {' | '.join(cells)} |"


def _sources(one: Exercise) -> str:
    return f"- {one.title}: {' '.join(one.evidence.sources)}"
