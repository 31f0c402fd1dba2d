"""The scan against an XML parser, over our fixtures, made files, and the shared samples."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import iterparse

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.importers.apple_health import cutting
from evenkeel.importers.apple_health.kinds import KINDS
from evenkeel.importers.contract import Choices
from evenkeel.importers.discovery import importer
from tests.contract.importers.fixtures import Told, read_all, source_of

SAMPLES = Path(__file__).resolve().parents[5] / "shared/data/importer_samples/apple_health"
EXPORT = importer("apple_health").folder / "fixtures/export.zip/apple_health_export/export.xml"
Q = "HKQuantityTypeIdentifier"


def _scanned(raw: bytes) -> Told:
    return read_all(importer("apple_health"), source_of(raw, "export.xml"), Choices())


def _parsed(raw: bytes) -> Counter[str]:
    """Records at the top level, by signal."""
    found: Counter[str] = Counter()
    depth = 0
    for event, one in iterparse(io.BytesIO(raw), events=("start", "end")):
        if one.tag == "Correlation":
            depth += 1 if event == "start" else -1
        elif event == "end" and one.tag == "Record" and not depth:
            kind = KINDS.get(one.get("type", ""))
            if kind:
                found[kind.signal] += 1
    return found


def _rows(told: Told) -> Counter[str]:
    return Counter({s: sum(map(len, b)) for s, b in told.batches.items()})


def test_every_record_of_the_fixture_is_there() -> None:
    raw = EXPORT.read_bytes()
    rows = _rows(_scanned(raw))
    assert {s: n for s, n in rows.items() if s in _parsed(raw)} == dict(_parsed(raw))


@pytest.mark.parametrize("size", [3000, 4096, 5000, 20_000])
def test_where_a_piece_ends_does_not_matter(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = EXPORT.read_bytes()
    whole = _rows(_scanned(raw))
    monkeypatch.setattr(cutting, "PIECE_BYTES", size)
    monkeypatch.setattr(cutting, "FEWEST_LINES", 2)
    assert _rows(_scanned(raw)) == whole


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["HeartRate", "StepCount", "BodyMass", "Unheard"]),
            st.integers(20, 300),
            st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20),
            st.sampled_from(["/>", '>\n  <MetadataEntry key="a" value="b"/>\n </Record>']),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_made_files_are_read_alike(records: list[tuple[str, int, str, str]]) -> None:
    from xml.sax.saxutils import quoteattr  # noqa: PLC0415

    units = {"HeartRate": "count/min", "StepCount": "count", "BodyMass": "kg", "Unheard": "x"}
    date = "2026-03-04 08:00:00 +0100"
    lines = [
        f' <Record type="{Q}{kind}" sourceName={_double(quoteattr(name))} unit="{units[kind]}" '
        f'creationDate="{date}" startDate="{date}" endDate="{date}" value="{value}"{end}'
        for kind, value, name, end in records
    ]
    text = '<?xml version="1.0"?>\n<HealthData>\n' + "\n".join(lines) + "\n</HealthData>\n"
    told = _scanned(text.encode())
    assert _rows(told) == _parsed(text.encode())
    assert told.broken == {}
    beats = told.batches.get("heart_rate", [])
    values = np.sort(np.concatenate([b.value for b in beats])) if beats else np.zeros(0)
    assert values.tolist() == sorted(float(v) for k, v, _, _ in records if k == "HeartRate")


def _double(quoted: str) -> str:
    """An attribute as Apple writes it: in double quotes."""
    return '"' + quoted[1:-1].replace('"', "&quot;") + '"'


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not here")
@pytest.mark.parametrize(
    ("signal", "name", "scale"),
    [("steps", "StepCount", 1.0), ("distance_on_foot", "DistanceWalkingRunning", 1000.0)],
)
def test_the_shared_export_equals_its_csv(signal: str, name: str, scale: float) -> None:
    told = _scanned((SAMPLES / "tdda_export6s3sample.xml").read_bytes())
    with (SAMPLES / f"tdda_expected_{name}.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    values = np.concatenate([b.value for b in told.batches[signal]])
    assert len(values) == len(rows)
    expected = sum(float(row["value"]) for row in rows) * scale
    assert values.sum() == pytest.approx(expected, rel=1e-6)
    assert not told.broken


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not here")
def test_the_deeply_indented_export_is_read_too() -> None:
    raw = (SAMPLES / "healthkit_to_sqlite_export_flat.xml").read_bytes()
    told = _scanned(raw)
    assert {s: n for s, n in _rows(told).items() if s in _parsed(raw)} == dict(_parsed(raw))
    assert _rows(told)["workout"] == 1
    assert not told.broken
