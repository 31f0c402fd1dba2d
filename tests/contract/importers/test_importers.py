"""What every importer must hold to, whoever wrote it."""

from __future__ import annotations

import ast
import random
from contextlib import suppress

import pytest

from evenkeel.core.sensing.signals import signals
from evenkeel.importers.contract import Importer, Refused
from evenkeel.importers.discovery import guesses, importers
from tests.contract.importers.fixtures import (
    Fixture,
    figures,
    fixtures_of,
    read_all,
    same,
    source_of,
)

IMPURE = {
    *("django", "os", "pathlib", "socket", "httpx", "requests", "urllib", "subprocess"),
    *("tempfile", "random", "time", "logging", "evenkeel.apps", "evenkeel.site"),
}
ALL = list(importers().values())
FIXTURES = [fixture for one in ALL for fixture in fixtures_of(one)]
each_importer = pytest.mark.parametrize("importer", ALL, ids=lambda one: one.id)
each_fixture = pytest.mark.parametrize("fixture", FIXTURES, ids=repr)


@each_importer
def test_it_says_what_it_reads(importer: Importer) -> None:
    manifest = importer.manifest
    assert set(manifest.signals) <= set(signals()), "a signal without a file in content/signals"
    assert len(set(manifest.signals)) == len(manifest.signals)
    assert manifest.how, "how does a member get the file?"
    assert all((manifest.format.documentation, manifest.format.licence, manifest.format.terms))
    assert (importer.folder / "README.md").read_text("utf-8").strip()


@each_importer
def test_every_fixture_is_described(importer: Importer) -> None:
    here = {p.name for p in (importer.folder / "fixtures").iterdir()} - {"expected.yaml"}
    assert here == {fixture.name for fixture in fixtures_of(importer)}


@each_importer
def test_every_signal_it_promises_is_in_a_fixture(importer: Importer) -> None:
    seen = {signal for f in fixtures_of(importer) for signal in f.expected.get("signals", {})}
    if importer.manifest.asks != "mapping":  # a mapping may name any signal
        assert seen == set(importer.manifest.signals)


@each_importer
def test_it_is_pure(importer: Importer) -> None:
    for path in importer.folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            others = set(importers()) - {importer.id}
            for name in names:
                assert not any(name == i or name.startswith(f"{i}.") for i in IMPURE), name
                assert not any(f"importers.{o}." in f"{name}." for o in others), name


@each_fixture
def test_it_knows_its_own_files_best(fixture: Fixture) -> None:
    found = guesses(source_of(fixture.bytes(), fixture.given))
    assert found, "nobody recognised it"
    assert found[0].importer == fixture.importer.id
    assert len(found) == 1 or found[1].confidence < found[0].confidence


@each_fixture
def test_it_reads_what_is_there(fixture: Fixture) -> None:
    told = read_all(fixture.importer, source_of(fixture.bytes(), fixture.given), fixture.choices())
    expected = fixture.expected
    assert set(told.batches) == set(expected.get("signals", {}))
    for signal, said in expected.get("signals", {}).items():
        found = figures(told.batches[signal])
        for key, value in said.items():
            assert same(key, value, found[key]), (signal, key, value, found[key])
    assert told.broken == expected.get("broken", {})
    if "skipped" in expected:
        assert told.skipped == expected["skipped"]


@each_fixture
def test_reading_it_twice_gives_the_same(fixture: Fixture) -> None:
    once, again = (
        read_all(fixture.importer, source_of(fixture.bytes(), fixture.given), fixture.choices())
        for _ in range(2)
    )
    assert {s: figures(b) for s, b in once.batches.items()} == {
        s: figures(b) for s, b in again.batches.items()
    }


@each_fixture
def test_a_cut_or_damaged_file_fails_cleanly(fixture: Fixture) -> None:
    """Rows may be broken or the file refused; nothing else may happen."""
    raw, luck = fixture.bytes(), random.Random(7)
    spoiled = [raw[: len(raw) * share // 10] for share in (1, 3, 5, 7, 9)]
    for _ in range(12):
        bad = bytearray(raw)
        for _ in range(max(1, len(bad) // 200)):
            bad[luck.randrange(len(bad))] = luck.randrange(256)
        spoiled.append(bytes(bad))
    for bad in spoiled:
        with suppress(Refused):
            source = source_of(bytes(bad), fixture.given)
            guesses(source)
            read_all(fixture.importer, source, fixture.choices())


@each_importer
def test_it_does_not_take_strangers_for_its_own(importer: Importer) -> None:
    strangers = {
        "notes.txt": b"milk, bread, call Jo\n",
        "data.csv": b"a,b,c\n1,2,3\n",
        "photo.jpg": b"\xff\xd8\xff\xe0" + bytes(200),
        "empty.json": b"{}",
        "page.html": b"<!doctype html><title>x</title>",
    }
    for name, raw in strangers.items():
        if importer.manifest.asks == "mapping" and name.endswith(".csv"):
            continue
        assert importer.mapper.recognise([name], lambda _name, raw=raw: raw) < 0.5, name
