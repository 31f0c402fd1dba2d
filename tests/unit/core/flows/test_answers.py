"""What counts as an answer is read in the language of the talk."""

from __future__ import annotations

import pytest

from evenkeel.core.flows import Said, Slot
from evenkeel.core.flows.slots import load_answers, value_in


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("when", "mañana después de comer", "mañana después de comer"),
        ("when", "el jueves", "el jueves"),
        ("when", "a las cinco y media", "a las cinco y media"),
        ("when", "con mi prima", None),
        ("text", "no sé", None),
        ("text", "es que no se me ocurre nada", None),
        ("text", "no sé nadar", "no sé nadar"),
    ],
)
def test_spanish_answers(kind: str, said: str, value: str | None) -> None:
    assert value_in(Slot(kind=kind), Said(said, locale="es")) == value


def test_a_spanish_list_is_parted_at_its_own_words() -> None:
    slot = Slot(kind="list", least_items=2)
    said = Said("llamarla, escribirlo y luego esperar", locale="es")
    assert value_in(slot, said) == ("llamarla", "escribirlo", "esperar")


def test_a_language_without_answers_is_read_as_english() -> None:
    assert load_answers("zz") == load_answers("en")
