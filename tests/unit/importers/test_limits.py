"""Each bound on what a file may be, at both edges, and names that lead elsewhere."""

from __future__ import annotations

import io
import zipfile

import pytest

from evenkeel.importers import limits
from evenkeel.importers.archives import ZipSource, leads_elsewhere, too_dense
from evenkeel.importers.contract import Reason, Refused
from evenkeel.importers.sources import Stopped, open_source


@pytest.mark.parametrize(("size", "fine"), [(1, True), (limits.MOST_BYTES, True)])
def test_sizes_that_are_taken(size: int, fine: bool) -> None:
    assert bool(open_source(lambda: io.BytesIO(b"x"), name="a.csv", size=size)) is fine


@pytest.mark.parametrize(
    ("size", "reason"),
    [(0, Reason.EMPTY), (limits.MOST_BYTES + 1, Reason.TOO_BIG), (10**10, Reason.TOO_BIG)],
)
def test_sizes_that_are_refused(size: int, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        open_source(lambda: io.BytesIO(b"x"), name="a.csv", size=size)
    assert refused.value.reason is reason


def test_density_at_its_edges() -> None:
    large = limits.DENSITY_FROM_BYTES + 1
    assert not too_dense(1, limits.DENSITY_FROM_BYTES)
    assert too_dense(large // limits.DENSEST - 1, large)
    assert not too_dense(large // limits.DENSEST + 1, large)
    assert too_dense(limits.MOST_BYTES, limits.MOST_BYTES + 1)


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/x", "\\x", "C:/x", "a\\..\\x", "a\0b", "n" * 1025]
)
def test_names_that_lead_elsewhere(name: str) -> None:
    assert leads_elsewhere(name)


@pytest.mark.parametrize("name", ["a/b.csv", "..hidden/x", "a..b", "Ärzte/ü.json", "n" * 1024])
def test_names_that_stay(name: str) -> None:
    assert not leads_elsewhere(name)


def _zip(**members: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
    return into.getvalue()


def _source(raw: bytes) -> ZipSource:
    source = open_source(lambda: io.BytesIO(raw), name="a.zip", size=len(raw))
    assert isinstance(source, ZipSource)
    return source


def test_members_are_whole_and_counted() -> None:
    data = bytes(range(256)) * 5000
    source = _source(_zip(a=data, b=b"x"))
    source.expect(["a"])
    assert source.open("a").read() == data
    assert source.progress.done == source.progress.total == len(data)
    assert source.head("a") == data[:4096]


def test_a_stopped_import_stops_in_its_stream() -> None:
    source = _source(_zip(a=bytes(1000)))
    source.progress.stop()
    with pytest.raises(Stopped):
        source.open("a").read()


def test_a_member_that_lies_about_its_size_is_a_bomb() -> None:
    raw = bytearray(_zip(a=bytes(100_000)))
    size = (100_000).to_bytes(4, "little")
    assert raw.count(size) == 2
    lied = bytes(raw).replace(size, (1000).to_bytes(4, "little"))
    with pytest.raises(Refused) as refused:
        _source(lied).open("a").read()
    assert refused.value.reason in {Reason.BOMB, Reason.DAMAGED}


def test_a_changed_member_is_damaged() -> None:
    raw = _zip(a=b"a quiet walk, a quiet walk, a quiet evening")
    place = 30 + len("a") + 5  # inside the packed bytes, after the local header
    with pytest.raises(Refused):
        _source(raw[:place] + bytes([raw[place] ^ 0xFF]) + raw[place + 1 :]).open("a").read()


def test_twice_the_same_name_is_refused() -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as zipped:
        zipped.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            zipped.writestr("a", b"2")
    with pytest.raises(Refused):
        _source(into.getvalue())


def _packed_in(**members: bytes) -> ZipSource:
    return _source(_zip(**members))


def test_a_zip_in_the_zip_is_opened_once_and_no_deeper() -> None:
    data = bytes(range(256)) * 500
    deepest = _zip(**{"c.csv": b"1"})
    inner = _zip(**{"a.fit": data, "b.fit": b"x", "deeper.zip": deepest})
    source = _packed_in(**{"x.json": b"{}", "parts.zip": inner, "broken.zip": b"PK no"})
    assert set(source.names) == {
        *("x.json", "broken.zip"),
        *("parts.zip/a.fit", "parts.zip/b.fit", "parts.zip/deeper.zip"),
    }
    source.expect(["parts.zip/a.fit"])
    assert source.open("parts.zip/a.fit").read() == data
    assert source.open("parts.zip/b.fit").read() == b"x"
    assert source.size("parts.zip/a.fit") == source.progress.total == len(data)
    assert source.head("broken.zip") == b"PK no"


def test_an_inner_zip_at_the_edge_of_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = _zip(**{"a.csv": b"1"})
    monkeypatch.setattr(limits, "MOST_INNER_BYTES", len(inner))
    assert _packed_in(**{"in.zip": inner}).names == ("in.zip/a.csv",)
    monkeypatch.setattr(limits, "MOST_INNER_BYTES", len(inner) - 1)
    assert _packed_in(**{"in.zip": inner}).names == ("in.zip",)


def test_a_bomb_in_a_zip_in_the_zip_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DENSITY_FROM_BYTES", 1_000_000)
    inner = _zip(**{"a.csv": bytes(2_000_000)})
    with pytest.raises(Refused) as refused:
        _packed_in(**{"in.zip": inner})
    assert refused.value.reason is Reason.BOMB


def test_names_in_an_inner_zip_cannot_lead_elsewhere() -> None:
    inner = _zip(**{"../../etc/x.csv": b"1"})
    assert _packed_in(**{"in.zip": inner}).names == ("in.zip",)
