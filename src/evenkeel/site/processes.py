"""A second server process, made by forking the first when everything is loaded (ADR 17).

Python runs on one core at a time in a process. The copy shares what was loaded with the first, so
two processes take little more memory than one. Here: the listening socket, the fork, and that
neither outlives the other's wish. Not here: what is loaded, what is served (serve.py).
"""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

MOST_BY_DEFAULT = 2
BACKLOG = 512
# A server that was killed a moment ago may still hold the port: its copy is told, and lets go.
TRIES, PAUSE_SECONDS = 10, 0.1
LAST_WORK_SECONDS = 300.0
_HEAPS, _GIVE_BACK_FROM, _KEPT_FREE_BYTES = -8, -1, 128 * 1024  # M_ARENA_MAX, M_TRIM_THRESHOLD
_SIGNAL_WHEN_PARENT_ENDS = 1  # PR_SET_PDEATHSIG of Linux's prctl(2)


def spare_memory() -> None:
    """Have the C library keep one heap instead of one a thread, and give back what is free: ten to
    twenty MB less for two processes, at no cost that shows while Python lets one thread run."""
    if sys.platform.startswith("linux") and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(_HEAPS, 1)
        library.mallopt(_GIVE_BACK_FROM, _KEPT_FREE_BYTES)
        library.malloc_trim(0)


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
    for last in (False,) * (TRIES - 1) + (True,):
        try:
            one.bind((bind, port))
            break
        except OSError as error:
            if last or error.errno != errno.EADDRINUSE:
                one.close()
                raise
            time.sleep(PAUSE_SECONDS)
    one.listen(BACKLOG)  # from now on nobody else can have the port; visitors wait in line
    return one


def stand_in(work: Callable[[], None]) -> int:
    """Fork a process that does `work` until `relieve` is called with its id, which is returned.

    To be called as `copy` is.
    """
    first = os.getpid()
    if child := os.fork():
        return child
    _stop_with(first)
    # Asked to end before there is a server, or by the server when it has answered everybody.
    signal.signal(signal.SIGTERM, lambda *_: _end_when_done(first))
    try:
        work()
    except Exception as error:
        log.error("the stand-in stopped: %s", type(error).__name__)
    finally:
        os._exit(0)


def _end_when_done(first: int) -> None:
    """End this process, after what a visit began beside it (a sync with a maker)."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # whoever asks again means at once
    for thread in threading.enumerate():
        if thread.daemon and os.getppid() == first:
            thread.join(LAST_WORK_SECONDS)
    os._exit(0)


def relieve(child: int) -> None:
    """Have a stand-in finish what it is doing and end."""
    stop([child])
    threading.Thread(target=_say_when_gone, args=(child,), name="copy", daemon=True).start()


def copy(count: int) -> list[int]:
    """Fork until `count` processes run. Returns the copies' ids in the first process, and an empty
    list in a copy, which stops when the first does.

    To be called while there is one Python thread and no open database connection.
    """
    first, copies = os.getpid(), []
    for _ in range(count - 1):
        child = os.fork()
        if not child:
            _stop_with(first)
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
    """Have this copy asked to stop when the first process ends, however it ends."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_SIGNAL_WHEN_PARENT_ENDS, signal.SIGTERM)
    if os.getppid() != first:  # it ended meanwhile
        os._exit(0)


def _say_when_gone(child: int) -> None:
    """The others go on: they hold the same socket. Only the speed of two at a time is lost."""
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGTERM:
        log.error("a server process ended by signal %d; the rest go on", os.WTERMSIG(status))
