"""Runs every benchmark, or those named: `python -m benchmarks [name ...]`."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.figure import Figure

ONE = "--in-this-process"
ENV = {"OPENBLAS_NUM_THREADS": "1", **os.environ}
"""One thread, as `evenkeel serve` has it: waiting threads would be counted as work."""


def main(names: list[str]) -> int:
    if names and names[0] == ONE:
        for figure in importlib.import_module(f"benchmarks.{names[1]}").figures():
            print(json.dumps(asdict(figure)), flush=True)
        return 0
    kept = True
    print(f"{'':2}{'figure':<58}{'value':>12} {'unit':<9}{'beside':>12} {'ratio':>7}")
    for name in names or _found():
        command = [sys.executable, "-m", "benchmarks", ONE, name]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=ENV)
        for line in done.stdout.splitlines():
            if line.startswith("{"):
                figure = Figure(**json.loads(line))
                kept &= figure.kept
                print(_row(figure), flush=True)
        if done.returncode:
            kept = False
            print(f"! {name} stopped with {done.returncode}")
    return 0 if kept else 1


def _found() -> list[str]:
    folder = Path(__file__).parent
    modules = sorted(module.name for module in pkgutil.iter_modules([str(folder)]))
    return [m for m in modules if "\ndef figures(" in (folder / f"{m}.py").read_text("utf-8")]


def _row(figure: Figure) -> str:
    mark = "  " if figure.kept else "! "
    beside = "" if figure.limit is None else f"{figure.limit:,.6g}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    name = figure.name if figure.beside == "limit" else f"{figure.name} / {figure.beside}"
    return f"{mark}{name:<58}{figure.value:>12,.4g} {figure.unit:<9}{beside:>12} {ratio:>7}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
