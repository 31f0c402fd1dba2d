"""The HTTP server of one process. To be imported when Django is set up: it loads every address.

Not here: how many processes there are and what is made before they serve (serve.py).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from django.urls import get_resolver

from evenkeel.site import processes
from evenkeel.site.asgi import application

_ = get_resolver().url_patterns


def server(
    *,
    once_up: Callable[[], None] = lambda: None,
    ending: Callable[[], None] = lambda: None,
    farewell_seconds: float = 0.0,
    **settings: Any,
) -> uvicorn.Server:
    """A server that calls `once_up` when it answers, and `ending` before it stops.

    For `farewell_seconds` it lets in nobody new and still answers whom it has let in. `settings`
    are uvicorn's.
    """

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                once_up()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            ending()
            for one in self.servers:
                one.close()
            await asyncio.sleep(farewell_seconds)
            await super().shutdown(sockets)

    config = uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,  # addresses and times of visits are nobody's business
        lifespan="off",
        ws="none",
        server_header=False,
        backlog=processes.BACKLOG,
        **{"timeout_graceful_shutdown": 5, **settings},
    )
    config.load()  # now, so that copies share what it imports
    return Server(config)
