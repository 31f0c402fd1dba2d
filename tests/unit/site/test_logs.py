"""Nothing a member sent can be in a log record, whatever the record was made from."""

from __future__ import annotations

import logging
import sys

from django.test import RequestFactory

from evenkeel.site.logs import PrivateFilter

CANARY = "canary-in-the-diary"


def filtered(record: logging.LogRecord) -> str:
    assert PrivateFilter().filter(record)
    return logging.Formatter("%(message)s").format(record)


def test_an_exception_keeps_its_kind_and_place_but_not_its_words() -> None:
    try:
        int(CANARY)
    except ValueError:
        caught = sys.exc_info()
    record = logging.LogRecord("any", logging.ERROR, __file__, 1, CANARY, (), caught)
    said = filtered(record)
    assert CANARY not in said
    assert "ValueError at test_logs.py" in said


def test_a_request_keeps_its_path_but_not_its_query() -> None:
    request = RequestFactory().post(f"/journal?search={CANARY}", {"text": CANARY})
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, f"Bad: {CANARY}", (), None)
    record.request, record.status_code = request, 400
    said = filtered(record)
    assert CANARY not in said
    assert said == "400 POST /journal"
