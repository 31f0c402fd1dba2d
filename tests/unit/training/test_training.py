"""Calibration, splits and noise: the parts of training that need neither torch nor the data."""

from __future__ import annotations

import numpy as np
import pytest

from training import calibrate
from training.corpora import EKMAN, SENTIMENT, grouped, part_of
from training.noise import Noise, slips
from training.utterances import graded, load

RNG = np.random.default_rng(0)


def test_a_split_never_moves() -> None:
    assert part_of("i am tired") == part_of("i am tired") == 65
    parts = [part_of(f"line {n}") < 15 for n in range(4000)]
    assert 0.12 < sum(parts) / len(parts) < 0.18


def test_every_emotion_is_in_one_group() -> None:
    assert sum(map(len, EKMAN.values())) == 28
    assert sum(map(len, SENTIMENT.values())) == 28
    labels = [name for names in EKMAN.values() for name in names]
    rows = grouped(np.eye(28, dtype=np.float32), labels, EKMAN)
    assert (rows.sum(1) == 1).all()


def test_platt_makes_probabilities_mean_what_they_say() -> None:
    true = RNG.random(4000)
    targets = (RNG.random(4000) < true).astype(float)
    scores = 3 * np.log(true / (1 - true)) + 1
    a, b = calibrate.platt(scores, targets)
    assert a == pytest.approx(1 / 3, abs=0.05)
    assert calibrate.calibration_error(calibrate.sigmoid(a * scores + b), targets) < 0.03


def test_the_best_threshold_lies_between_the_sides() -> None:
    p, t = np.array([0.1, 0.2, 0.6, 0.9]), np.array([0.0, 0.0, 1.0, 1.0])
    assert 0.2 < calibrate.best_threshold(p, t) < 0.6


def test_divisors_help_a_rare_label() -> None:
    targets = np.eye(2)[(RNG.random(600) < 0.1).astype(int)]
    p = calibrate.softmax(RNG.normal(size=(600, 2)) + targets * 1.5 + np.array([2.0, 0.0]))
    found = calibrate.divisors(p, targets)

    def macro(said: np.ndarray) -> float:
        return float(calibrate.f1_each(np.eye(2)[said], targets).mean())

    assert macro((p / found).argmax(1)) > macro(p.argmax(1))


def test_slips_are_few_and_the_same_each_time() -> None:
    text = "I cannot believe that she said it again, honestly"
    once = slips(text, np.random.default_rng(5))
    assert once == slips(text, np.random.default_rng(5))
    assert abs(len(once) - len(text)) < 8
    assert any(slips(text, np.random.default_rng(n)) != text for n in range(9))


def test_a_training_line_without_noise_is_what_the_reader_sees() -> None:
    assert Noise().line("Im SO tired!!") == "i am so tired !!"


def test_our_lines_become_rows() -> None:
    train, held, labels = load("intent")
    assert train.targets.shape == (len(train.texts), len(labels))
    assert (held.targets.sum(1) >= 1).all()


def test_graded_messages_have_a_level_each() -> None:
    train, held = graded("en")
    assert (train.levels.sum(1) == 1).all()
    assert held.texts
    dangerous = train.levels[:, 0] == 0
    assert (train.pathways[dangerous].sum(1) >= 1).mean() > 0.9
