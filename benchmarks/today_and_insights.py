"""What Today and Insights ask of three years of check-ins, and what a picture costs.

In one process on a throw-away data folder: 5,000 check-ins of one member, five numbers each
(seed 1), one in four with a note, 250 journal entries. Times are of the work itself, without
HTTP (`serving` has that). Medians of several rounds; a picture's time includes its own process.
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
    for days in (30, 90, 365):

        def look(days: int = days) -> Any:
            return insights.look(member, keyring, zone=zone, now=NOW, days=days)

        yield Figure(f"insights: {days} days opened", _ms(look), "ms")
        seen = look()
        yield Figure(f"insights: {days} days found", _ms(lambda s=seen: insights.findings(s)), "ms")
    before = _rss_mb(os.getpid())
    started = time.perf_counter()
    drawn, _told = insights.cards(look(30))
    first = (time.perf_counter() - started) * 1000
    yield Figure("insights: first page with its pictures (starts the drawing process)", first, "ms")
    page = _ms(lambda: insights.cards(look(30)))
    yield Figure("insights: a month's page with its pictures", page, "ms")
    svg = sum(len(card.svg or "") for card in drawn)
    yield Figure("insights: a month's pictures, uncompressed", svg / 1000, "kB")
    yield Figure("server memory added by pictures", _rss_mb(os.getpid()) - before, "MB", 20)
    process = RENDERER._process
    if process is not None:
        yield Figure("drawing process memory, gone after a minute", _rss_mb(process.pid), "MB")
    RENDERER.close()


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
