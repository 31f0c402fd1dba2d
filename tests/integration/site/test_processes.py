"""Two processes on one socket: both answer, one may die, neither outlives the first."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import httpx
import pytest

from evenkeel.site import processes
from tests.integration.site.test_serve import PATIENCE_SECONDS, free_port, start

__all__ = ["free_port"]

needs_linux = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="copies are made on Linux only"
)


def copies_of(pid: int) -> list[int]:
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ended(pid: int) -> bool:
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(") ")[1][0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.1)
    return False


@needs_linux
def test_when_the_copy_is_killed_the_first_goes_on(tmp_path: Path, free_port: int) -> None:
    server = start(tmp_path / "data", free_port, EVENKEEL_PROCESSES="2")
    assert server.stdout
    assert "localhost" in server.stdout.readline()
    try:
        (copy,) = copies_of(server.pid)
        os.kill(copy, signal.SIGKILL)
        assert ended(copy)
        for _ in range(5):
            assert httpx.get(f"http://127.0.0.1:{free_port}/help", timeout=30).status_code == 200
    finally:
        server.terminate()
    _, said = server.communicate(timeout=PATIENCE_SECONDS)
    assert "a server process ended by signal 9; the rest go on" in said


@needs_linux
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_copy_outlives_the_first(how: signal.Signals, tmp_path: Path, free_port: int) -> None:
    server = start(tmp_path / "data", free_port, EVENKEEL_PROCESSES="3")
    assert server.stdout
    assert "localhost" in server.stdout.readline()
    copies = copies_of(server.pid)
    assert len(copies) == 2
    server.send_signal(how)
    server.communicate(timeout=PATIENCE_SECONDS)
    assert all(ended(copy) for copy in copies)
    again = processes.listen("127.0.0.1", free_port)  # the port is free
    again.close()


def test_a_taken_port_stays_with_its_owner() -> None:
    first = processes.listen("127.0.0.1", 0)
    with pytest.raises(OSError, match="in use"):
        processes.listen("127.0.0.1", first.getsockname()[1])
    first.close()


def test_one_process_where_copies_are_not_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes.sys, "platform", "darwin")
    assert processes.fitting() == 1
