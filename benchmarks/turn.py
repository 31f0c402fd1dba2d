"""A turn of the companion without HTTP: the joined rooms alone, and with locked storage on SQLite.

Messages are about twenty words; talks are twenty turns long, so that states grow as they do.
"""

from __future__ import annotations

import gc
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.figure import Figure, percentile

TURNS = 1000
WARM = 40
TALK_TURNS = 20
MESSAGES = (
    "my manager moved the deadline again the night before and i just sat there and said nothing",
    "i slept maybe four hours and now everything feels louder than it should and i keep snapping",
    "i don't know what to say to my sister about the money, she thinks i am angry and i am not",
    "it was better today, we went for a walk and i did not think about work for nearly an hour",
    "i keep thinking about what she said at dinner in front of everybody and i feel so stupid",
    "what if they find out that i never finished the course and everyone knows i lied about it",
    "yes that is about right, it mostly comes back in the evening when the house is quiet again",
)
NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as data:
        os.chmod(data, 0o700)
        os.environ.update(EVENKEEL_DATA=data, DJANGO_SETTINGS_MODULE="evenkeel.site.settings")
        yield from _alone()
        yield from _stored()
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield Figure("memory with reader, rules, content and Django", megabytes, "MB", 350)


def _alone() -> Iterator[Figure]:
    import django

    django.setup()
    from evenkeel.apps.companion import queries
    from evenkeel.core.dialogue import DialogueState

    started = time.perf_counter()
    companion = queries.companion()
    answer = companion.reply(DialogueState(), "hello", now=NOW, rng=random.Random(1))
    yield Figure("load the companion, first turn", time.perf_counter() - started, "s", 3.0)
    assert answer.reply
    gc.collect()
    gc.freeze()  # as the server does

    rng = random.Random(1)
    state, count = DialogueState(), 0

    def alone() -> None:
        nonlocal state, count
        if count % TALK_TURNS == 0:
            state = DialogueState()
        text = rng.choice(MESSAGES)
        now = NOW + timedelta(minutes=count)
        state = companion.reply(state, text, now=now, rng=rng, country="GB").state
        count += 1

    yield from _measured("turn, rooms only", alone)


def _stored() -> Iterator[Figure]:
    from django.core.management import call_command
    from django.utils import timezone

    from evenkeel.apps import asking
    from evenkeel.apps.companion import actions
    from evenkeel.apps.companion.models import Conversation
    from evenkeel.apps.people import actions as people
    from evenkeel.core.vault import Keyring

    call_command("migrate", verbosity=0)
    now = timezone.now()
    begun = people.begin_member(
        nickname="bench", passphrase="seven quiet herons over the weir", country="GB",
        locale="en", now=now,
    )  # fmt: skip
    keyring, rng = Keyring(begun.member.pk, begun.root), random.Random(1)
    row: Conversation | None = None
    count = 0

    def stored() -> None:
        nonlocal row, count
        row = None if count % TALK_TURNS == 0 else row
        if row is not None:
            row = asking.rows(Conversation, id=row.pk, member_id=begun.member.pk)[0]
        text = rng.choice(MESSAGES)
        at = now + timedelta(seconds=count)
        row = actions.say(
            by=begun.member, keyring=keyring, text=text, now=at, conversation=row
        ).conversation
        count += 1

    yield from _measured("turn, with locked storage", stored)


def _measured(name: str, turn: Callable[[], None]) -> Iterator[Figure]:
    for _ in range(WARM):
        turn()
    times = []
    for _ in range(TURNS):
        started = time.perf_counter()
        turn()
        times.append((time.perf_counter() - started) * 1000)
    yield Figure(f"{name}, p50", percentile(times, 0.50), "ms", 10)
    yield Figure(f"{name}, p99", percentile(times, 0.99), "ms", 40)


if __name__ == "__main__":
    for figure in figures():
        sys.stdout.write(f"{figure.name}: {figure.value:.2f} {figure.unit}\n")
