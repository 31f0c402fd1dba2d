"""What Today and Insights ask of three years of check-ins, and what a picture costs.

In one process on a throw-away data folder: 5,000 check-ins of one member, five numbers each
(seed 1), one in four with a note, 250 journal entries. Times are of the work itself, without
HTTP (`serving` has that). Medians of several rounds; insights' are processor time of the server.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure

CHECK_INS = 5000
DAYS = 1096
ENTRIES = 250
ROUNDS = 7
PASSPHRASE = "seven quiet herons over the weir"
NOW = datetime(2026, 3, 4, 20, tzinfo=UTC)
WORDS = "work ran late the river was high my sister rang and the night was short"


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {"EVENKEEL_DATA": data, "DJANGO_SETTINGS_MODULE": "evenkeel.site.settings"}
        os.environ["OPENBLAS_NUM_THREADS"] = "1"  # waiting threads would be counted as work
        os.chmod(data, 0o700)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield from _figures(*_live())


def _live() -> tuple[Any, Any]:
    from django.db import transaction

    from evenkeel.apps.checkins import actions as checkins
    from evenkeel.apps.checkins.payloads import CheckInPayload
    from evenkeel.apps.journal import actions as journal
    from evenkeel.apps.journal.payloads import JournalEntryPayload
    from evenkeel.apps.people import actions as people
    from evenkeel.core.vault import Keyring

    begun = people.begin_member(
        nickname="bench", passphrase=PASSPHRASE, country="GB", locale="en", now=NOW
    )
    member, keyring = begun.member, Keyring(begun.member.pk, begun.root)
    rng = random.Random(1)
    names = ("mood", "energy", "anxiety", "stress")
    with transaction.atomic():
        for n in range(CHECK_INS):
            at = NOW - timedelta(days=DAYS * n / CHECK_INS, minutes=rng.randrange(200))
            numbers = {name: float(rng.randrange(101)) for name in names}
            payload = CheckInPayload(numbers=numbers, emotions=("tired",), zone="Europe/Berlin")
            draft = checkins.Draft(payload=payload, note="" if n % 4 else WORDS, at=at)
            checkins.check_in(by=member, keyring=keyring, draft=draft, now=NOW)
        for n in range(ENTRIES):
            at = NOW - timedelta(days=DAYS * n / ENTRIES)
            entry = JournalEntryPayload(text=WORDS)
            journal.write(by=member, keyring=keyring, payload=entry, at=at, now=NOW)
    return member, keyring


def _figures(member: Any, keyring: Any) -> Iterator[Figure]:
    from evenkeel.apps.checkins import queries as checkins
    from evenkeel.apps.checkins.models import CheckIn
    from evenkeel.apps.insights import queries as insights
    from evenkeel.apps.insights.remembered import REMEMBERED
    from evenkeel.apps.insights.renderer import RENDERER
    from evenkeel.apps.journal import queries as journal

    zone = checkins.zone_from("Europe/Berlin")
    rows = list(CheckIn.of(member)[:500])
    opened = _ms(lambda: [checkins.opened(row, keyring) for row in rows])
    yield Figure("500 check-ins decrypted and read", opened, "ms", 150)

    def today() -> object:
        return checkins.today_summary(member, keyring, zone=zone, now=NOW)

    yield Figure("Today's summary of 5,000 check-ins", _ms(today), "ms", 60)
    year = NOW - timedelta(days=366)
    yield Figure(
        "days with entries in a year, nothing decrypted",
        _ms(lambda: checkins.days_with_entries(member, year, zone=zone)),
        "ms",
    )
    yield Figure(
        "search in 250 journal entries", _ms(lambda: journal.found(member, keyring, "river")), "ms"
    )
    asked = {"zone": zone, "now": NOW, "days": 90}

    def cold() -> Any:
        REMEMBERED.clear()
        return insights.picture(member, keyring, **asked)

    def figure_cold(key: str) -> Any:
        REMEMBERED.clear()
        return insights.card(member, keyring, key, **asked)

    opened = _cpu_ms(lambda: insights.look(member, keyring, **asked))
    yield Figure("insights: three years opened", opened, "ms")
    seen = insights.look(member, keyring, **asked)
    yield Figure("insights: three years found and told", _cpu_ms(lambda: _told(seen)), "ms", 300)
    yield Figure("insights: the picture, cold", _cpu_ms(cold), "ms")
    picture = insights.picture(member, keyring, **asked)
    kept = _cpu_ms(lambda: insights.picture(member, keyring, **asked))
    yield Figure("insights: the picture, remembered", kept, "ms", 100)
    key = next(line["key"] for one in picture["sections"] for line in one["told"])
    before = _rss_mb(os.getpid())
    yield Figure("insights: one figure, cold", _cpu_ms(lambda: figure_cold(key)), "ms", 600)
    card = insights.card(member, keyring, key, **asked)
    kept = _cpu_ms(lambda: insights.card(member, keyring, key, **asked))
    yield Figure("insights: one figure, remembered", kept, "ms", 100)
    yield Figure("insights: its picture, uncompressed", len(card.svg or "") / 1000, "kB")
    yield Figure("server memory added by pictures", _rss_mb(os.getpid()) - before, "MB", 20)
    process = RENDERER._process
    if process is not None:
        yield Figure("drawing process memory, gone after a minute", _rss_mb(process.pid), "MB")
    RENDERER.close()


def _told(seen: Any) -> object:
    """All findings and the picture, anew."""
    from dataclasses import replace

    from evenkeel.apps.insights import queries

    anew = replace(seen, view=replace(seen.view, memo={}), page=replace(seen.page, memo={}))
    return queries.told(anew)


def _cpu_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return statistics.median(times) * 1000


def _ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def _rss_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
