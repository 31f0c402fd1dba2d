"""Makers' files from the shared sample folder: what each holds, or why it is refused.

Here: counts and sums as our own readers gave them, of which some were compared with the files by
eye; they hold a reading still, and are no second opinion on it. Not here: our own fixtures
(`importers/<id>/fixtures`). The folder is never in the repository; where it is absent these tests
are skipped.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from evenkeel.importers.contract import Choices, Refused
from evenkeel.importers.discovery import guesses, importer
from tests.contract.importers.fixtures import figures, read_all, source_of

HERE = Path(__file__).resolve()
SAMPLES = HERE.parents[4] / "shared/data/importer_samples"
TABLE: Mapping[str, Any] = yaml.safe_load(HERE.with_name("vendor_samples.yaml").read_text("utf-8"))

pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not here")


@pytest.mark.parametrize("name", TABLE)
def test_a_sample_is_read_right_or_refused_rightly(name: str) -> None:
    said, path = TABLE[name], SAMPLES / name
    if not path.exists():
        pytest.skip("this sample is not here")
    source = source_of(path.read_bytes(), path.name)
    found = guesses(source)
    assert [one.importer for one in found][:1] == [said["importer"]][: bool(said["importer"])]
    if not said["importer"]:
        return
    if "refused" in said:
        with pytest.raises(Refused) as refusal:
            read_all(importer(said["importer"]), source, Choices())
        assert refusal.value.reason == said["refused"]
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        told = read_all(importer(said["importer"]), source, Choices())
    rows = {signal: figures(batches) for signal, batches in told.batches.items()}
    assert {signal: [f["rows"], f["sum"]] for signal, f in rows.items()} == {
        signal: [n, pytest.approx(total, rel=1e-6)]
        for signal, (n, total) in said.get("signals", {}).items()
    }
    assert told.broken == said.get("broken", {})
    assert told.skipped == said.get("skipped", {})
