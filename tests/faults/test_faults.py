"""R1: a person in danger is answered by the real server process, whatever is broken around it.

1,000 faults over real HTTP: a database that is gone, read-only, garbage or slow; a full disk, once
simulated and once real (a limit on the process); a dead queue and dead mail; a bug while keeping a
turn or in the companion; a language model that hangs, fails or lies; bytes that are no text; a
server killed in mid-turn. Each message is answered, no page shows a stack trace, and after the
fault every message is there exactly once, and the very next one is kept.

`python -m tests.faults.test_faults` prints the figures.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.faults.faulty_server import NICKNAME, PASSPHRASE

FAULTS = (
    "database read-only", "database gone", "database garbage", "database slow", "disk full",
    "disk full, really", "queue dead", "keeping breaks", "companion breaks", "model hangs",
    "model fails", "model lies", "wrong encoding", "dropped half-way",
)  # fmt: skip
NOT_KEPT = frozenset(FAULTS[:3]) | {
    "companion breaks",
    "disk full",
    "disk full, really",
    "keeping breaks",
}
"""Where a page must say that the message was not saved."""
ROUNDS, KILLS = 71, 6
A_TALK = 20
SETTLE_SECONDS = 1.0  # after a kill, until the copies have stopped too
"""Messages in one conversation, so that pages stay as long as a person's are."""
RISK = (
    "i want to kill myself",
    "i can't do this any more, i want to die",
    "i have the pills here",
    "everyone would be better off without me",
    "i'm going to end it tonight",
)
P95_SECONDS = 0.5
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Server:
    """The server process, and a signed-in browser."""

    data: Path
    port: int
    process: Any = None
    browser: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60))

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def fault_file(self) -> Path:
        return self.data / "fault"

    def start(self) -> None:
        self.fault_file.write_text("")
        env = {
            **{name: value for name, value in os.environ.items() if "EVENKEEL" not in name},
            "EVENKEEL_DATA": str(self.data), "EVENKEEL_PORT": str(self.port),
            "EVENKEEL_IDLE_MINUTES": "240", "FAULT_FILE": str(self.fault_file),
            "DJANGO_SETTINGS_MODULE": "evenkeel.site.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }  # fmt: skip
        command = [sys.executable, "-m", "tests.faults.faulty_server"]
        with (self.data / "log").open("ab") as log:  # the process keeps its own
            self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        for _ in range(600):
            if self.process.poll() is not None:
                raise RuntimeError(self.last())
            try:
                if httpx.get(f"{self.base}/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise RuntimeError("The server did not start.")

    def last(self) -> str:
        """What the server logged last."""
        return (self.data / "log").read_text()[-2000:]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)

    def killed(self) -> None:
        """One process is gone. If it was the first, all are: start again, as a host's would."""
        time.sleep(SETTLE_SECONDS)
        if self.process.poll() is not None:
            self.start()

    def log_in(self) -> None:
        self.browser.get(f"{self.base}/log-in")
        self.post("/log-in", {"nickname": NICKNAME, "passphrase": PASSPHRASE})

    def post(self, path: str, data: dict[str, str], **headers: str) -> httpx.Response:
        token = self.browser.cookies.get("csrf", "")
        return self.browser.post(
            self.base + path, data=data, headers={"X-CSRFToken": token, **headers}
        )

    @contextmanager
    def broken(self, fault: str) -> Iterator[None]:
        """The fault of the moment; healthy again afterwards."""
        self.fault_file.write_text(fault)
        try:
            yield
        finally:
            self.fault_file.write_text("")


@dataclass
class Tally:
    """What happened."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    unanswered: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    dishonest: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    lingering: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(map(len, self.seconds.values()))

    def p95(self) -> float:
        """Over every fault but the kills, which are answered by the next process."""
        times = sorted(
            one for fault, many in self.seconds.items() if "killed" not in fault for one in many
        )
        return times[int(0.95 * len(times))]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run(data: Path, *, rounds: int = ROUNDS, kills: int = KILLS) -> Tally:
    """Inject every fault `rounds` times, and kill the server `kills` times."""
    server, tally = Server(data, free_port()), Tally()
    server.start()
    try:
        server.log_in()
        said = _inject(server, tally, rounds, kills)
        _count_kept(server, tally, said)
    finally:
        server.stop()
        server.browser.close()
    return tally


def _inject(server: Server, tally: Tally, rounds: int, kills: int) -> dict[str, list[str]]:
    said: dict[str, list[str]] = defaultdict(list)
    talk = ""
    order = [fault for _ in range(rounds) for fault in FAULTS]
    step = max(1, len(order) // (kills or 1))
    for number in range(kills):
        order.insert(number * (step + 1) + step // 2, "killed in mid-turn")
    for number, fault in enumerate(order):
        if number % A_TALK == 0:
            talk = _new_talk(server)
        text = f"{RISK[number % len(RISK)]} (no. {number:04d})"
        once = str(uuid4())
        began = time.perf_counter()
        body = _say(server, fault, talk, text, once)
        tally.seconds[fault].append(time.perf_counter() - began)
        if not _is_answer(body):
            tally.unanswered.append(f"{fault}: {text}: {body[:200]}")
        if (fault in NOT_KEPT) != ("could not be saved" in body):
            tally.dishonest.append(f"{fault}: {text}: {body[:200]}")
        if "Traceback" in body or 'File "' in body:
            tally.traces.append(f"{fault}: {text}")
        again = server.post(talk, {"text": text, "once": once}, **{"HX-Request": "true"}).text
        if "could not be saved" in again:
            tally.lingering.append(f"{fault}: {text}: {again[:200]}\n{server.last()}")
        said[talk].append(text)
    return said


def _new_talk(server: Server) -> str:
    answer = server.post("/talk", {"text": "hello"})
    assert "Location" in answer.headers, f"{answer.status_code}: {answer.text}\n{server.last()}"
    return str(answer.headers["Location"]).split("#")[0].removeprefix(server.base)


def _say(server: Server, fault: str, talk: str, text: str, once: str) -> str:
    form, partial = {"text": text, "once": once}, {"HX-Request": "true"}
    if fault == "wrong encoding":
        token = server.browser.cookies.get("csrf", "")
        raw = b"once=" + once.encode() + b"&text=" + text.encode() + b"+%ff%fe+\xff\xfe\x00"
        headers = {
            "X-CSRFToken": token, "Content-Type": "application/x-www-form-urlencoded", **partial,
        }  # fmt: skip
        return server.browser.post(server.base + talk, content=raw, headers=headers).text
    if fault == "dropped half-way":
        _drop(server, talk, text)
        return server.post(talk, form, **partial).text
    with server.broken(fault):
        try:
            return server.post(talk, form, **partial).text
        except httpx.TransportError:
            if fault != "killed in mid-turn":
                raise
    server.killed()
    return server.post(talk, form, **partial).text


def _drop(server: Server, talk: str, text: str) -> None:
    """A phone that loses its network while sending."""
    cookies = "; ".join(f"{one.name}={one.value}" for one in server.browser.cookies.jar)
    head = (
        f"POST {talk} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: {cookies}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(head.encode() + b"text=" + text.encode()[:8])


def _is_answer(body: str) -> bool:
    return "bubble--companion" in body and ("tel:" in body or "/help" in body)


def _count_kept(server: Server, tally: Tally, said: dict[str, list[str]]) -> None:
    for talk, texts in said.items():
        page = server.browser.get(server.base + talk).text
        mine = re.findall(r"bubble--member.*?</div>", page, re.S)
        found = Counter(number for one in mine for number in re.findall(r"no\. (\d{4})", one))
        for text in texts:
            number = text[-5:-1]
            if not found[number]:
                tally.lost.append(text)
            elif found[number] > 1:
                tally.doubled.append(text)


@pytest.mark.slow
def test_a_thousand_faults_and_everybody_is_answered(tmp_path: Path) -> None:
    tally = run(tmp_path)
    assert tally.count >= 1000
    assert tally.unanswered == []
    assert tally.traces == []
    assert tally.dishonest == []
    assert tally.lost == []
    assert tally.doubled == []
    assert tally.lingering == []
    assert tally.p95() <= P95_SECONDS
    log = (tmp_path / "log").read_text()
    assert not any(words in log for words in RISK), "what was written is in no log"
    assert "Exception in thread" not in log, "background work goes on as well"


@pytest.mark.slow
def test_each_fault_once(tmp_path: Path) -> None:
    """The same in a minute, for a change at hand."""
    tally = run(tmp_path, rounds=1, kills=1)
    assert (tally.unanswered, tally.traces, tally.lost, tally.lingering) == ([], [], [], [])
    assert tally.doubled == []


def main() -> None:
    import tempfile

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), rounds=rounds, kills=KILLS if rounds > 5 else 1)
    for fault, times in sorted(tally.seconds.items()):
        worst = max(times) * 1000
        middle = sorted(times)[len(times) // 2] * 1000
        print(f"{fault:<22} {len(times):>4}  median {middle:6.0f} ms  worst {worst:6.0f} ms")
    print(
        f"{tally.count} faults: {len(tally.unanswered)} unanswered, "
        f"{len(tally.traces)} stack traces, {len(tally.dishonest)} wrong about what was saved, "
        f"{len(tally.lost)} lost, {len(tally.doubled)} doubled, "
        f"{len(tally.lingering)} not over when the fault was, "
        f"p95 {tally.p95() * 1000:.0f} ms (limit {P95_SECONDS * 1000:.0f})"
    )
    for kind in ("lingering", "unanswered", "lost", "dishonest", "doubled"):
        for one in getattr(tally, kind)[:5]:
            print(one)


if __name__ == "__main__":
    main()
