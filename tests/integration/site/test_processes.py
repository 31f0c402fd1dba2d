"""Two processes on one socket: both answer, one may die, neither outlives the first."""

from __future__ import annotations

import os
import signal
import subprocess
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


def children_of(pid: int) -> list[int]:
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def copies_of(pid: int, stand_in: int, count: int) -> list[int]:
    """The copies, when all are there and the stand-in is gone."""
    for _ in range(PATIENCE_SECONDS * 10):
        children = children_of(pid)
        if len(children) == count and stand_in not in children:
            return children
        time.sleep(0.1)
    raise AssertionError(f"no {count} copies but {children_of(pid)}")


def ended(pid: int) -> bool:
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(") ")[1][0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.1)
    return False


def address_said(server: subprocess.Popen[str]) -> int:
    """Waits for the address; the id of the stand-in that answers there."""
    assert server.stdout
    assert "localhost" in server.stdout.readline()
    (stand_in,) = children_of(server.pid)
    return stand_in


@needs_linux
def test_when_the_copy_is_killed_the_first_goes_on(tmp_path: Path, free_port: int) -> None:
    server = start(tmp_path / "data", free_port, EVENKEEL_PROCESSES="2")
    try:
        (copy,) = copies_of(server.pid, address_said(server), 1)
        os.kill(copy, signal.SIGKILL)
        assert ended(copy)
        for _ in range(5):
            assert httpx.get(f"http://127.0.0.1:{free_port}/help", timeout=30).status_code == 200
    finally:
        server.terminate()
    _, said = server.communicate(timeout=PATIENCE_SECONDS)
    assert "a server process ended by signal 9; the rest go on" in said


@needs_linux
def test_nobody_is_sent_away_when_the_stand_in_leaves(tmp_path: Path, free_port: int) -> None:
    """Visitors knock from the moment the address is said until all copies are there."""
    server = start(tmp_path / "data", free_port, EVENKEEL_PROCESSES="2")
    try:
        stand_in, gone = address_said(server), False
        with httpx.Client(base_url=f"http://127.0.0.1:{free_port}", timeout=30) as browser:
            kept_open = []
            for _ in range(2000):
                answer = browser.get("/help")
                assert answer.status_code == 200
                kept_open.append(answer.headers.get("Connection") != "close")
                if gone:
                    break
                gone = stand_in not in children_of(server.pid)
        assert gone
        assert not kept_open[0], "a browser would keep a connection to who is gone in a moment"
        assert kept_open[-1]
    finally:
        server.terminate()
    _, said = server.communicate(timeout=PATIENCE_SECONDS)
    assert not said


@needs_linux
def test_when_the_stand_in_is_killed_visitors_wait_for_the_rest(
    tmp_path: Path, free_port: int
) -> None:
    server = start(tmp_path / "data", free_port, EVENKEEL_PROCESSES="2")
    try:
        os.kill(address_said(server), signal.SIGKILL)
        assert httpx.get(f"http://127.0.0.1:{free_port}/help", timeout=60).status_code == 200
    finally:
        server.terminate()
    server.communicate(timeout=PATIENCE_SECONDS)


@needs_linux
@pytest.mark.parametrize("loaded", [False, True])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_copy_outlives_the_first(
    how: signal.Signals, loaded: bool, tmp_path: Path, free_port: int
) -> None:
    server = start(tmp_path / "data", free_port, EVENKEEL_PROCESSES="3")
    stand_in = address_said(server)
    copies = copies_of(server.pid, stand_in, 2) if loaded else [stand_in]
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
