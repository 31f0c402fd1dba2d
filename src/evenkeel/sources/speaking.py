"""Asks a maker's API: bounded, patient within limits, and with a token that is renewed on the way.

Here: HTTP. 429 waits as long as the maker says (RFC 9110 `Retry-After`, in seconds or as a date),
faults of the server are tried again with growing pauses, 401 renews the token once. Nothing of an
answer is ever logged or put into an error. Not here: what to ask for (`<name>/reading.py`).
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, Self

import httpx

from evenkeel.sources import oauth
from evenkeel.sources.contract import (
    Client,
    Failed,
    Gone,
    LiveSource,
    NotAllowed,
    Params,
    Revoked,
    Tokens,
    TooBusy,
    Unexpected,
)

ANSWER_SECONDS: Final = 30.0
CONNECT_SECONDS: Final = 5.0
MOST_BYTES: Final = 32 * 1024 * 1024
MOST_TRIES: Final = 4
FIRST_PAUSE: Final = 0.5
"""Seconds before a server's fault is tried again; doubled each time, with some chance in it so that
many members do not come back at once."""
LONGEST_WAIT: Final = 90.0
"""Seconds a sync waits for a busy maker in all; longer, and it comes back later by itself."""
DEFAULT_WAIT: Final = 60.0
SKEW_TOLD: Final = timedelta(minutes=5)
"""From here on a difference of clocks is worth a line in the log."""
_RESETS: Final = ("Retry-After", "Fitbit-Rate-Limit-Reset", "X-RateLimit-Reset", "RateLimit-Reset")
_SERVER_FAULT: Final = 500
_EMPTY: Final = frozenset({204, 205})

Clock = Callable[[], datetime]


def now_utc() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Speaker:
    """`contract.Ask` over HTTP. `keep` is called with each new pair of tokens before its first use.

    Use it as a context manager: it holds a connection.
    """

    source: LiveSource
    client: Client
    tokens: Tokens
    keep: Callable[[Tokens], None]
    clock: Clock = now_utc
    sleep: Callable[[float], None] = time.sleep
    not_allowed: set[str] = field(default_factory=set)
    """Paths the maker refused to this member, told in the log."""
    skew: timedelta = timedelta(0)
    """How far this server's clock is ahead of the maker's."""
    requests: int = 0
    _waited: float = 0.0
    _http: httpx.Client | None = None

    def __enter__(self) -> Self:
        self._http = httpx.Client(
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
            verify=oauth.trusted(),
            headers={"Accept": "application/json"},
        )
        return self

    def __exit__(self, *_about: object) -> None:
        if self._http is not None:
            self._http.close()
            self._http = None

    @property
    def user(self) -> str:
        return self.tokens.user

    def get(self, path: str, params: Params | None = None) -> Any:
        return self._document(lambda: self._once("GET", path, params=params))

    def post(self, path: str, form: Params) -> Any:
        return self._document(lambda: self._once("POST", path, form=form))

    def maybe(self, path: str, params: Params | None = None) -> Any:
        try:
            return self.get(path, params)
        except NotAllowed:
            self.not_allowed.add(path.split("?", 1)[0])
            return None

    def send(self, method: str, path: str, document: Any = None) -> int:
        return self._answer(lambda: self._once(method, path, document=document))[0].status_code

    def _document(self, ask: Callable[[], tuple[httpx.Response, bytes]]) -> Any:
        answer, raw = self._answer(ask)
        if answer.status_code in _EMPTY or not raw.strip():
            return None
        return _json(raw)

    def _answer(
        self, ask: Callable[[], tuple[httpx.Response, bytes]]
    ) -> tuple[httpx.Response, bytes]:
        """An answer that is neither busy, broken nor refused."""
        if oauth.expired(self.tokens, now=self.clock()):
            self._renew()
        renewed, pause = False, FIRST_PAUSE
        for attempt in range(1, MOST_TRIES + 1):
            try:
                answer, raw = ask()
            except (httpx.TimeoutException, httpx.TransportError) as error:
                fault: Failed = Failed(type(error).__name__)
            else:
                status = self._status(answer, raw)
                if status < httpx.codes.BAD_REQUEST:
                    return answer, raw
                if status == httpx.codes.UNAUTHORIZED and not renewed:
                    renewed = True
                    self._renew()
                    continue
                fault = _fault(status)
                if status == httpx.codes.TOO_MANY_REQUESTS:
                    self._wait_for(answer)
                    continue
            if not _passing(fault) or attempt == MOST_TRIES:
                raise fault
            self._pause(pause * (1 + random.random() / 2))  # noqa: S311 (spreads load, no secret)
            pause *= 2
        raise TooBusy(self.clock() + timedelta(seconds=DEFAULT_WAIT))

    def _once(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        form: Params | None = None,
        document: Any = None,
    ) -> tuple[httpx.Response, bytes]:
        if self._http is None:
            raise RuntimeError("a speaker is used inside its `with`")
        self.requests += 1
        address = f"{self.source.manifest.api}/{path.lstrip('/')}"
        with self._http.stream(
            method,
            address,
            params=dict(params or {}),
            data=dict(form) if form is not None else None,
            json=document,
            headers={"Authorization": f"Bearer {self.tokens.access}"},
        ) as answer:
            raw = b"".join(_bounded(answer))
        self._compare_clocks(answer)
        return answer, raw

    def _status(self, answer: httpx.Response, raw: bytes) -> int:
        """The status, or the one that the maker writes into an answer of 200."""
        if 300 <= answer.status_code < 400:
            raise Unexpected("redirected")
        inside = getattr(self.source.reading, "status", None)
        if answer.status_code == httpx.codes.OK and inside is not None and raw:
            return int(inside(_json(raw)))
        return answer.status_code

    def _renew(self) -> None:
        self.tokens = oauth.refreshed(
            self.source.manifest, self.client, self.tokens, now=self.clock()
        )
        self.keep(self.tokens)

    def _wait_for(self, answer: httpx.Response) -> None:
        seconds = wait_of(answer.headers)
        if self._waited + seconds > LONGEST_WAIT:
            raise TooBusy(self.clock() + timedelta(seconds=seconds))
        self._pause(seconds)

    def _pause(self, seconds: float) -> None:
        self._waited += seconds
        self.sleep(seconds)

    def _compare_clocks(self, answer: httpx.Response) -> None:
        theirs = _date(answer.headers.get("Date", ""))
        if theirs is not None:
            self.skew = self.clock() - theirs


def wait_of(headers: httpx.Headers) -> float:
    """Seconds the maker asks to wait. A date is taken against the maker's own clock.

    >>> wait_of(httpx.Headers({"Retry-After": "7"}))
    7.0
    >>> wait_of(httpx.Headers({"Date": "Wed, 04 Mar 2026 08:00:00 GMT",
    ...                        "Retry-After": "Wed, 04 Mar 2026 08:00:30 GMT"}))
    30.0
    >>> wait_of(httpx.Headers({}))
    60.0
    """
    for name in _RESETS:
        told = headers.get(name, "").strip()
        if told.replace(".", "", 1).isdigit():
            return min(max(float(told), 0.0), 86_400.0)
        at, theirs = _date(told), _date(headers.get("Date", ""))
        if at is not None:
            from_then = (at - (theirs or now_utc())).total_seconds()
            return min(max(from_then, 0.0), 86_400.0)
    return DEFAULT_WAIT


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError):
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def _fault(status: int) -> Failed:
    if status == httpx.codes.UNAUTHORIZED:
        return Revoked("401")
    if status in {httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND, httpx.codes.UPGRADE_REQUIRED}:
        return NotAllowed(str(status))
    if status == httpx.codes.GONE:
        return Gone("410")
    if status >= _SERVER_FAULT:
        return Failed(str(status))
    return Unexpected(str(status))


def _passing(fault: Failed) -> bool:
    """Whether the same question may be answered a moment later."""
    return type(fault) is Failed


def _bounded(answer: httpx.Response) -> Any:
    read = 0
    for piece in answer.iter_bytes():
        read += len(piece)
        if read > MOST_BYTES:
            raise Unexpected("too large")
        yield piece


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Unexpected("not JSON") from None
