"""Keeps one drawing process, and asks it for one picture at a time.

Here: starting it when first needed, asking with a time limit, noticing that it has gone. Not here:
what is drawn (`core.insights`), and what becomes of the SVG (`charts`).

Why a process of its own: Vega-Lite needs a JavaScript engine, which adds about 67 MB to whoever
loads it at the first picture and 127 MB after some hundred (measured, vl-convert 1.9). The server
must stay under 350 MB with the reader's model in it, so the engine lives apart and goes after a
minute without work. A picture that hangs or crashes it costs a picture, not the server.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

WORKER = Path(__file__).with_name("render_worker.py")
LONGEST_WAIT_SECONDS = 8.0
"""For one picture. The first one pays for starting the process, about half a second."""


class Renderer:
    """One drawing process behind a lock. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def draw(self, spec: Mapping[str, Any]) -> str | None:
        """The SVG of a Vega-Lite specification; None when it could not be drawn in time."""
        line = json.dumps(spec).encode("ascii") + b"\n"
        with self._lock:
            for _ in range(2):  # the process may have gone while idle: then once more
                answer = self._ask(line)
                if answer:
                    drawn: str | None = json.loads(answer)
                    return drawn
        return None

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._end()

    def _ask(self, line: bytes) -> bytes:
        process = self._running()
        stdin, stdout = _pipes(process)
        try:
            stdin.write(line)
            stdin.flush()
            answer = _line_in_time(stdout)
        except OSError:
            answer = b""
        if not answer:
            self._end()
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603 (our own file, our own interpreter)
                [sys.executable, "-I", str(WORKER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"TZ": "UTC", "PATH": os.defpath},
            )
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            for pipe in _pipes(self._process):
                try:
                    pipe.close()
                except OSError:
                    continue
            self._process.wait()
            self._process = None


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the drawing process has no pipes")
    return process.stdin, process.stdout


def _line_in_time(stdout: IO[bytes]) -> bytes:
    """One line, or nothing when the process ended or took too long."""
    found = b""
    while not found.endswith(b"\n"):
        if not select.select([stdout], [], [], LONGEST_WAIT_SECONDS)[0]:
            return b""
        chunk = os.read(stdout.fileno(), 1 << 16)
        if not chunk:
            return b""
        found += chunk
    return found


RENDERER = Renderer()
atexit.register(RENDERER.close)
