"""Starts the product: database, static files, worker, server. Each failure is one clear sentence.

Not here: installing (tools/bootstrap.py), settings (environment.py), what is wrong in general
(doctor.py).
"""

from __future__ import annotations

import gc
import hashlib
import mmap
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evenkeel.site.environment import Environment

WORK_AGAIN_SECONDS = 1.0
FREE_BYTES_NEEDED = 50 * 1024 * 1024


class CannotStart(Exception):
    """The product cannot start. The message says why and what to do."""


def prepare(*, quiet: bool = True) -> None:
    """Make the data folder, set Django up, migrate if needed, collect static files if changed.

    Consents that the kind of host no longer allows are withdrawn here, before anybody is served.
    """
    from evenkeel.site import environment

    env = environment.read()
    _make_folder(env.data)
    set_django_up()
    if _migrate(quiet):
        gc.collect()  # every model as it once was: nothing asks for them again
    _withdraw_impossible()
    _collect_static()


def set_django_up() -> None:
    """Configure Django in this process, once: a second time would rebind the log's streams."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenkeel.site.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def serve(*, announce: str = "Evenkeel is at {address}  (Ctrl+C stops it)") -> None:
    """Serve until stopped. Prints one line with the address once it answers."""
    from evenkeel.site import environment, processes

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core for one member's figures
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # a message is one line of text
    processes.spare_memory()
    gc.disable()  # what loading makes stays: looking through it took a seventh of the time
    env = environment.read()
    listening = _listen(env.bind, env.port)
    prepare()
    from evenkeel.site.server import server

    host = "localhost" if env.bind in {"127.0.0.1", "::1"} else env.bind
    said = announce.format(address=f"http://{host}:{env.port}")

    def say() -> None:
        print(said, flush=True)

    if env.processes > 1:
        _serve_from_copies(env, listening, say)
        return
    if env.worker:
        start_worker()
    threading.Thread(target=_rehearse, name="warm", daemon=True).start()
    server(once_up=say).run(sockets=[listening])


def _serve_from_copies(env: Environment, listening: socket.socket, say: Callable[[], None]) -> None:
    """Load and rehearse everything, then copy this process, so that all share what was made.

    A stand-in shows pages meanwhile: the address is said as soon as they answer.
    """
    from django.db import connections

    from evenkeel.site import processes, rehearsing
    from evenkeel.site.server import server

    first, said = os.getpid(), mmap.mmap(-1, 1)  # one byte that both see

    def say_once() -> None:
        if os.getpid() == first and not said[0]:  # the stand-in never got to say it
            say()

    def say_instead() -> None:
        say()
        said[0] = 1

    connections.close_all()
    stand_in = processes.stand_in(lambda: _stand_in(listening, say_instead))
    talk_works = rehearsing.rehearse()
    copies: list[int] = []
    ours = server(once_up=say_once, ending=lambda: processes.stop(copies))
    connections.close_all()
    processes.spare_memory()
    gc.freeze()  # what is loaded now stays: later collections need not walk (and copy) it
    gc.enable()
    copies += processes.copy(env.processes)
    if os.getpid() == first:
        processes.relieve(stand_in)
        if not talk_works:
            print(rehearsing.TALK_IS_CLOSED, flush=True)
        if env.worker:
            start_worker()
    ours.run(sockets=[listening])


def _stand_in(listening: socket.socket, say: Callable[[], None]) -> None:
    """Show pages until told to stop. Nobody keeps a connection to who will be gone in a moment."""
    from evenkeel.site.server import server

    gc.freeze()
    gc.enable()
    ours = server(
        once_up=say,
        farewell_seconds=0.5,
        headers=[("Connection", "close")],
        timeout_graceful_shutdown=60,  # somebody may be in the middle of a long answer
    )
    ours.run(sockets=[listening])


def work(*, announce: str) -> None:
    """Background work alone, until this process is asked to stop."""
    prepare()
    from evenkeel.apps import background

    start_beside_worker()
    running = worker()
    running.configure_signals()
    print(announce, flush=True)
    while running.running:
        with background.going_on("worker"):
            running.run()
        time.sleep(WORK_AGAIN_SECONDS)


def start_worker() -> None:
    """The background work of this process, each kind in a thread of its own: what `evenkeel worker`
    does. A database that is gone for a moment ends the queue's worker; then the next one begins."""
    from evenkeel.apps import background

    background.keep_at(lambda: worker().run(), name="worker", every_seconds=WORK_AGAIN_SECONDS)
    start_beside_worker()


def start_beside_worker() -> None:
    """What goes on whatever the queue does: alerts to people the members chose; nudges, and looking
    for early signs at night."""
    from evenkeel.apps.care import outbox
    from evenkeel.apps.nudges import worker as nudges

    outbox.start()
    nudges.start()


def worker() -> Any:
    """A django-tasks database worker for this process."""
    from django.utils import timezone
    from django_tasks_db.management.commands.db_worker import Worker

    from evenkeel.apps.privacy.actions import keep_tidy

    keep_tidy(now=timezone.now())
    return Worker(
        queue_names=["default"],
        interval=2,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{socket.gethostname()[:32]}-{os.getpid()}",
        excluded_queue_names=[],
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / ".writable").touch(mode=0o600)
    except OSError as error:
        raise CannotStart(
            f"The data folder {folder} cannot be written to ({error.strerror}). "
            "Set EVENKEEL_DATA to a folder of yours."
        ) from error
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES_NEEDED:
        raise CannotStart(
            f"Only {free // 2**20} MB of disk are free in {folder}; Evenkeel needs 50 MB to work "
            "safely. Free some space, or set EVENKEEL_DATA to another disk."
        )


def _listen(bind: str, port: int) -> socket.socket:
    from evenkeel.site import processes

    try:
        return processes.listen(bind, port)
    except PermissionError as error:
        raise CannotStart(
            f"This user may not use port {port}. Choose one above 1023: EVENKEEL_PORT=8420"
        ) from error
    except OSError as error:
        raise CannotStart(
            f"Port {port} is taken: perhaps Evenkeel is already running at "
            f"http://localhost:{port}. To use another: EVENKEEL_PORT={port + 1} make run"
        ) from error


def _migrate(quiet: bool) -> bool:
    """Bring the database up to date; whether there was anything to do."""
    from django.core.management import call_command
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0 if quiet else 1, interactive=False)
            return True
    except OperationalError as error:
        raise CannotStart(
            "The database did not answer. With PostgreSQL, check that it runs and that "
            "DATABASE_URL is right; with SQLite, that the disk is not full or read-only."
        ) from error
    return False


def _withdraw_impossible() -> None:
    from django.utils import timezone

    from evenkeel.apps.people.actions import withdraw_impossible

    withdraw_impossible(now=timezone.now())


def _collect_static() -> None:
    """Hash and compress the assets into STATIC_ROOT, only when they changed since last time."""
    from django.conf import settings
    from django.core.management import call_command

    source = settings.PACKAGE / "site" / "static"
    if not (source / "built" / "style.css").exists():
        raise CannotStart("The front end has not been built. Run `make setup` first.")
    seen = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for path in sorted(settings.PACKAGE.glob("*/static/**/*")) + sorted(
        settings.PACKAGE.glob("apps/*/static/**/*")
    ):
        if path.is_file():
            stat = path.stat()
            seen.update(
                f"{path.relative_to(settings.PACKAGE)}{stat.st_size}{stat.st_mtime_ns}".encode()
            )
    stamp = settings.STATIC_ROOT / ".made-from"
    if stamp.exists() and stamp.read_text() == seen.hexdigest():
        return
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(seen.hexdigest())


def _rehearse() -> None:
    """Make beside the first requests what they would wait for."""
    from evenkeel.site import processes, rehearsing

    try:
        if not rehearsing.rehearse():
            print(rehearsing.TALK_IS_CLOSED, flush=True)
    finally:
        gc.collect()
        gc.freeze()  # what is loaded now stays: later collections need not walk through it
        gc.enable()
        processes.spare_memory()
