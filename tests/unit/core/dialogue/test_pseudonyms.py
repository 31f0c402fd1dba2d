"""Known names and addresses never leave; an answer comes back with them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evenkeel.core.dialogue.pseudonyms import STAND_INS, Pseudonyms


def test_whole_names_only_in_any_case() -> None:
    hidden = Pseudonyms(["Ann", "Mary Ann"])
    sent = hidden.hide("ANN annoys Mary Ann and Anna")
    assert sent == "Alex annoys Sam and Anna"
    assert hidden.restore("Sam and Alex") == "Mary Ann and Ann"


def test_a_stand_in_is_never_somebody_in_the_text_or_the_list() -> None:
    hidden = Pseudonyms(["Priya", "Sam"])
    sent = hidden.hide("Alex told Priya that Sam left")
    assert sent.startswith("Alex told Robin")
    assert "Sam" not in sent
    assert hidden.restore(sent) == "Alex told Priya that Sam left"


def test_more_people_than_stand_ins() -> None:
    names = [f"Name{n:02d}" for n in range(len(STAND_INS) + 3)]
    hidden = Pseudonyms(names)
    text = " ".join(names)
    sent = hidden.hide(text)
    assert not any(name in sent for name in names)
    assert hidden.restore(sent) == text


def test_mail_links_numbers_and_postcodes_go_and_years_stay() -> None:
    hidden = Pseudonyms([])
    text = "a.b@c.org https://x.y/z +44 20 7946 0958 SW1A 1AA since 2019, 7 of 10, 12.5 mg"
    sent = hidden.hide(text)
    assert not any(part in sent for part in ("@", "http", "7946", "SW1A"))
    assert "since 2019, 7 of 10, 12.5 mg" in sent
    assert hidden.restore(sent) == text


@given(
    st.lists(st.text("abcdefgXYZé", min_size=2, max_size=8), max_size=6, unique_by=str.lower),
    st.data(),
)
def test_no_listed_name_is_left_and_all_come_back(names: list[str], data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from([*names, "and", "saw", "the"]), max_size=12))
    text = " ".join(words)
    hidden = Pseudonyms(names)
    sent = hidden.hide(text)
    left = {word.lower() for word in sent.split()}
    assert not left & ({name.lower() for name in names} - {"and", "saw", "the"})
    assert hidden.restore(sent) == text
