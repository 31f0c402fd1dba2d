"""Exports of the shared generator, in every variant of known defects: all that was planted is read.

The generator is not in the repository; where it is absent these tests are skipped.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from evenkeel.importers.apple_health.kinds import KINDS
from evenkeel.importers.contract import Choices
from evenkeel.importers.discovery import importer
from tests.contract.importers.fixtures import figures, read_all, source_of

GENERATOR = Path(__file__).resolve().parents[5] / "shared/bench/gen_apple_export.py"
RECORDS, DAYS = "12000", "90"
VARIANTS: Mapping[str, tuple[str, ...]] = {
    "plain": (),
    "broken_dtd": ("--broken-dtd",),
    "control_character": ("--control",),
    "twelve_hours": ("--locale", "en_US_12h"),
    "narrow_space": ("--locale", "en_US_nnbsp"),
    "comma_seconds": ("--locale", "de_DE"),
    "all_at_once": ("--broken-dtd", "--control", "--locale", "de_DE"),
}
TO_STORED: Mapping[str, float] = {
    "OxygenSaturation": 100.0,
    "DistanceWalkingRunning": 1000.0,
}
"""What a sum of the file is multiplied by to be one of ours."""

pytestmark = pytest.mark.skipif(not GENERATOR.exists(), reason="the generator is not here")


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_planted_count_and_sum_is_read(variant: str, tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    command = [sys.executable, str(GENERATOR), str(path), "--records", RECORDS, "--days", DAYS]
    subprocess.run([*command, *VARIANTS[variant]], check=True, stdout=subprocess.DEVNULL)
    truth: Mapping[str, Any] = json.loads(Path(f"{path}.truth.json").read_text("utf-8"))
    told = read_all(importer("apple_health"), source_of(path.read_bytes(), "export.xml"), Choices())
    found = {signal: figures(batches) for signal, batches in told.batches.items()}
    assert told.broken == {}
    assert found["heart_rate_beats"]["rows"] == truth["counts"]["Beat"]
    assert found["workout"]["rows"] == truth["counts"]["Workout"]
    others = {"heart_rate_beats", "workout"}
    assert (
        sum(one["rows"] for s, one in found.items() if s not in others)
        == (truth["counts"]["Record"])
    )
    assert told.skipped["ActivitySummary"] == truth["counts"]["ActivitySummary"]
    for type, total in truth["value_sums"].items():
        name = type.removeprefix("HKQuantityTypeIdentifier")
        expected = total * TO_STORED.get(name, 1.0)
        assert found[KINDS[type].signal]["sum"] == pytest.approx(expected, rel=1e-5), name
