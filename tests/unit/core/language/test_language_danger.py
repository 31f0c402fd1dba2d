"""The head for danger: its arithmetic, its place in the artefact, an artefact without it."""

from __future__ import annotations

import shutil
from math import exp, log, pi, sqrt, tanh
from pathlib import Path

import numpy as np
import pytest

from evenkeel.core.language.danger import DANGER, Danger, load_danger
from evenkeel.core.language.model import Passage, load_model
from evenkeel.core.language.reader import PACKAGED, load_reader
from evenkeel.core.vocabulary import RiskLevel

LINE = Passage("i am so tired of all this", ["tired"], [])


def gelu(x: float) -> float:
    return 0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))


def small(**changed: object) -> Danger:
    """Two voters of one hidden unit each, two levels, two inputs."""
    arrays: dict[str, object] = {
        "inner": [[1.0, 0.0], [0.0, 2.0]], "inner_bias": [0.5, 0.0],
        "outer": [[[0.0], [1.0]], [[0.0], [-1.0]]], "outer_bias": [[0.0, 0.0], [0.0, 1.0]],
        "slope": [1.0], "offset": [0.0, 0.0],
        "buckets": [3, 9], "grams": [[0, 0], [0, 100]], "gram_scale": [0.01, 0.02],
    }  # fmt: skip
    return Danger({name: np.array(value, float) for name, value in (arrays | changed).items()})


def test_the_votes_are_what_one_works_out_by_hand() -> None:
    first = 1 / (1 + exp(-gelu(1.0 + 0.5)))
    second = 1 / (1 + exp(-(1 - gelu(2 * 0.25))))
    votes = small().votes(np.array([1.0, 0.25], np.float32))
    assert votes[1] == pytest.approx((first + second) / 2, abs=1e-6)
    assert votes.sum() == pytest.approx(1, abs=1e-6)


def test_the_scale_changes_how_sure_and_the_offset_which_way() -> None:
    at = np.array([1.0, 0.25], np.float32)
    p = float(small().votes(at)[1])
    steeper = small(slope=[2.0]).chances(at)
    assert steeper[1] == pytest.approx(p**2 / (p**2 + (1 - p) ** 2), abs=1e-5)
    nearer = small(offset=[0.0, log(3)]).chances(at)
    assert nearer[1] == pytest.approx(3 * p / (3 * p + 1 - p), abs=1e-5)


def test_the_words_are_added_to_the_votes() -> None:
    at = np.array([1.0, 0.25], np.float32)
    p = float(small().votes(at)[1])
    grams = (np.array([4, 9]), np.array([0.3, 0.5], np.float32))
    assert small().by_words(grams).tolist() == pytest.approx([0, 0.5 * 100 * 0.02])
    told = small().chances(at, grams)
    assert told[1] == pytest.approx(exp(1) * p / (exp(1) * p + 1 - p), abs=1e-5)


def test_the_packaged_head_gives_a_chance_to_each_level() -> None:
    model = load_model(PACKAGED)
    first, second = (model.score([LINE])[0].heads["risk_level"] for _ in range(2))
    assert len(first) == len(RiskLevel)
    assert first.sum() == pytest.approx(1, abs=1e-5)
    assert (first == second).all()
    [layers] = model.layers([LINE.line])
    look = load_danger(PACKAGED)
    assert look is not None
    grams = model.grams(LINE)
    assert grams is not None
    assert look.chances(layers, grams) == pytest.approx(first, abs=1e-6)


def test_danger_said_sideways_sounds_more_dangerous_than_an_ordinary_evening() -> None:
    read = load_reader().read
    sideways = read("i have given my dog away and nobody will have to bother with me", "en")
    evening = read("the train was late and i had toast for tea", "en")
    assert sideways.risk_levels["none"] + 0.2 < evening.risk_levels["none"]


def test_an_artefact_without_the_head_answers_with_the_one_before(tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    shutil.copytree(PACKAGED, folder, ignore=shutil.ignore_patterns(DANGER))
    assert load_danger(folder) is None
    [scored] = load_model(folder).score([LINE])
    assert scored.heads["risk_level"].sum() == pytest.approx(1, abs=1e-5)
