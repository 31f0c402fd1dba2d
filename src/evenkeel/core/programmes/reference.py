"""The reference page of programmes, lessons and flows, made from their files.

Here: `page`. Not here: writing it to `docs/reference` (`evenkeel docs`).
"""

from __future__ import annotations

from collections.abc import Iterable

from evenkeel.core.content.evidence import Evidence
from evenkeel.core.content.readability import grade_of, reading_age
from evenkeel.core.flows import Flow, load_flows
from evenkeel.core.lessons import Lesson, load_lessons
from evenkeel.core.programmes.catalogue import load_programmes
from evenkeel.core.programmes.schema import IfYes, Programme

_HEAD = """\
# Programmes, lessons and flows

Each is one file of `content/programmes`, `content/lessons` or `content/flows`, named nowhere
else. `age` is the reading age of its words by the Flesch-Kincaid formula, which counts the length
of sentences and words only: ideas may ask for more. `evidence` is how sure the field is that it
helps (docs/how-to/write-an-exercise.md).
"""


def page() -> str:
    """The page as Markdown.

    >>> page().splitlines()[0]
    '# Programmes, lessons and flows'
    """
    programmes, lessons = load_programmes().values(), load_lessons().values()
    flows = load_flows().values()
    parts = [
        _HEAD,
        "## Programmes\n",
        _table("id|title|weeks|age|evidence|questionnaire|stops at", map(_programme, programmes)),
        "\n## Lessons\n",
        _table("id|title|minutes|age, adult|age, young|evidence|used in", map(_lesson, lessons)),
        "\n## Flows\n",
        _table("id|title|minutes|states|age|evidence|for", map(_flow, flows)),
        "\n## Sources\n",
        *(_sources(one.title, one.evidence) for one in programmes),
        *(_sources(one.title, one.evidence) for one in lessons),
        *(_sources(one.title, one.evidence) for one in flows),
    ]
    return "\n".join(parts) + "\n"


def _programme(one: Programme) -> list[str]:
    stops = ", ".join(q.id for q in one.screen if q.if_yes is IfYes.STOP) or "–"
    return [
        f"`{one.id}`", one.title, str(one.weeks), _age(one.texts), one.evidence.strength.value,
        one.outcome.instrument, stops,
    ]  # fmt: skip


def _lesson(one: Lesson) -> list[str]:
    used = [
        programme.id
        for programme in load_programmes().values()
        if any(session.lesson == one.id for session in programme.sessions)
    ]
    return [
        f"`{one.id}`", one.title, str(one.minutes), _age(one.adult.texts), _age(one.young.texts),
        one.evidence.strength.value, ", ".join(used) or "–",
    ]  # fmt: skip


def _flow(one: Flow) -> list[str]:
    needs = ", ".join(need.value for need in one.needs)
    return [
        f"`{one.id}`", one.title, str(one.minutes), str(len(one.states)), _age(one.texts),
        one.evidence.strength.value, needs,
    ]  # fmt: skip


def _table(heads: str, rows: Iterable[list[str]]) -> str:
    names = heads.split("|")
    lines = [f"| {' | '.join(names)} |", f"|{' --- |' * len(names)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _age(texts: tuple[str, ...]) -> str:
    return str(reading_age(grade_of(texts)))


def _sources(title: str, evidence: Evidence) -> str:
    return f"- {title}: {' '.join(evidence.sources)}"
