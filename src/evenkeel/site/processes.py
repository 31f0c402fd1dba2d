"""A second server process, made by forking the first when everything is loaded (ADR 17).

Python runs on one core at a time in a process. The copy shares what was loaded with the first, so
two processes take little more memory than one. Here: the listening socket, the fork, and that
neither outlives the other's wish. Not here: what is loaded, what is served (serve.py).
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time

log = logging.getLogger(__name__)

MOST_BY_DEFAULT = 2
LOOKS_FOR_PARENT_SECONDS = 1.0
BACKLOG = 512


def fitting() -> int:
    """How many processes suit this machine: one a core, no more than two, and one wherever a
    process cannot be copied safely after it has begun (macOS, Windows)."""
    if not sys.platform.startswith("linux"):
        return 1
    return min(MOST_BY_DEFAULT, len(os.sched_getaffinity(0)))


def listen(bind: str, port: int) -> socket.socket:
    """A socket that all processes take visitors from. Raises `OSError` if the port is taken."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    # The protocol is named because asyncio sends small answers at once only where it is.
    one = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        one.bind((bind, port))
    except OSError:
        one.close()
        raise
    return one


def copy(count: int) -> list[int]:
    """Fork until `count` processes run. Returns the copies' ids in the first process, and an empty
    list in a copy, which stops when the first does.

    To be called while there is one Python thread and no open database connection.
    """
    first, copies = os.getpid(), []
    for _ in range(count - 1):
        child = os.fork()
        if not child:
            threading.Thread(target=_stop_with, args=(first,), name="parent", daemon=True).start()
            return []
        copies.append(child)
        threading.Thread(target=_say_when_gone, args=(child,), name="copy", daemon=True).start()
    return copies


def stop(copies: list[int]) -> None:
    """Ask the copies to finish what they are doing and end."""
    for child in copies:
        try:
            os.kill(child, signal.SIGTERM)
        except ProcessLookupError:
            continue


def _stop_with(first: int) -> None:
    while os.getppid() == first:
        time.sleep(LOOKS_FOR_PARENT_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def _say_when_gone(child: int) -> None:
    """The others go on: they hold the same socket. Only the speed of two at a time is lost."""
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGTERM:
        log.error("a server process ended by signal %d; the rest go on", os.WTERMSIG(status))
