"""`make new kind=importer id=x` gives an importer that keeps the contract as it stands."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from evenkeel.core.content import ContentError
from evenkeel.core.content.loader import load_file
from evenkeel.importers.contract import Importer, Manifest
from evenkeel.site.scaffold import make
from tests.contract.importers.fixtures import figures, fixtures_of, read_all, same, source_of


def test_the_skeleton_reads_its_own_fixture(tmp_path: Path) -> None:
    make("importer", "my_own", into=tmp_path)
    folder = tmp_path / "importers" / "my_own"
    spec = importlib.util.spec_from_file_location("my_own_mapper", folder / "mapper.py")
    assert spec
    assert spec.loader
    mapper = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(mapper)
    manifest = load_file(folder / "manifest.yaml", Manifest)
    importer = Importer(id="my_own", manifest=manifest, mapper=mapper, folder=folder)  # type: ignore[arg-type]
    for fixture in fixtures_of(importer):
        raw = fixture.bytes()
        assert mapper.recognise([fixture.name], lambda _name, raw=raw: raw) > 0.5
        told = read_all(importer, source_of(raw, fixture.name), fixture.choices())
        for signal, said in fixture.expected["signals"].items():
            found = figures(told.batches[signal])
            assert all(same(key, value, found[key]) for key, value in said.items()), found
        assert told.broken == fixture.expected["broken"]
    with pytest.raises(ContentError, match="exists already"):
        make("importer", "my_own", into=tmp_path)
