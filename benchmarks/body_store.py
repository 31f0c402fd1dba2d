"""A long history, sealed: bytes a sample, and the time to open a three-year table of days."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import date

import numpy as np

from benchmarks.figure import Figure

YEARS = 7
SAMPLES = 5_000_000
SHARES = {"heart_rate": 0.6, "steps": 0.2, "active_energy": 0.19, "sleep_stage": 0.01}


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EVENKEEL_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenkeel.site.settings")
        import django

        django.setup()
        yield from _figures()


def _figures() -> Iterator[Figure]:
    from django.core.management import call_command
    from django.utils import timezone

    from evenkeel.apps.body import days, queries
    from evenkeel.apps.body.models import SignalBlock
    from evenkeel.apps.body.payloads import BodySettingsPayload
    from evenkeel.apps.body.store import Store
    from evenkeel.core.sensing.batches import batch
    from tests.factories.members import make_member

    call_command("migrate", verbosity=0)
    known, now = make_member(), timezone.now()
    luck = np.random.default_rng(3)
    begin = int(np.datetime64("2019-01-01").astype("datetime64[ms]").astype(np.int64))
    span = YEARS * 365 * 86_400
    kept = Store(known.member, known.keyring, now)
    for signal, share in SHARES.items():
        at = begin + np.sort(luck.integers(0, span, int(SAMPLES * share))) * 1000
        length = {"heart_rate": 0, "sleep_stage": 1_500_000}.get(signal, 60_000)
        value = np.abs(luck.normal(70, 15, len(at))).round()
        if signal == "sleep_stage":
            value = luck.integers(1, 6, len(at)).astype(float)
        kept.add(batch(signal, at, value, end=at + length, offset=60, source="Watch"))
    kept.flush()
    sizes = [len(row) for row in SignalBlock.objects.values_list("sealed", flat=True)]
    yield Figure("history of 7 years, sealed", sum(sizes) / SAMPLES, "B", 12)
    days.work_out(
        known.member,
        known.keyring,
        kept.touched,
        settings=BodySettingsPayload(),
        zone=None,
        now=now,
    )
    times = []
    for _ in range(9):
        begun = time.perf_counter()
        queries.day_table(known.member, known.keyring, date(2023, 1, 1), date(2025, 12, 31))
        times.append(1000 * (time.perf_counter() - begun))
    yield Figure("history of 7 years, 3-year daily table", sorted(times)[4], "ms", 150)
