"""`evenkeel insights`: the same findings on a table of days, and kind errors."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from evenkeel.cli_insights import TableError, read_table, run


def table(folder: Path, days: int = 120) -> Path:
    rng = np.random.default_rng(2)
    walk = rng.random(days) < 0.5
    mood = 50 + 12 * walk + 8 * rng.normal(size=days)
    lines = ["date,mood,walk"]
    for n in range(days):
        if n % 9 != 4:
            lines.append(f"{date(2026, 1, 5) + timedelta(days=n)},{mood[n]:.1f},{int(walk[n])}")
    path = folder / "days.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_it_says_what_goes_with_what(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(table(tmp_path), ["mood"], as_json=False)
    assert "On days with walk, mood is higher by about" in capsys.readouterr().out
    run(table(tmp_path), ["mood"], as_json=True)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    link = next(one for one in lines if one["insight"] == "what_moves")
    assert link["interval"][0] < 12 < link["interval"][1]
    assert link["missing_days"] > 0


def test_a_missing_day_is_missing(tmp_path: Path) -> None:
    days, columns = read_table(table(tmp_path, 20))
    assert len(days) == 20
    assert np.isnan(columns["mood"][4])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "must name its columns"),
        ("day,mood\n2026-01-01,3", "must name its columns"),
        ("date,mood\nyesterday,3", "line 2: a date like"),
        ("date,mood\n2026-01-01,good", "is not a number"),
        ("date,mood\n2026-01-01,3", "Say --outcome"),
    ],
)
def test_what_cannot_be_read_is_said_kindly(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "days.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=says):
        run(path, ["joy"], as_json=False)
