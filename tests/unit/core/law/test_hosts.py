"""Which kinds of house there are, and what has no place in some of them."""

from __future__ import annotations

import pytest

from evenkeel.core.law import HostKind, host_kind, impossible_at


@pytest.mark.parametrize("kind", HostKind)
def test_each_kind_is_read_by_its_name(kind: HostKind) -> None:
    assert host_kind(kind.value) is kind


@pytest.mark.parametrize("text", ["", "office", "Home", " home", "home,school", "0", "héros"])
def test_anything_else_is_refused_with_the_kinds_there_are(text: str) -> None:
    with pytest.raises(ValueError, match="home, clinic, charity, school, workplace"):
        host_kind(text)


def test_a_purpose_is_impossible_only_where_it_says_so() -> None:
    never = {HostKind.SCHOOL}
    assert [kind for kind in HostKind if impossible_at(never, kind)] == [HostKind.SCHOOL]
    assert not any(impossible_at((), kind) for kind in HostKind)
