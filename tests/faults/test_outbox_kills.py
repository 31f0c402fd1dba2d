"""R3: no alert is lost although its workers are killed at any moment, over real SMTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def figures(data: Path, *, kills: int) -> dict[str, Any]:
    env = {
        **{name: value for name, value in os.environ.items() if "EVENKEEL" not in name},
        "EVENKEEL_DATA": str(data), "DJANGO_SETTINGS_MODULE": "evenkeel.site.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.faults.outbox_kills", str(kills)]
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=540, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def holds(found: dict[str, Any], *, kills: int) -> None:
    assert found["kills"] == kills
    assert found["lost"] == 0
    assert found["still open"] == 0
    assert found["ids per recipient"] == 1, "a mail sent twice is one mail"


def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    holds(figures(tmp_path, kills=8), kills=8)


@pytest.mark.slow
def test_a_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    holds(figures(tmp_path, kills=100), kills=100)
