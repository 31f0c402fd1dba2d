"""The real command in a real process: it starts, says one line, and fails in sentences."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

BUILT = Path(__file__).resolve().parents[3] / "src/evenkeel/site/static/built/style.css"
PATIENCE_SECONDS = 60


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data: Path, port: int, **more: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVENKEEL_")}
    kept.pop("DATABASE_URL", None)
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    settings = {"EVENKEEL_DATA": str(data), "EVENKEEL_PORT": str(port), **more}
    return subprocess.Popen(
        [sys.executable, "-m", "evenkeel.cli", "serve"],
        env={**kept, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ends_with(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, said


@pytest.fixture
def served(tmp_path: Path, free_port: int) -> Iterator[tuple[str, str]]:
    assert BUILT.exists(), "run `make setup` first"
    process = start(tmp_path / "data", free_port)
    assert process.stdout
    line = process.stdout.readline()
    yield line, f"http://127.0.0.1:{free_port}"
    process.terminate()
    process.communicate(timeout=PATIENCE_SECONDS)


def get(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.status, answer.read().decode()


def test_it_prints_its_address_and_answers(served: tuple[str, str]) -> None:
    line, address = served
    assert address.rsplit(":", 1)[1] in line
    assert get(f"{address}/healthz") == (200, "ok")
    status, page = get(address)
    assert status == 200
    assert "Evenkeel" in page
    assert get(f"{address}/help")[0] == 200


def test_a_taken_port_is_one_sentence_with_the_remedy(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = ends_with(start(tmp_path, port))
    assert code == 1
    assert f"Port {port} is taken" in said
    assert f"EVENKEEL_PORT={port + 1}" in said
    assert "Traceback" not in said


def test_a_data_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, free_port: int) -> None:
    (tmp_path / "file").write_text("in the way")
    code, said = ends_with(start(tmp_path / "file" / "data", free_port))
    assert code == 1
    assert "EVENKEEL_DATA" in said
    assert "Traceback" not in said


def test_a_setting_that_is_not_one_is_one_sentence(tmp_path: Path, free_port: int) -> None:
    code, said = ends_with(start(tmp_path, free_port, EVENKEEL_HTTP="yes"))
    assert code == 1
    assert "Did you mean EVENKEEL_HTTPS?" in said
    assert "Traceback" not in said


def test_a_database_that_is_not_there_is_one_sentence(tmp_path: Path, free_port: int) -> None:
    pytest.importorskip("psycopg")
    url = "postgres://nobody@127.0.0.1:1/nothing"
    code, said = ends_with(start(tmp_path, free_port, DATABASE_URL=url))
    assert code == 1
    assert "The database did not answer" in said
    assert "Traceback" not in said
