"""A process that dies at a chosen line of chosen modules, and what the next one finds."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.db import connection


class Crash(BaseException):
    """The end of the process: nothing in the product may catch it."""


@contextmanager
def stopping_at(line: int, files: Collection[str]) -> Iterator[None]:
    """Raise `Crash` at the n-th line that runs in these files."""
    left = line

    def trace(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename not in files:
            return None
        if event in {"line", "return"}:
            left -= 1
            if left == 0:
                raise Crash
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def die() -> None:
    """What the end of a process does to its connection: whatever was open is rolled back."""
    connection.close()
    connection.in_atomic_block, connection.closed_in_transaction = False, False
    connection.connection = None
