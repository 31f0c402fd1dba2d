"""Work beside the pages goes on after what went wrong in it: a database that was gone, a bug."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from evenkeel.apps import background
from evenkeel.site import serve

SOON_SECONDS, PATIENCE_SECONDS = 0.01, 20.0


def failing(*, done: threading.Event) -> Callable[[], None]:
    """Goes wrong in two ways, and then does it."""
    wrongs = iter((OperationalError("unable to open database file"), RuntimeError("new")))

    def work() -> None:
        wrong = next(wrongs, None)
        if wrong is not None:
            raise wrong
        done.set()
        if threading.current_thread() is not threading.main_thread():
            threading.Event().wait()  # this thread goes on for ever: let it rest

    return work


def test_no_error_ends_it() -> None:
    done = threading.Event()
    background.keep_at(failing(done=done), name="test", every_seconds=SOON_SECONDS)
    assert done.wait(PATIENCE_SECONDS)


def test_what_went_wrong_is_logged_without_what_was_in_it(caplog: pytest.LogCaptureFixture) -> None:
    with background.going_on("test"):
        raise OperationalError("a sentence of somebody's")
    assert "goes on" in caplog.text
    assert "sentence" not in caplog.text


class Queue:
    """As the queue's worker: it runs until it is asked to stop, and raises what it meets."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.work, self.running = work, True

    def configure_signals(self) -> None: ...

    def run(self) -> None:
        self.work()
        self.running = False


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """The queue's worker with nothing beside it."""

    def set_up(queue: Any) -> None:
        monkeypatch.setattr(serve, "WORK_AGAIN_SECONDS", SOON_SECONDS)
        monkeypatch.setattr(serve, "prepare", lambda: None)
        monkeypatch.setattr(serve, "start_beside_worker", lambda: None)
        monkeypatch.setattr(serve, "worker", lambda: queue)

    return set_up


def test_the_queues_worker_begins_again_beside_the_pages(alone: Callable[[Any], None]) -> None:
    done = threading.Event()
    alone(Queue(failing(done=done)))
    serve.start_worker()
    assert done.wait(PATIENCE_SECONDS)


def test_and_in_a_process_of_its_own(
    alone: Callable[[Any], None], capsys: pytest.CaptureFixture[str]
) -> None:
    done = threading.Event()
    alone(Queue(failing(done=done)))
    serve.work(announce="Worker started")
    assert done.is_set()
    assert capsys.readouterr().out == "Worker started\n"
