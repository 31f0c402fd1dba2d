"""From an endpoint's first full sentence to the moment a member may see it: read, guarded, shown.

A scripted endpoint on loopback sends a sentence in pieces, notes when its last piece left, and
waits a second before the next: only a reply that streams can be shown before that.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from benchmarks.figure import Figure, percentile

RUNS = 15
NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)
FIRST = ("That dead", "line moved on ", "you ", "again. ")
REST = ("What was ", "that like?")
PAUSE = 1.0


class Slowly(BaseHTTPRequestHandler):
    """Streams two sentences with a pause; `left` is when the first was whole."""

    left: list[float] = []

    def log_message(self, *arguments: object) -> None: ...

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for piece in FIRST:
            self._piece(piece)
        self.left.append(time.perf_counter())
        time.sleep(PAUSE)
        for piece in REST:
            self._piece(piece)
        self.wfile.write(b"data: [DONE]\n\n")

    def _piece(self, text: str) -> None:
        body = json.dumps({"choices": [{"delta": {"content": text}}]}).encode()
        self.wfile.write(b"data: " + body + b"\n\n")
        self.wfile.flush()


def figures() -> Iterator[Figure]:
    from evenkeel.core.dialogue import DialogueState, load_companion
    from evenkeel.llm import Connection, manifests, provider
    from evenkeel.llm.speaking import Speaker

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slowly)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    companion, asked = load_companion(), provider(next(iter(manifests())))
    connection = Connection(f"http://127.0.0.1:{server.server_port}/v1", "scripted")
    waits = []
    for run in range(RUNS):
        shown: list[float] = []
        speaker = Speaker(asked, connection, names=["Priya", "Tom"])
        answer = companion.reply(
            DialogueState(), "work is awful, my manager moved the deadline again", now=NOW,
            rng=random.Random(run), model=speaker,
            show=lambda _sentence, shown=shown: shown.append(time.perf_counter()),
        )  # fmt: skip
        assert answer.by_model, answer.why_not_model
        waits.append((shown[0] - Slowly.left[-1]) * 1000)
    server.shutdown()
    yield Figure(
        "first guarded sentence after it was whole, p50", percentile(waits, 0.5), "ms", 300
    )
    yield Figure("first guarded sentence after it was whole, worst", max(waits), "ms", 300)
