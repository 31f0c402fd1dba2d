"""The reader as a whole: any text gives a reading, the same one each time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.core.language import load_reader
from evenkeel.core.language.emotions import VALENCE
from evenkeel.core.language.model import ModelError, load_model
from evenkeel.core.language.reader import MOST_BARE_EMOJI, MOST_CHARACTERS, PACKAGED
from evenkeel.core.vocabulary import Intent, Reading

# How far a probability may move when several messages are worked out at once (int8 scales).
SEVERAL_AT_ONCE = 0.1
TRIGGERS = {
    "work",
    "study",
    "money",
    "family",
    "partner",
    "friends",
    "health",
    "sleep",
    "body_image",
    "loss",
    "loneliness",
    "decisions",
    "discrimination",
    "identity",
    "parenting",
    "pregnancy_birth",
    "substance_use",
    "world_events",
    "daily_hassles",
}


def whole(reading: Reading) -> None:
    assert all(0 <= p <= 1 for p in reading.emotions.values())
    assert set(reading.emotion_labels) <= set(reading.emotions)
    assert 0 <= reading.intensity <= 3
    assert -1 <= reading.valence <= 1
    assert {trigger.name for trigger in reading.triggers} <= TRIGGERS
    assert isinstance(reading.intent, Intent)
    spans = [*reading.clauses, *(t.clause for t in reading.triggers if t.clause)]
    spans += [trap.span for trap in reading.thinking_traps if trap.span]
    assert all(reading.text[span.start : span.end] == span.text for span in spans)


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_or_said_to_be_unreadable(text: str) -> None:
    reading = load_reader().read(text)
    assert reading.text == text
    whole(reading)
    if reading.unreadable:
        assert not reading.clauses
        assert not reading.triggers


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t ",
        "\x00" * 50,
        "\x00\x01\x02\x03",
        "😭" * 400,
        "\ufffd\ud800\udfff",
        "…",
        "🙂" * 13,
    ],
)
def test_what_cannot_be_read_says_so(text: str) -> None:
    assert load_reader().read(text).unreadable


def test_bare_emoji_have_both_edges() -> None:
    assert not load_reader().read("😭" * MOST_BARE_EMOJI).unreadable
    assert load_reader().read("😭" * (MOST_BARE_EMOJI + 1)).unreadable


def test_a_nul_among_words_is_read_over() -> None:
    reading = load_reader().read("i am so sad today\x00 and i can not sleep")
    assert "sadness" in reading.emotion_labels


def test_a_megabyte_is_read_in_part_and_says_so() -> None:
    reading = load_reader().read("my boss yelled at me again. " * 40_000)
    assert "text" in reading.unsure
    assert len(reading.text) > 1_000_000
    whole(reading)
    assert all(clause.end <= MOST_CHARACTERS for clause in reading.clauses)
    assert "text" not in load_reader().read("a " * (MOST_CHARACTERS // 2)).unsure


def test_the_same_text_has_the_same_reading() -> None:
    reader = load_reader()
    for text in ("my boss yelled at me", "im so lonely", "hi"):
        assert reader.read(text) == reader.read(text)


def test_many_are_read_as_one_by_one_within_a_rounding() -> None:
    texts = ["my boss yelled at me", "im so lonely", "\x00\x00", "hi", "lorem " * 300]
    reader = load_reader()
    for together, alone in zip(reader.read_many(texts), map(reader.read, texts), strict=True):
        assert together.text == alone.text
        assert together.unreadable == alone.unreadable
        for name, p in alone.emotions.items():
            assert together.emotions[name] == pytest.approx(p, abs=SEVERAL_AT_ONCE)


@pytest.mark.parametrize(
    ("plain", "noisy"),
    [
        ("I am so sad today", "i am so saaaad today"),
        ("I am so anxious about the exam", "im so ANXIOUS about the exam"),
        ("I am exhausted and overwhelmed", "im exausted and overwelmed"),
        ("I can't sleep and I'm scared", "i cant sleep and im scared"),
        ("my boss is making me so angry", "my boss is making me soooo angry 😡"),
        ("I feel so lonely", "i feel so lonley"),
    ],
)
def test_noise_keeps_the_reading(plain: str, noisy: str) -> None:
    clean, noised = load_reader().read(plain), load_reader().read(noisy)
    assert clean.emotion_labels[0] in noised.emotion_labels
    assert {t.name for t in clean.triggers} == {t.name for t in noised.triggers}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ich kann seit Tagen nicht schlafen und habe Angst vor der Arbeit", "de"),
        ("No puedo dormir y tengo mucho miedo de perder el trabajo", "es"),
        ("Я не могу спать уже несколько дней", "ru"),
        ("मुझे नींद नहीं आती", "hi"),
    ],
)
def test_another_language_is_named_and_not_guessed_at(text: str, language: str) -> None:
    reading = load_reader().read(text)
    assert reading.unreadable
    assert reading.language == language


def test_a_short_message_leaves_the_language_unsure() -> None:
    reading = load_reader().read("ok")
    assert reading.language == "en"
    assert "language" in reading.unsure
    assert not reading.unreadable


def test_every_emotion_has_a_valence() -> None:
    assert set(load_reader().read("hello there").emotions) <= set(VALENCE)


def test_a_torn_artefact_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        load_model(tmp_path)
    described = json.loads((PACKAGED / "heads.json").read_text("utf-8"))
    (tmp_path / "heads.json").write_text(json.dumps(described | {"format": 99}), "utf-8")
    with pytest.raises(ModelError, match="format 99"):
        load_model(tmp_path)
    (tmp_path / "heads.json").write_text(json.dumps(described), "utf-8")
    (tmp_path / "encoder.onnx").write_bytes(b"not a network")
    with pytest.raises(ModelError, match=r"training\.reader"):
        load_model(tmp_path)
    shutil.copy(PACKAGED / "encoder.onnx", tmp_path)  # its weights are a file of their own
    with pytest.raises(ModelError, match=r"training\.reader"):
        load_model(tmp_path)


def test_danger_sounds_more_dangerous_than_everyday_talk() -> None:
    reader = load_reader()
    danger = reader.read("I'm going to kill myself tonight, I have the pills")
    everyday = reader.read("we had pasta and watched the football")
    assert danger.risk_levels["none"] < 0.9 < everyday.risk_levels["none"]


def test_embeddings_are_of_unit_length() -> None:
    rows = load_reader().similar(["so tired", "a dog", ""])
    assert rows.shape == (3, 384)
    assert [round(float(row @ row), 3) for row in rows] == [1.0, 1.0, 1.0]
    assert load_reader().similar([]).shape[0] == 0


def test_a_trap_and_a_trigger_come_with_their_words() -> None:
    reading = load_reader().read("I dropped one plate. I always ruin everything for everyone.")
    assert reading.thinking_traps
    assert reading.thinking_traps[0].span is not None
    assert "ruin everything" in reading.thinking_traps[0].span.text
