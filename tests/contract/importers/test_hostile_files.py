"""Files that mean harm, or are broken: every importer refuses them, or reads the rest."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest

from evenkeel.importers import limits
from evenkeel.importers.contract import Choices, Importer, Reason, Refused
from evenkeel.importers.discovery import guesses, importers
from evenkeel.importers.sources import open_source
from tests.contract.importers.fixtures import Fixture, fixtures_of, read_all, source_of

ALL = list(importers().values())
FIRST = [fixtures_of(one)[0] for one in ALL]
each_importer = pytest.mark.parametrize("importer", ALL, ids=lambda one: one.id)
each_first = pytest.mark.parametrize("fixture", FIRST, ids=repr)
KIND = {
    *(Reason.NOT_THIS, Reason.DAMAGED, Reason.EMPTY, Reason.BOMB, Reason.TOO_BIG),
    *(Reason.NEEDS_CHOICES, Reason.CUT_SHORT),
}
"""Reasons that have a sentence for a whole file."""

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">]>
<HealthData><calls count="1"><Record type="&lol3;" value="&lol3;"/><call date="&lol3;"/></calls>
</HealthData>
"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<smses count="1"><sms date="&e;" type="1"/></smses>"""
HOSTILE = {
    "nuls.csv": bytes(5000),
    "nuls.json": bytes(5000),
    "laughs.xml": LAUGHS,
    "outside.xml": OUTSIDE,
    "deep.json": b"[" * 100_000 + b"]" * 100_000,
    "numbers.json": b"[" + b"1" * 5000 + b"]",
    "line.csv": b"a," * 300_000,
    "latin.csv": "naïve;Größe\n1;2\n".encode("latin-1"),
    "half.json": b'{"a": [1, 2',
    "random.fit": bytes(range(256)) * 20,
    "fake.db": b"SQLite format 3\0" + bytes(4000),
    "list.json": b"[[[[]]]]",
    "words.json": b'{"data": "none", "header": 3, "body": [null], "buckets": {"aw-": 7}}',
}


@each_importer
@pytest.mark.parametrize("name", HOSTILE)
def test_it_refuses_what_is_not_its_own(importer: Importer, name: str) -> None:
    source = source_of(HOSTILE[name], name)
    guesses(source)
    said: Refused | None = None
    rows = 0
    try:
        rows = len(read_all(importer, source, Choices()).batches)
    except Refused as refused:
        said = refused
    assert rows == 0, "nothing in it is a measurement"
    assert said is None or (said.reason in KIND and "passwd" not in str(said))


@each_first
@pytest.mark.parametrize(
    "change",
    ["nuls", "utf-16", "utf-8-sig", "cp1252", "crlf", "doubled", "long line", "other case"],
)
def test_another_encoding_or_a_stain_is_no_crash(fixture: Fixture, change: str) -> None:
    raw = fixture.bytes()
    packed = fixture.given.endswith(".zip")
    changed = _repacked(raw, change) if packed else _changed(raw, change)
    with suppress(Refused):
        source = source_of(changed, fixture.given)
        guesses(source)
        read_all(fixture.importer, source, fixture.choices())


def _changed(raw: bytes, change: str) -> bytes:
    text = raw.decode("utf-8", "replace")
    return {
        "nuls": raw.replace(b"2", b"2\0"),
        "utf-16": text.encode("utf-16"),
        "utf-8-sig": text.encode("utf-8-sig"),
        "cp1252": text.encode("cp1252", "replace"),
        "crlf": raw.replace(b"\n", b"\r\n"),
        "doubled": raw + raw,
        "long line": raw.replace(b"\n", b" " * 10_000 + b"\n", 2),
        "other case": raw.swapcase(),
    }[change]


def _repacked(raw: bytes, change: str) -> bytes:
    into = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as zipped,
        zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as again,
    ):
        for name in zipped.namelist():
            again.writestr(name, _changed(zipped.read(name), change))
    return into.getvalue()


@each_first
def test_a_traversal_a_bomb_and_a_password_are_refused_before_anything_is_read(
    fixture: Fixture,
) -> None:
    name = fixture.given.rsplit("/", 1)[-1]
    with pytest.raises(Refused) as refused:
        source_of(_zipped({f"../../{name}": b"x"}), "a.zip")
    assert refused.value.reason is Reason.NAMES
    with pytest.raises(Refused) as refused:
        source_of(_zipped({name: bytes(limits.DENSITY_FROM_BYTES + 1)}), "a.zip")
    assert refused.value.reason is Reason.BOMB
    locked = bytearray(_zipped({name: b"x"}))
    locked[6] |= 1
    locked[bytes(locked).rfind(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Refused) as refused:
        source_of(bytes(locked), "a.zip")
    assert refused.value.reason is Reason.PASSWORD


@each_first
@pytest.mark.parametrize(("size", "reason"), [(0, Reason.EMPTY), (10 * 1000**3, Reason.TOO_BIG)])
def test_nothing_and_ten_gigabytes_are_refused_unopened(
    fixture: Fixture, size: int, reason: Reason
) -> None:
    def never() -> io.BytesIO:
        raise AssertionError("it was opened")

    with pytest.raises(Refused) as refused:
        open_source(never, name=fixture.given, size=size)
    assert refused.value.reason is reason


def _zipped(members: dict[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
    return into.getvalue()
