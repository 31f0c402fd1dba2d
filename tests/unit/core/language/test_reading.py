"""The reader of a language without an encoder."""

from __future__ import annotations

import numpy as np
import pytest

from evenkeel.core.language import load_language_reader
from evenkeel.core.language.reading import BUCKETS, FEWEST_WORDS, direction
from evenkeel.core.vocabulary import About, Tense


def test_a_message_of_its_own_language_is_read() -> None:
    reading = load_language_reader("es").read("Estoy muy triste porque murió mi perro ayer")
    assert (reading.language, reading.unreadable) == ("es", False)
    assert "sadness" in reading.emotion_labels
    assert reading.valence < 0
    assert len(reading.vector) == BUCKETS


@pytest.mark.parametrize("text", ["", "\x00\x01\x02", "....", "🙂🙂"])
def test_what_cannot_be_read_says_so(text: str) -> None:
    assert load_language_reader("es").read(text).unreadable


def test_another_language_is_told_and_its_danger_kept() -> None:
    reading = load_language_reader("es").read("I do not want to be alive any more, I mean it")
    assert (reading.language, reading.unreadable) == ("en", True)
    assert reading.risk_levels


def test_a_breakup_is_never_read_as_gladness() -> None:
    reading = load_language_reader("es").read("mi novia terminó conmigo después de cinco años")
    assert "joy" not in reading.emotions


def test_the_tables_do_not_guess_at_danger_in_a_few_words() -> None:
    reader = load_language_reader("es")
    assert reader.read("no duermo nada").risk_levels == {}
    longer = reader.read("no quiero seguir viviendo así")
    assert len(longer.text.split()) >= FEWEST_WORDS
    assert longer.risk_levels


def test_sleeplessness_by_itself_is_not_heard_as_danger() -> None:
    reader = load_language_reader("es")
    alone = reader.read("no duermo bien desde hace semanas").risk_levels["none"]
    with_more = reader.read("no duermo y no quiero vivir desde hace semanas").risk_levels["none"]
    assert alone > 0.5 > with_more


def test_clauses_are_cut_where_both_sides_stand() -> None:
    reading = load_language_reader("es").read("Mi jefe me gritó y nadie dijo nada. Uf.")
    assert [c.text for c in reading.clauses] == ["Mi jefe me gritó", "nadie dijo nada", "Uf"]


def test_the_frame() -> None:
    reader = load_language_reader("es")
    film = reader.read("vi una película donde el protagonista muere al final")
    assert film.frame.about is About.FICTION
    assert reader.read("hace muchos años me pasó algo así").frame.tense is Tense.PAST
    assert reader.read("estoy cansada").frame.about is About.SELF


def test_directions_do_not_mind_accents_and_endings() -> None:
    one, other = direction("estoy muy cansada"), direction("ESTOY muy cansado")
    assert float(one @ other) > 0.9
    assert float(np.linalg.norm(one)) == pytest.approx(1.0)
    assert not direction("").any()
