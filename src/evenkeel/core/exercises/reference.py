"""The reference page of the exercises, made from their files.

Here: `page`. Not here: writing it to `docs/reference/exercises.md` (`evenkeel docs`).
"""

from __future__ import annotations

from collections.abc import Mapping

from evenkeel.core.exercises.schema import Exercise

_HEAD = """\
# Exercises

Each file in `content/exercises/` is one exercise, named nowhere else: adding a file adds it to
the list, the player and the companion's offers. Every one can be done from its words alone, and
asks how strong the feeling is before and after.

| id | title | kind | minutes | night | for | not first for |
| --- | --- | --- | --- | --- | --- | --- |
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
    cells = [f"`{one.id}`", one.title, one.kind.value, str(one.minutes), night, needs, not_for]
    return f"| {' | '.join(cells)} |"


def _sources(one: Exercise) -> str:
    return f"- {one.title}: {' '.join(one.evidence)}"
