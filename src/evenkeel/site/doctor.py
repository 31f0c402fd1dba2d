"""`evenkeel doctor`: what is installed, what works, what is not right, and what to do about it.

Each probe is one function that yields `Line`s; a probe that itself fails becomes a line. Nothing
here changes anything, and nothing a member wrote is read.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.util import find_spec
from typing import Any, Literal

from evenkeel import __version__

Grade = Literal["good", "note", "wrong"]
MARKS: dict[Grade, str] = {"good": "  ok ", "note": "note ", "wrong": "WRONG"}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding of the doctor. `remedy` is what to do; empty when there is nothing to do."""

    grade: Grade
    text: str
    remedy: str = ""


def report(*, settings: bool = False) -> int:
    """Print the report. Returns 1 when something is wrong, else 0."""
    if settings:
        return _list_settings()
    from evenkeel.site import environment

    lines: list[Line] = []
    try:
        env = environment.read()
    except environment.Misconfigured as problem:
        lines = [Line("wrong", "Settings", str(problem))]
    else:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenkeel.site.settings")
        for probe in (
            _machine,
            _data,
            _database,
            _front_end,
            _models,
            _languages,
            _registry,
            _mail,
            _law,
            _host,
            _checks,
        ):
            lines += _safely(probe, env)
    for line in lines:
        print(f"[{MARKS[line.grade]}] {line.text}")
        if line.remedy:
            print(f"        -> {line.remedy}")
    return int(any(line.grade == "wrong" for line in lines))


def _safely(probe: Callable[[Any], Iterator[Line]], env: Any) -> list[Line]:
    try:
        return list(probe(env))
    except Exception as error:
        name = probe.__name__.strip("_").replace("_", " ")
        return [Line("wrong", f"{name}: {type(error).__name__}", str(error).splitlines()[0][:200])]


def _list_settings() -> int:
    from evenkeel.site.environment import NAMES

    for name, meaning in NAMES.items():
        state = "set" if name in os.environ or f"{name}_FILE" in os.environ else "default"
        print(f"{name:<26} [{state}] {meaning}")
    return 0


def _machine(env: Any) -> Iterator[Line]:
    yield Line(
        "good",
        f"Evenkeel {__version__}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}",
    )
    yield Line("good", "Language model: none needed, none configured")


def _data(env: Any) -> Iterator[Line]:
    if not env.data.exists():
        yield Line("note", f"Data folder {env.data} does not exist yet", "`make run` makes it.")
        return
    free = shutil.disk_usage(env.data).free // 2**20
    writable = os.access(env.data, os.W_OK)
    yield Line(
        "good" if writable and free > 200 else "wrong",
        f"Data folder {env.data}, {free} MB free",
        "" if writable else "It cannot be written to: set EVENKEEL_DATA to a folder of yours.",
    )


def _database(env: Any) -> Iterator[Line]:
    if env.database_url and find_spec("psycopg") is None:
        yield Line(
            "wrong",
            "DATABASE_URL names PostgreSQL, but its driver is not installed",
            ".venv/bin/pip install --require-hashes -r requirements/postgres.txt",
        )
        return
    from evenkeel.site.serve import set_django_up

    set_django_up()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    fresh = connection.vendor == "sqlite" and not (env.data / "evenkeel.sqlite3").exists()
    if fresh:
        yield Line("note", "Database: SQLite, not made yet", "`make run` makes it.")
        return
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    yield Line(
        "note" if waiting else "good",
        f"Database: {connection.display_name}, {waiting or 'no'} migrations waiting",
        "They run at the next start." if waiting else "",
    )


def _front_end(env: Any) -> Iterator[Line]:
    from django.conf import settings

    built = settings.PACKAGE / "site" / "static" / "built" / "style.css"
    if built.exists():
        yield Line("good", f"Front end built {_day(built.stat().st_mtime)}")
    else:
        yield Line("wrong", "The front end has not been built", "Run `make setup`.")


def _models(env: Any) -> Iterator[Line]:
    from evenkeel.core.content import MODELS

    for card in sorted(MODELS.glob("*/card.json")):
        size = sum(file.stat().st_size for file in card.parent.iterdir()) / 2**20
        version = json.loads(card.read_text(encoding="utf-8"))["version"]
        yield Line("good", f"Model {card.parent.name} {version}, {size:.1f} MB; see its card.md")


def _languages(env: Any) -> Iterator[Line]:
    from evenkeel.core.content import LANGUAGES
    from evenkeel.core.content.languages import SOURCE, interface_languages
    from evenkeel.core.content.opening import closed_because
    from evenkeel.site.catalogues import translated

    offered = interface_languages()
    for folder in sorted(path for path in LANGUAGES.iterdir() if path.is_dir()):
        pages = "pages in it" if folder.name in offered else "no pages in it"
        if pages == "pages in it" and folder.name != SOURCE:
            done, of = translated(folder.name)
            pages = f"pages in it ({done} of {of} messages)"
        if not (folder / "risk").is_dir():
            yield Line("note", f"Language {folder.name}: {pages}; danger is not heard in it")
            continue
        closed = closed_because(folder.name)
        heard = "danger heard and answered in it"
        if not closed:
            yield Line("good", f"Language {folder.name}: {pages}, {heard}, Talk open")
        else:
            why = "; ".join(closed)
            yield Line("note", f"Language {folder.name}: {pages}, {heard}, Talk closed ({why})")


def _registry(env: Any) -> Iterator[Line]:
    from evenkeel.core.content.safety import load_countries
    from evenkeel.core.safety import Freshness, freshness

    now, countries = datetime.now(UTC), load_countries()
    ages = [freshness(country, now=now) for country in countries.values()]
    failed, warned = ages.count(Freshness.EXPIRED), ages.count(Freshness.OLD)
    grade: Grade = "wrong" if failed else "note" if warned else "good"
    yield Line(
        grade,
        f"Crisis registry: {len(countries)} countries, {warned} due for a check, {failed} too old",
        "Check the numbers and update `recorded_on` in content/crisis." if failed + warned else "",
    )


def _mail(env: Any) -> Iterator[Line]:
    if env.mail is None:
        yield Line(
            "note",
            "Mail: not set up, so nobody can be written to from here",
            "Set EVENKEEL_MAIL_URL and EVENKEEL_MAIL_FROM if members may alert people they chose.",
        )
        return
    from django.core.mail import get_connection

    connection = get_connection()
    try:
        connection.open()
        connection.close()
    except Exception as error:
        yield Line(
            "wrong",
            f"Mail: {env.mail.host}:{env.mail.port} did not take us ({type(error).__name__})",
            "Check host, port, user and password in EVENKEEL_MAIL_URL.",
        )
    else:
        yield Line("good", f"Mail: {env.mail.host}:{env.mail.port} answers")


def _law(env: Any) -> Iterator[Line]:
    from evenkeel.core.law import load_packs, rules_of

    packs = load_packs()
    unknown = [one for one in env.law if one not in packs]
    if unknown:
        known = ", ".join(sorted(packs))
        yield Line("wrong", f"Law pack {unknown[0]} does not exist", f"EVENKEEL_LAW takes: {known}")
        return
    rules = rules_of(packs, env.law, on=datetime.now(UTC).date())
    yield Line("good", f"Law packs in force: {', '.join(rules.packs)}")


def _host(env: Any) -> Iterator[Line]:
    from evenkeel.apps.people.purposes import purposes

    barred = [one.title.lower() for one in purposes() if env.host_kind in one.never_at]
    if not barred:
        yield Line("good", f"Host kind: {env.host_kind}")
        return
    yield Line(
        "good", f"Host kind: {env.host_kind}; nobody can switch on here: {', '.join(barred)}"
    )
    if env.speech is not None:
        yield Line(
            "note",
            f"EVENKEEL_SPEECH is set, and is never used in a {env.host_kind}",
            "Take EVENKEEL_SPEECH out.",
        )


def _day(timestamp: float) -> date:
    return datetime.fromtimestamp(timestamp, UTC).date()


def _checks(env: Any) -> Iterator[Line]:
    from django.core import checks

    for problem in checks.run_checks():
        grade: Grade = "wrong" if problem.level >= checks.ERROR else "note"
        yield Line(grade, problem.msg, problem.hint or "")
    if env.bind not in {"127.0.0.1", "::1"} and not env.https:
        yield Line(
            "wrong",
            f"Listening on {env.bind} without TLS: passphrases would cross in the clear",
            "Put a TLS proxy in front and set EVENKEEL_HTTPS=yes, or bind to 127.0.0.1.",
        )
