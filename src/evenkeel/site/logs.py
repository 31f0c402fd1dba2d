"""Keeps what members write out of the log: a record keeps its place and kind, never its values."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from django.urls import Resolver404, resolve


class PrivateFilter(logging.Filter):
    """Rewrites a record so that nothing a member sent can be in it.

    Exception values may quote input (`invalid literal for int(): 'my diary'`), so only the
    exception's type and the places it passed are kept; of a request only the method and the route.
    A path itself is not: people paste words into the address bar.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            places = " < ".join(
                f"{Path(frame.filename).name}:{frame.lineno}"
                for frame in reversed(traceback.extract_tb(trace)[-6:])
            )
            record.msg, record.args = f"{kind.__name__} at {places}", ()
            record.exc_info, record.exc_text = None, None
        elif record.name.startswith("django"):
            request = getattr(record, "request", None)
            path = getattr(request, "path", None)  # a development server logs sockets too
            if path is not None:
                status, method = getattr(record, "status_code", ""), getattr(request, "method", "")
                record.msg, record.args = f"{status} {method} {_route(path)}", ()
        return True


def _route(path: str) -> str:
    """The pattern that a path fits, such as `/journal/<uuid:entry_id>`."""
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        return "(no such address)"
