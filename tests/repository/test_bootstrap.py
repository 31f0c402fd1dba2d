"""Set-up fails in sentences: wrong Python, no disk, no network; and does nothing twice."""

from __future__ import annotations

import ast
import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "bootstrap.py"


class Version(NamedTuple):
    major: int
    minor: int
    micro: int


class Disk(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    monkeypatch.setattr(module, "STAMPS", str(tmp_path / "stamps"))
    return module


def test_it_can_be_read_by_old_pythons() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize(("version", "stops"), [((3, 10, 14), True), ((3, 11, 0), False)])
def test_a_wrong_python_is_named(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    version: tuple[int, int, int],
    stops: bool,
) -> None:
    monkeypatch.setattr(sys, "version_info", Version(*version))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Disk(0, 0, 10**12))
    if not stops:
        bootstrap.check_machine()
        return
    with pytest.raises(SystemExit):
        bootstrap.check_machine()
    said = capsys.readouterr().err
    assert "3.11 or newer; this is 3.10" in said
    assert "PYTHON=" in said


def test_too_little_disk_is_named(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Disk(0, 0, 5 * 2**20))
    with pytest.raises(SystemExit):
        bootstrap.check_machine()
    assert "there are 5 MB" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("printed", "says"),
    [
        ("NewConnectionError: Failed to establish a new connection", "no network"),
        ("npm error code ENOTFOUND", "no network"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("SyntaxError: something else", "It failed."),
    ],
)
def test_a_failed_step_ends_in_one_sentence(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str], printed: str, says: str
) -> None:
    with pytest.raises(SystemExit):
        bootstrap.run(
            [sys.executable, "-c", f"print({printed!r}); raise SystemExit(1)"], "It failed."
        )
    assert says in capsys.readouterr().err.splitlines()[-1]


def test_a_step_runs_again_only_when_its_files_change(
    bootstrap: ModuleType, tmp_path: Path
) -> None:
    file, ran = tmp_path / "needs.txt", []

    def step(*_: Any) -> None:
        ran.append(1)

    file.write_text("one")
    bootstrap.once("step", [str(file)], step)
    bootstrap.once("step", [str(file)], step)
    assert len(ran) == 1
    file.write_text("two")
    bootstrap.once("step", [str(file)], step)
    assert len(ran) == 2
