"""What a person in danger reads is easy to read: reading age 12 or below (SAFETY.md L23).

US grade 7 is read at about 12. Judged over a whole page's words: a single line may be harder.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from evenkeel.apps.safety_plan.words import steps
from evenkeel.core.content import CONTENT
from tests.contract.readability import grade

MOST_GRADE = 7.0
TEMPLATES = CONTENT.parent / "apps"
PAGES = (
    "care/templates/care/people.html", "care/templates/care/person.html",
    "care/templates/care/read.html", "care/templates/care/check.html",
    "care/templates/care/_ways.html", "care/templates/care/_said.html",
    "care/templates/care/_answered.html", "care/templates/care/closed.html",
    "safety_plan/templates/safety_plan/plan.html", "safety_plan/templates/safety_plan/step.html",
)  # fmt: skip
_SAID = re.compile(r"\{% translate ['\"](.*?)['\"](?: as \w+)? %\}")
_BLOCK = re.compile(r"\{% blocktranslate[^%]*%\}(.*?)\{% endblocktranslate %\}", re.S)


def words_of(template: Path) -> str:
    """The sentences of a template; labels without a full stop say little about reading."""
    text = template.read_text(encoding="utf-8")
    found = [*_SAID.findall(text), *_BLOCK.findall(text)]
    plain = (re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "Sam", one) for one in found)
    return " ".join(one for one in plain if one.rstrip().endswith((".", "?")))


def strings(data: Any) -> list[str]:
    if isinstance(data, str):
        return [data if data.rstrip().endswith((".", "?", "!")) else data + "."]
    values = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [one for value in values for one in strings(value)]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_for_a_bad_night_is_easy_to_read(page: str) -> None:
    text = words_of(TEMPLATES / page)
    assert text
    assert grade(text) <= MOST_GRADE, f"{grade(text):.1f}: {text}"


@pytest.mark.parametrize("words", steps(), ids=lambda one: one.id)
def test_each_step_of_the_plan_is_easy_to_read(words: Any) -> None:
    text = " ".join([words.ask, words.hint, words.why])
    assert grade(text) <= MOST_GRADE, f"{grade(text):.1f}: {text}"


def test_the_crisis_page_is_easy_to_read() -> None:
    data = yaml.safe_load((CONTENT / "care" / "help.yaml").read_text(encoding="utf-8"))
    assert grade(" ".join(strings(data))) <= MOST_GRADE


def test_a_hard_text_would_be_noticed() -> None:
    hard = "Psychoeducational interventions facilitate individualised affective self-regulation."
    assert grade(hard) > MOST_GRADE
