"""The real server process, over HTTP on loopback, with storage: start, memory, turns, pages, keys.

A throw-away data folder holds four members, one of them with three years of check-ins (three a day,
seed 1). The load generator is a process of its own on the same two cores, so the figures include
its cost.
"""

from __future__ import annotations

import gzip
import http.client
import json
import multiprocessing
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure, percentile

YEARS = 3
PER_DAY = 3
TURNS = 600
NICKNAMES, PASSPHRASE = ("ann", "bo", "cy", "di"), "seven quiet herons over the weir"
MESSAGES = (
    "my manager moved the deadline again the night before and i just sat there and said nothing",
    "i slept maybe four hours and now everything feels louder than it should and i keep snapping",
    "i don't know what to say to my sister about the money, she thinks i am angry and i am not",
    "it was better today, we went for a walk and i did not think about work for nearly an hour",
)


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as data:
        port = _free_port()
        env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("EVENKEEL_")},
            "EVENKEEL_DATA": data,
            "EVENKEEL_PORT": str(port),
        }
        members, unlock = _in_process(_make_members, env)
        cookies = members[0]
        yield Figure("unlock (log in with the passphrase), s", unlock, "s", 1.0)
        first = _serve(env)
        yield Figure("first start, static files to make, to the address line", first[1], "s")
        _stop(first[0])
        server, started = _serve(env)
        try:
            yield Figure("start to the address line", started, "s", 3.0)
            yield from _pages(port, cookies)
            yield from _turns(port, members)
            yield Figure(
                "server memory after all that, all processes", _memory_mb(server.pid), "MB", 350
            )
        finally:
            _stop(server)


# --- The members -------------------------------------------------------------------------------


def _make_members(env: dict[str, str]) -> tuple[list[dict[str, str]], float]:
    """Make the members and log in; returns (cookies of unlocked sessions, seconds of a log-in).

    The first has years of check-ins.
    """
    os.environ.update(env)
    from evenkeel.site.serve import prepare

    prepare()
    from django.db import transaction
    from django.test import Client
    from django.utils import timezone

    from evenkeel.apps.checkins.actions import Draft, check_in
    from evenkeel.apps.checkins.payloads import CheckInPayload
    from evenkeel.apps.people import actions
    from evenkeel.core.vault import Keyring

    now = timezone.now()
    cookies, waited = [], []
    for name in NICKNAMES:
        begun = actions.begin_member(
            nickname=name, passphrase=PASSPHRASE, country="GB", locale="en", now=now
        )
        actions.note_recovery_checked(by=begun.member, now=now)
        granted = {"companion": True, "insights": True}
        actions.set_consents(by=begun.member, granted=granted, now=now)
        client = Client(HTTP_HOST="localhost")
        client.get("/log-in")  # the page on which the passphrase is typed
        started = time.perf_counter()
        answer = client.post("/log-in", {"nickname": name, "passphrase": PASSPHRASE})
        waited.append(time.perf_counter() - started)
        assert answer.status_code == 302, answer.status_code
        cookies.append({key: morsel.value for key, morsel in client.cookies.items()})
        if len(cookies) == 1:
            first, keyring = begun.member, Keyring(begun.member.pk, begun.root)
    rng = random.Random(1)
    with transaction.atomic():
        for index in range(YEARS * 365 * PER_DAY):
            at = now - timedelta(hours=index * 24 / PER_DAY)
            numbers = {name: rng.random() * 10 for name in ("mood", "energy", "anxiety", "stress")}
            draft = Draft(payload=CheckInPayload(numbers=numbers), note="", at=at)
            check_in(by=first, keyring=keyring, draft=draft, now=now)
    return cookies, percentile(waited, 0.5)


def _in_process(work: Any, *arguments: Any) -> Any:
    """Run in a fresh process, so that Django here does not share settings with the server."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


# --- The server --------------------------------------------------------------------------------


def _serve(env: dict[str, str]) -> tuple[subprocess.Popen[str], float]:
    started = time.perf_counter()
    command = [sys.executable, "-m", "evenkeel.cli", "serve"]
    server = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    line = server.stdout.readline()
    assert "http" in line, line
    return server, time.perf_counter() - started


def _stop(server: subprocess.Popen[str]) -> None:
    server.terminate()
    server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _memory_mb(pid: int) -> float:
    """Of the server's process and its copies; what they share is counted once (PSS)."""
    copies = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    rolled = [Path(f"/proc/{each}/smaps_rollup").read_text() for each in (pid, *copies)]
    return sum(int(re.findall(r"^Pss:\s+(\d+)", one, re.MULTILINE)[0]) for one in rolled) / 1024


# --- Pages -------------------------------------------------------------------------------------

PAGES = (
    "/",
    "/talk",
    "/check-in",
    "/journal",
    "/exercises",
    "/questionnaires",
    "/privacy",
    "/help",
)


def _pages(port: int, cookies: dict[str, str]) -> Iterator[Figure]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for page in PAGES:
        times, body = [], b""
        for _ in range(30):
            started = time.perf_counter()
            status, body, _headers = _get(connection, page, cookies)
            times.append((time.perf_counter() - started) * 1000)
            assert status == 200, (page, status)
        limit = {"/": 60.0, "/help": 10.0}.get(page)
        yield Figure(
            f"{page} with {YEARS} years of check-ins, p50", percentile(times, 0.5), "ms", limit
        )
        weight = len(gzip.compress(body, 6)) + _weight_of_assets(connection, body)
        limit = 30.0 if page == "/help" else 60.0
        yield Figure(f"{page} page and its stylesheet, compressed", weight / 1000, "kB", limit)


def _weight_of_assets(connection: http.client.HTTPConnection, body: bytes) -> int:
    """Bytes on the wire of the stylesheets and images a page names; scripts are islands."""
    page = body.decode()
    named = re.findall(r'<link[^>]+rel="(?:stylesheet|icon)"[^>]*href="([^"]+)"', page)
    named += re.findall(r'<img[^>]+src="([^"]+)"', page)
    return sum(len(_get(connection, address, {})[1]) for address in sorted(set(named)))


def _get(
    connection: http.client.HTTPConnection, path: str, cookies: dict[str, str]
) -> tuple[int, bytes, http.client.HTTPMessage]:
    headers = {"Host": "localhost", "Accept-Encoding": "gzip, br", "Cookie": _cookie(cookies)}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.headers


def _cookie(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


# --- Turns -------------------------------------------------------------------------------------


def _turns(port: int, members: list[dict[str, str]]) -> Iterator[Figure]:
    """Messages of about 20 words, each read, assessed, answered, guarded and stored locked."""
    alone = [end - start for start, end in _talk(port, members[0], TURNS // 3)]
    yield Figure("a turn over HTTP, one at a time, p50", percentile(alone, 0.5) * 1000, "ms")
    yield Figure("a turn over HTTP, one at a time, p99", percentile(alone, 0.99) * 1000, "ms")
    clients = len(members)
    with multiprocessing.get_context("spawn").Pool(clients) as pool:
        waiting = [pool.apply_async(_talk, (port, each, TURNS // clients)) for each in members]
        spans = [span for part in waiting for span in part.get(timeout=300)]
    elapsed = max(end for _, end in spans) - min(start for start, _ in spans)
    times = [end - start for start, end in spans]
    yield Figure(
        f"turns a second over HTTP, {clients} clients", TURNS / elapsed, "/s", 80, at_least=True
    )
    yield Figure(f"a turn with {clients} clients, p99", percentile(times, 0.99) * 1000, "ms")


def _talk(port: int, cookies: dict[str, str], count: int) -> list[tuple[float, float]]:
    """Say `count` messages; (start, end) of each on the machine's own clock, in seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    cookies = dict(cookies)
    status, body, headers = _get(connection, "/talk?new", cookies)
    assert status == 200, status
    for line in headers.get_all("Set-Cookie") or []:
        name, _, value = line.split(";")[0].partition("=")
        cookies[name] = value
    sent_as = {
        "Host": "localhost",
        "Cookie": _cookie(cookies),
        "Content-Type": "application/x-www-form-urlencoded",
        "HX-Request": "true",
    }
    token = _only(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
    spans = []
    for index in range(count):
        address = _only(r'<form id="box"[^>]* action="([^"]+)"', body)
        once = _only(r'name="once" value="([^"]+)"', body)
        text = MESSAGES[index % len(MESSAGES)]
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "once": once, "text": text})
        started = time.monotonic()
        connection.request("POST", address, form, sent_as)
        answer = connection.getresponse()
        body = answer.read()
        spans.append((started, time.monotonic()))
        assert answer.status in {200, 204}, answer.status
        if answer.status == 204:  # the first message of a conversation moves to its own page
            body = _get(connection, answer.headers["HX-Redirect"].split("#")[0], cookies)[1]
    return spans


def _only(pattern: str, page: bytes) -> str:
    return re.findall(pattern, page.decode())[0]


if __name__ == "__main__":
    for figure in figures():
        print(json.dumps({"name": figure.name, "value": figure.value, "unit": figure.unit}))
    print(datetime.now(UTC).isoformat())
