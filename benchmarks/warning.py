"""What early warning does on people with a known truth, and replayed on two public sets of diaries.

Simulated people (`core.warning.simulated`, seed 7): false alarms a person-year on stable ones,
planted courses noticed before their deepest day, lead. The forecast's miss beside the last value,
the mean of the last week and the mixed model, on simulated people and on `diaries` where they are
(ema_bringmann2013: its second half of people, the packaged prior is from the first; and
ema_kossakowski_n1). Last, the night pass: members a second by grant, on as many processes as there
are cores.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from benchmarks import diaries
from benchmarks.figure import Figure

SEED = 7
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "1000"))
MEMBERS = 1200
NIGHT = datetime(2026, 5, 13, 4, tzinfo=UTC)
PARTS = 2


def figures() -> Iterator[Figure]:
    yield from _simulated()
    yield from _calibration()
    yield from _bringmann()
    yield from _kossakowski()
    yield from _night()


def _simulated() -> Iterator[Figure]:
    from evenkeel.core.warning import Outlook, detectors
    from evenkeel.core.warning.simulated import Course, person
    from evenkeel.core.warning.usual import FEWEST, GAP

    courses = {
        "decline": Course.RELAPSE,
        "little_sleep_much_energy": Course.HIGH,
        "worn_out": Course.BURNOUT,
        "wider_swings": Course.TURBULENT,
    }
    rng = np.random.default_rng(SEED)
    stable = [Outlook(person(rng, days=365).table) for _ in range(PEOPLE)]
    years = PEOPLE * (365 - FEWEST - GAP) / 365
    every = 0
    for id, course in courses.items():
        planted = [person(rng, days=365, course=course) for _ in range(PEOPLE)]
        alarms = sum(len(detectors()[id].alarms(outlook)) for outlook in stable)
        every += alarms
        leads = [lead for one in planted if (lead := _lead(detectors()[id], one)) is not None]
        share = len(leads) / PEOPLE
        asked = id == "decline"
        yield Figure(f"{id}: false alarms a person-year", alarms / years, "", 1.0)
        yield Figure(f"{id}: courses noticed", share, "", 0.8 if asked else None, at_least=True)
        lead = float(np.median(leads))
        yield Figure(f"{id}: median days before", lead, "days", 5 if asked else None, at_least=True)
    yield Figure("all detectors: false alarms a person-year", every / years, "", 1.0)


def _lead(detector: Any, one: Any) -> int | None:
    from evenkeel.core.warning import Outlook

    days = [day for day in detector.alarms(Outlook(one.table)) if one.onset <= day <= one.trough]
    return one.trough - days[0] if days else None


def _calibration() -> Iterator[Figure]:
    from evenkeel.core.warning.forecast import Ahead, chance_below, foretell, widths
    from evenkeel.core.warning.simulated import Course, person

    rng = np.random.default_rng(SEED)
    inside: dict[int, list[bool]] = defaultdict(list)
    chance: list[float] = []
    came: list[bool] = []
    series = []
    for n in range(120):
        one = person(rng, days=300, course=list(Course)[n % 2])
        series.append(np.array(one.table.columns["mood"]))
    for values in series:
        seen = foretell(values)
        line = float(np.nanmedian(values[:60])) - float(np.nanstd(values[:60]))
        for horizon in (1, 3, 7):
            half = widths(values, seen, horizon=horizon)
            for day in range(60, len(values) - horizon):
                truth, guess = values[day + horizon], seen.ours[day, horizon - 1]
                if np.isfinite(truth) and np.isfinite(guess):
                    inside[horizon].append(bool(abs(truth - guess) <= half[day]))
                    ahead = Ahead(horizon, guess, guess - half[day], guess + half[day])
                    chance.append(chance_below(ahead, line))
                    came.append(bool(truth < line))
    for horizon, held in inside.items():
        off = abs(float(np.mean(held)) - 0.9)
        yield Figure(f"90% interval, {horizon} days ahead: off by", off, "", 0.05)
    yield Figure("chance of a low day: calibration error", _ece(chance, came), "", 0.05)
    yield from _misses("simulated, mood", series, "mood")


def _ece(chance: list[float], came: list[bool]) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al. 2015)."""
    told, truth = np.array(chance), np.array(came, dtype=float)
    place = np.minimum((told * 10).astype(int), 9)
    total = 0.0
    for one in range(10):
        here = place == one
        if here.any():
            total += here.mean() * abs(told[here].mean() - truth[here].mean())
    return float(total)


def _misses(name: str, series: list[Any], outcome: str) -> Iterator[Figure]:
    from evenkeel.core.warning import forecast as told_by
    from evenkeel.core.warning.forecast import OTHERS, _misses, foretell

    held: dict[str, list[float]] = defaultdict(list)
    told = 0
    for values in series:
        for kind, found in _misses(values, foretell(values, OTHERS[outcome])).items():
            held[kind] += found.tolist()
        told += told_by(values, outcome=outcome).told
    mean = {kind: float(np.mean(found)) for kind, found in held.items()}
    says_it_cannot = not told
    for kind, words in (("last", "last value"), ("week", "mean of the week"), ("mixed", "mixed")):
        bound = None if says_it_cannot or kind == "mixed" else mean[kind]
        yield Figure(f"{name}: miss / {words} {mean[kind]:.2f}", mean["ours"], "points", bound)
    yield Figure(f"{name}: told, of {len(series)} people", told, "")


def _bringmann() -> Iterator[Figure]:
    if not diaries.present():
        return
    for name in ("mood", "anxiety"):
        series = diaries.bringmann(name)
        yield from _misses(f"bringmann, {name}", series, name)
        alarms = sum(len(diaries.alarms(values)) for values in series)
        if name == "mood":
            yield Figure("bringmann: decline, alarms (weeks too short for any)", alarms, "", 0)


def _kossakowski() -> Iterator[Figure]:
    if not diaries.present():
        return
    for name in ("mood", "anxiety"):
        yield from _misses(f"kossakowski, {name}", [diaries.kossakowski(name)], name)
    values = diaries.kossakowski("mood")
    for id in ("decline", "wider_swings"):
        days = diaries.alarms(values, id)
        for day in days:
            name = f"kossakowski: {id} spoke, days before the change"
            yield Figure(name, diaries.CHANGE - day, "days")
        if not days:
            yield Figure(f"kossakowski: {id} spoke", 0, "times")


def _night() -> Iterator[Figure]:
    """Members a second, the first night (every check-in opened) and the ones after it."""
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {"EVENKEEL_DATA": data, "DJANGO_SETTINGS_MODULE": "evenkeel.site.settings"}
        os.chmod(data, 0o700)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        _live()
        first = _pass(NIGHT)
        yield Figure("night pass, first night of 210 days: members a second", first, "1/s")
        _one_more_day()
        later = _pass(NIGHT + timedelta(days=1))
        yield Figure("night pass, every night after: members/s", later, "1/s", 300, at_least=True)


def _pass(now: datetime) -> float:
    script = (
        "import os,sys,django;django.setup();"
        "from datetime import datetime;from evenkeel.apps.warnings import night;"
        "now=datetime.fromisoformat(sys.argv[1]);part=int(sys.argv[2]);"
        f"sys.stdin.readline();print(night.run(now=now,only=range(part,16,{PARTS})))"
    )
    command = [sys.executable, "-c", script, now.isoformat()]
    running = [
        subprocess.Popen([*command, str(part)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for part in range(PARTS)
    ]
    time.sleep(6)  # both have imported what they need
    started = time.perf_counter()
    for one in running:
        assert one.stdin is not None
        one.stdin.write(b"go\n")
        one.stdin.flush()
    looked = sum(int(one.communicate()[0]) for one in running)
    assert looked == MEMBERS, looked
    return looked / (time.perf_counter() - started)


def _live() -> None:
    from django.db import transaction

    from evenkeel.apps.checkins.models import CheckIn
    from evenkeel.apps.checkins.payloads import CheckInPayload
    from evenkeel.apps.people.models import ConsentEvent, Member
    from evenkeel.apps.warnings import grants
    from evenkeel.core.vault import Keyring, new_root

    rng = np.random.default_rng(SEED)
    made = NIGHT - timedelta(days=1)
    with transaction.atomic():
        for n in range(MEMBERS):
            member = Member(nickname=f"m{n}", created_at=made, adult_said_at=made)
            member.save()
            root = new_root()
            _ROOTS[str(member.pk)] = root
            keyring = Keyring(member.pk, root)
            ConsentEvent.objects.create(
                member=member, purpose=grants.PURPOSE, granted=True, wording=2, at=made
            )
            grants.renew(by=member, keyring=keyring, now=made)
            rows = []
            for ago in range(210, 0, -1):
                if rng.uniform() < 0.2:
                    continue
                at = NIGHT - timedelta(days=ago) + timedelta(hours=9)
                payload = CheckInPayload(numbers=_numbers(rng), zone="Europe/Berlin")
                rows.append(
                    CheckIn.sealed_row(by=member, keyring=keyring, payload=payload, at=at, now=at)
                )
            CheckIn.objects.bulk_create(rows)


_ROOTS: dict[str, bytes] = {}


def _numbers(rng: np.random.Generator) -> dict[str, float]:
    found = np.clip(rng.normal(55, 12, 4), 0, 100).round().tolist()
    return dict(zip(("mood", "energy", "anxiety", "stress"), found, strict=True))


def _one_more_day() -> None:
    from django.db import transaction

    from evenkeel.apps.checkins.models import CheckIn
    from evenkeel.apps.checkins.payloads import CheckInPayload
    from evenkeel.apps.people.models import Member
    from evenkeel.core.vault import Keyring

    rng, at = np.random.default_rng(SEED + 1), NIGHT + timedelta(hours=9)
    with transaction.atomic():
        for member in Member.objects.all():
            keyring = Keyring(member.pk, _ROOTS[str(member.pk)])
            payload = CheckInPayload(numbers=_numbers(rng), zone="Europe/Berlin")
            CheckIn.create_locked(by=member, keyring=keyring, payload=payload, at=at, now=at)
