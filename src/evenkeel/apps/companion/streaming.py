"""A reply that a language model words, sentence by sentence, as server-sent events.

Here: running a turn beside the response and handing its events on. Not here: the turn (`actions`),
what is checked before a sentence is shown (`core.dialogue.phrasing`).

Events: `sentence` (its text, already guarded), then one `turn`: the same part of a page that a turn
without streaming answers with, or where to go. A browser that reads no events posts as always.
"""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterator
from typing import Final

from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation

from evenkeel.core.dialogue.phrasing import Show

EVENTS: Final = "text/event-stream"
SERVER_ERROR: Final = 500
_DONE: Final = None

Work = Callable[[Show], HttpResponse]


def wanted(request: HttpRequest) -> bool:
    """Whether this browser reads events."""
    return EVENTS in request.headers.get("Accept", "")


def streamed(work: Work) -> StreamingHttpResponse:
    """`work` in a thread of its own, its sentences as they come, then what it answered."""
    response = StreamingHttpResponse(_events(work), content_type=EVENTS)
    response["Cache-Control"], response["X-Accel-Buffering"] = "no-store", "no"
    return response


def _events(work: Work) -> Iterator[bytes]:
    waiting: queue.SimpleQueue[tuple[str, object] | None] = queue.SimpleQueue()
    language, zone = translation.get_language(), timezone.get_current_timezone()

    def run() -> None:
        try:
            with translation.override(language), timezone.override(zone):
                answer = work(lambda sentence: waiting.put(("sentence", sentence)))
            waiting.put(("turn", _whole(answer)))
        except Exception:  # whatever it was, the page posts once more in the plain way
            waiting.put(("turn", {"status": SERVER_ERROR, "html": "", "go": ""}))
        finally:
            connections.close_all()
            waiting.put(_DONE)

    # The turn is kept even if the browser goes away meanwhile: what was said is never lost.
    threading.Thread(target=run, name="turn", daemon=False).start()
    while (event := waiting.get()) is not _DONE:
        name, data = event
        yield f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


def _whole(answer: HttpResponse) -> dict[str, object]:
    go = answer.headers.get("HX-Redirect", "")
    if not go and answer.status_code in {301, 302, 303}:
        go = answer.headers.get("Location", "")
    return {
        "status": answer.status_code,
        "html": answer.content.decode(),
        "go": go,
        "target": answer.headers.get("HX-Retarget", "#turns"),
    }
