"""A scripted endpoint on loopback: answers as a good server does, or as none should."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SENTENCES = ("That deadline moved on you again. ", "What was that ", "like?")


def event(content: object, **more: object) -> bytes:
    document = {"choices": [{"delta": {"content": content, **more}}]}
    return b"data: " + json.dumps(document).encode() + b"\n\n"


class Endpoint(BaseHTTPRequestHandler):
    """`/{mode}/v1/...`: the mode is the fault."""

    requests: list[dict[str, Any]] = []

    def log_message(self, *arguments: object) -> None: ...

    def do_GET(self) -> None:
        answers = {
            "no-list": b'{"hello": 1}', "not-json": b"<html>",
            "good": b'{"data": [{"id": "b"}, {"id": "a"}]}',
        }  # fmt: skip
        self._send(200, answers.get(self._mode, answers["good"]), "application/json")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.requests.append({"body": json.loads(body), "key": self.headers.get("Authorization")})
        getattr(self, "_" + self._mode.replace("-", "_"))()

    @property
    def _mode(self) -> str:
        return self.path.split("/")[1]

    def _send(self, status: int, body: bytes, kind: str = "text/event-stream") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, pieces: Iterator[bytes], pause: float = 0.0) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.end_headers()
        try:
            for piece in pieces:
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(pause)
        except OSError:
            pass  # the other side stopped listening, as it should

    def _good(self) -> None:
        self._stream(iter([*(event(one) for one in SENTENCES), b"data: [DONE]\n\n"]))

    def _slow(self) -> None:
        self._stream((event(one) for one in SENTENCES), pause=1.0)

    def _noise(self) -> None:
        self._stream(
            iter([b": ping\n\n", event(None, tool_calls=[{"id": 1}]), b'data: {"choices": []}\n\n',
                  event("", reasoning="hmm"), *(event(one) for one in SENTENCES), b"\n\n"])
        )  # fmt: skip

    def _one_document(self) -> None:
        body = {"choices": [{"message": {"content": "".join(SENTENCES)}}]}
        self._send(200, json.dumps(body).encode(), "application/json")

    def _split(self) -> None:
        whole = b"".join(event(one) for one in SENTENCES)
        self._stream(whole[at : at + 7] for at in range(0, len(whole), 7))

    def _drip(self) -> None:
        self._stream((event("a ") for _ in range(200)), pause=0.05)

    def _hang(self) -> None:
        time.sleep(3)

    def _oversize(self) -> None:
        self._stream(event("word " * 4000) for _ in range(40))

    def _wrong_json(self) -> None:
        self._stream(iter([b"data: {not json}\n\n"]))

    def _wrong_shape(self) -> None:
        self._stream(iter([b"data: [1, 2]\n\n"]))

    def _error_inside(self) -> None:
        self._stream(iter([event("Half a"), b'data: {"error": {"message": "secret text"}}\n\n']))

    def _cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(event("Half a sentence"))

    def _latin(self) -> None:
        self._stream(iter([b'data: {"choices": [{"delta": {"content": "caf\xe9"}}]}\n\n']))

    def _declines(self) -> None:
        self._stream(iter([event("I'm sorry, but I can't assist with that.")]))

    def _html(self) -> None:
        self._send(200, b"<html>log in</html>", "text/html")

    def _denied(self) -> None:
        self._send(401, b"{}")

    def _missing(self) -> None:
        self._send(404, b"{}")

    def _failing(self) -> None:
        self._send(500, b"secret text")

    def _moved(self) -> None:
        self.send_response(302)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()


@contextmanager
def endpoint() -> Iterator[str]:
    """The address of a running endpoint, without the mode."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    Endpoint.requests.clear()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
