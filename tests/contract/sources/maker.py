"""A maker on loopback: permission by OAuth, an API behind it, and every fault we know of.

One fake a source stands beside this file (`oura.py` ...) and gives `answer(question)`. Real HTTP,
no network beyond this machine.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from evenkeel.sources.contract import Client, LiveSource
from evenkeel.sources.discovery import manifests, source

CLIENT, SECRET = "client-of-the-host", "secret-of-the-host"


@dataclass
class Question:
    """One request to the API, read."""

    method: str
    path: str
    params: dict[str, str]


@dataclass
class Fault:
    """An answer that is given in place of the right one, once."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    seconds: float = 0.0


Answer = Callable[["Maker", Question], Any]


@dataclass
class Maker:
    """What the fake knows and what it was asked."""

    id: str
    answer: Answer
    page: int = 2
    """Records a page: small, so that pages go on."""
    expires_in: int = 3600
    faults: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    """Access tokens that are still good."""
    refresh: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    given: int = 0
    revoked: list[str] = field(default_factory=list)
    token_faults: list[Fault] = field(default_factory=list)
    closed: bool = False
    """The member ended the permission at the maker."""
    data: dict[str, Any] = field(default_factory=dict)
    """Changes of the answers that a test makes."""
    date: str = ""
    """A clock of the maker's own."""
    server: ThreadingHTTPServer | None = None

    @property
    def address(self) -> str:
        assert self.server is not None
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    @property
    def client(self) -> Client:
        return Client(CLIENT, SECRET, self.address)

    @property
    def live(self) -> LiveSource:
        return source(self.id, self.client)

    def give(self) -> dict[str, Any]:
        """New tokens; the refresh token before them is worth nothing from now on."""
        self.given += 1
        access, refresh = f"access-{self.given}", f"refresh-{self.given}"
        self.tokens, self.refresh = [access], [refresh]
        told = {"access_token": access, "expires_in": self.expires_in, "token_type": "bearer"}
        if self.id == "polar":  # its tokens last for ten years
            return {**told, "expires_in": 315_359_999, "x_user_id": 475}
        return {**told, "refresh_token": refresh}

    def forget(self) -> None:
        """The access token runs out at once."""
        self.tokens = []

    def asked(self, part: str) -> list[Question]:
        return [one for one in self.questions if part in one.path]


class _Handler(BaseHTTPRequestHandler):
    maker: Maker

    def log_message(self, *arguments: object) -> None: ...

    def do_GET(self) -> None:
        self._any("GET")

    def do_POST(self) -> None:
        self._any("POST")

    def do_DELETE(self) -> None:
        self._any("DELETE")

    def _any(self, method: str) -> None:
        parts = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        params = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if "form" in self.headers.get("Content-Type", ""):
            params |= {name: values[-1] for name, values in parse_qs(raw.decode()).items()}
        manifest = manifests()[self.maker.id]
        if parts.path == urlsplit(manifest.authorise).path and method == "GET":
            return self._permit(params)
        if parts.path == urlsplit(manifest.token).path and "grant_type" in params:
            return self._token(params, nested=bool(manifest.token_inside))
        if manifest.revoke and parts.path == urlsplit(manifest.revoke).path:
            self.maker.revoked.append(params.get("token") or params.get("access_token", ""))
            return self._json(200, {})
        return self._api(method, parts.path, params, urlsplit(manifest.api).path)

    def _permit(self, params: dict[str, str]) -> None:
        code = f"code-{len(self.maker.codes)}"
        self.maker.codes[code] = params
        answer = {"code": code, "state": params.get("state", "")}
        self.send_response(302)
        self.send_header("Location", f"{params['redirect_uri']}?{urlencode(answer)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _token(self, params: dict[str, str], *, nested: bool) -> None:
        if self.maker.token_faults:
            return self._fault(self.maker.token_faults.pop(0))
        problem = self._problem(params)
        if problem:
            told: Any = {"status": 401, "error": problem} if nested else {"error": problem}
            return self._json(200 if nested else 400, told)
        told = self.maker.give()
        return self._json(200, {"status": 0, "body": told} if nested else told)

    def _problem(self, params: dict[str, str]) -> str:
        """Why no token is given; "" where everything fits."""
        basic = self.headers.get("Authorization", "")
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        known = params.get("client_secret") == SECRET and params.get("client_id") == CLIENT
        if basic != f"Basic {expected}" and not known:
            return "invalid_client"
        if self.maker.closed:
            return "invalid_grant"
        if params["grant_type"] == "refresh_token":
            return "" if params.get("refresh_token") in self.maker.refresh else "invalid_grant"
        begun = self.maker.codes.pop(params.get("code", ""), None)
        if begun is None or begun["redirect_uri"] != params.get("redirect_uri"):
            return "invalid_grant"
        if "code_challenge" in begun:
            digest = hashlib.sha256(params.get("code_verifier", "").encode()).digest()
            proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            return "" if proof == begun["code_challenge"] else "invalid_grant"
        return ""

    def _api(self, method: str, path: str, params: dict[str, str], root: str) -> None:
        question = Question(method, path.removeprefix(root).lstrip("/"), params)
        self.maker.questions.append(question)
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.maker.tokens or self.maker.closed:
            inside = manifests()[self.maker.id].token_inside
            return self._json(200, {"status": 401}) if inside else self._json(401, {})
        if self.maker.faults:
            return self._fault(self.maker.faults.pop(0))
        found = self.maker.answer(self.maker, question)
        if isinstance(found, Fault):
            return self._fault(found)
        return self._json(204 if found is None else 200, found)

    def _fault(self, fault: Fault) -> None:
        time.sleep(fault.seconds)
        self._send(fault.status, fault.body, fault.headers)

    def _json(self, status: int, document: Any) -> None:
        body = b"" if document is None else json.dumps(document).encode()
        self._send(status, body, {})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        if self.maker.date:
            self.send_header("Date", self.maker.date)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def paged(maker: Maker, rows: list[Any], token: str | None) -> tuple[list[Any], str | None]:
    """A page of rows and the token of the next."""
    at = int(token or 0)
    following = at + maker.page
    return rows[at:following], str(following) if following < len(rows) else None


@contextmanager
def running(id: str) -> Iterator[Maker]:
    """The fake of one source, on a free port of this machine."""
    module = import_module(f"tests.contract.sources.{id}")
    maker = Maker(id=id, answer=module.answer)
    handler = type("Handler", (_Handler,), {"maker": maker})
    maker.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    maker.server.daemon_threads = True
    thread = threading.Thread(target=maker.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield maker
    finally:
        maker.server.shutdown()
        maker.server.server_close()
        thread.join()
