"""Files that are nearly right: bytes changed, cut out, doubled, numbers and words swapped.

Whatever comes of it, an importer reads or refuses; it never falls over. The mutants are the same on
every run. Not here: files made to do harm (`test_hostile_files.py`).
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from typing import Final

import pytest

from evenkeel.importers.contract import Choices, Refused
from evenkeel.importers.discovery import guesses, importers
from evenkeel.importers.whole import read_whole
from tests.contract.importers.fixtures import Fixture, fixtures_of, source_of

MUTANTS: Final = 8
STRANGE: Final = (
    *(b"NaN", b"-1", b"1e308", b"1e400", b"-0", b"99999999999999999999999"),
    *(b"null", b"true", b'""', b"[]", b"{}", b'"', b",", b"\n", b"\0", b"\xff\xfe", b"\xc3"),
    *(b"2026-02-30T25:61:61", b"0000-00-00", b"9999-12-31T23:59:59Z"),
)
NUMBER: Final = re.compile(rb"-?\d+(?:\.\d+)?")
WORD: Final = re.compile(rb'"[^"]{0,60}"')
ALL: Final = [one for each in importers().values() for one in fixtures_of(each)]


@pytest.mark.parametrize("fixture", ALL, ids=repr)
def test_a_file_that_is_nearly_right_is_read_or_refused(fixture: Fixture) -> None:
    chance = random.Random(repr(fixture))
    for _ in range(MUTANTS):
        data = mutant(fixture.bytes(), chance)
        try:
            source = source_of(data, fixture.given)
            guesses(source)
            for _item in read_whole(fixture.importer, source, fixture.choices()):
                pass
        except Refused as refused:
            assert refused.reason  # noqa: PT017 (either way is right; only a reason is owed)


def mutant(data: bytes, chance: random.Random) -> bytes:
    """The file, or one file of the archive, changed in up to five places."""
    if not zipfile.is_zipfile(io.BytesIO(data)) or chance.random() < 0.2:
        return changed(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        parts = {name: zipped.read(name) for name in zipped.namelist()}
    picked = chance.choice(list(parts))
    parts[picked] = changed(parts[picked], chance)
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as zipped:
        for name, part in parts.items():
            zipped.writestr(name, part)
    return kept.getvalue()


def changed(data: bytes, chance: random.Random) -> bytes:
    kept = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        if not kept:
            break
        at, way = chance.randrange(len(kept)), chance.randrange(5)
        if way == 0:
            kept[at] = chance.randrange(256)
        elif way == 1:
            del kept[at : at + chance.randint(1, 40)]
        elif way == 2:
            other = chance.randrange(len(kept))
            kept[at:at] = kept[other : other + chance.randint(1, 200)]
        else:
            found = list((NUMBER if way == 3 else WORD).finditer(bytes(kept)))
            if found:
                one = chance.choice(found)
                kept[one.start() : one.end()] = chance.choice(STRANGE)
    return bytes(kept)


def test_an_archive_whose_list_points_before_its_start_is_refused() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as zipped:
        zipped.writestr("steps-2026-03-04.json", "[]")
    whole = kept.getvalue()
    shorter = whole[:30] + whole[34:]  # cut four bytes: every place in the list is now too far
    with pytest.raises(Refused):
        guesses(source_of(shorter, "takeout.zip"))


@pytest.mark.parametrize("encoding", ["UTnullF-8", "rot13", "utf-7", "base64"])
def test_an_encoding_that_is_none_is_refused(encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?><smses count='0'></smses>"
    with pytest.raises(Refused):
        list(
            read_whole(
                importers()["phone_use"], source_of(text.encode(), "sms.xml"), Choices(zone=None)
            )
        )
