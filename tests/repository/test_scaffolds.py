"""Skeletons are made, load under their real schemas, and never overwrite anything."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from pydantic import BaseModel

from evenkeel.apps.journal.prompts import Prompt
from evenkeel.core.content import ContentError, load_file
from evenkeel.core.exercises import Exercise
from evenkeel.core.flows import Flow
from evenkeel.core.insights.insight import Insight, InsightText
from evenkeel.core.instruments import Instrument, score
from evenkeel.core.lessons import Lesson
from evenkeel.core.programmes import Programme
from evenkeel.core.safety.registry import CrisisCountry
from evenkeel.site.scaffold import kinds, make

FOLDERS = {"importer"}
"""Kinds that are a folder of files; their skeleton is tried whole in tests/contract."""

SCHEMAS: dict[str, tuple[str, type[BaseModel]]] = {
    "exercise": ("my-own", Exercise),
    "instrument": ("my-own", Instrument),
    "prompt": ("my_own", Prompt),
    "crisis": ("XX", CrisisCountry),
    "insight": ("my_own", InsightText),
    "lesson": ("my-own", Lesson),
    "programme": ("my-own", Programme),
    "flow": ("my-own", Flow),
}


def test_every_kind_is_tried_here() -> None:
    assert set(kinds()) == set(SCHEMAS) | FOLDERS


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_skeleton_loads_under_its_schema(kind: str, tmp_path: Path) -> None:
    id, schema = SCHEMAS[kind]
    made = make(kind, id, into=tmp_path)
    for path in made:
        assert path.stem == id
        if path.suffix == ".yaml":
            thing = load_file(path, schema)
            assert getattr(thing, "id", id) == id
    with pytest.raises(ContentError, match="exists already"):
        make(kind, id, into=tmp_path)


def test_an_instrument_skeleton_scores_its_own_examples(tmp_path: Path) -> None:
    instrument = load_file(make("instrument", "my-own", into=tmp_path)[0], Instrument)
    for example in instrument.examples:
        answers = dict(zip((i.id for i in instrument.items), example.answers, strict=True))
        assert score(instrument, answers).total == example.total


def test_an_insight_skeleton_is_an_insight(tmp_path: Path) -> None:
    module = next(p for p in make("insight", "my_own", into=tmp_path) if p.suffix == ".py")
    spec = importlib.util.spec_from_file_location("my_own", module)
    assert spec
    assert spec.loader
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    assert isinstance(loaded.INSIGHT, Insight)
    assert loaded.INSIGHT.id == "my_own"


@pytest.mark.parametrize(
    ("kind", "id", "says"),
    [
        ("potion", "my-own", "There is no skeleton for 'potion'"),
        ("exercise", "../escape", "cannot be an id"),
        ("exercise", "", "cannot be an id"),
    ],
)
def test_a_wrong_wish_is_answered_in_words(kind: str, id: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=says):
        make(kind, id, into=tmp_path)
    assert not list(tmp_path.iterdir())
