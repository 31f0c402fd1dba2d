"""Entries close in meaning: three years of a journal, from a keyring that is open to the answer.

The index is read from the database, unsealed and searched each time, as a turn of Talk does it.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from benchmarks.figure import Figure, percentile

ENTRIES = 3 * 365
RUNS = 60


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as data:
        os.chmod(data, 0o700)
        os.environ.update(EVENKEEL_DATA=data, DJANGO_SETTINGS_MODULE="evenkeel.site.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.utils import timezone

        from evenkeel.apps.journal.models import EntryIndex, JournalEntry
        from evenkeel.apps.journal.near import near_to
        from evenkeel.apps.journal.payloads import EntryIndexPayload, JournalEntryPayload
        from evenkeel.apps.journal.queries import close_to
        from evenkeel.apps.people import actions as people
        from evenkeel.core.language.nearness import DIMENSIONS, NearIndex
        from evenkeel.core.vault import Keyring

        call_command("migrate", verbosity=0)
        now = timezone.now()
        begun = people.begin_member(
            nickname="bench", passphrase="seven quiet herons over the weir", country="GB",
            locale="en", now=now,
        )  # fmt: skip
        member, keyring = begun.member, Keyring(begun.member.pk, begun.root)
        rows = [
            JournalEntry.sealed_row(
                by=member, keyring=keyring, at=now - timedelta(days=day), now=now,
                payload=JournalEntryPayload(text=f"The {day}th day. " + "It rained again. " * 30),
            )
            for day in range(1, ENTRIES + 1)
        ]  # fmt: skip
        JournalEntry.objects.bulk_create(rows)
        vectors = np.random.default_rng(1).normal(size=(ENTRIES, DIMENSIONS))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        index = NearIndex().with_texts(
            {str(row.pk): (1, list(vector)) for row, vector in zip(rows, vectors, strict=True)}
        )
        payload = EntryIndexPayload(
            ids=index.ids, revisions=index.revisions, vectors=index.packed()
        )
        EntryIndex.create_locked(by=member, keyring=keyring, payload=payload, at=now, now=now)
        searched, shown = [], []
        for at in range(RUNS):
            asked = list(vectors[at])
            began = time.perf_counter()
            assert near_to(asked, member, keyring)[0].id == str(rows[at].pk)
            searched.append((time.perf_counter() - began) * 1000)
            began = time.perf_counter()
            assert close_to(asked, member, keyring, before=now)
            shown.append((time.perf_counter() - began) * 1000)
        yield Figure("3 years of entries searched, p50", percentile(searched, 0.5), "ms", 30)
        yield Figure("3 years of entries searched, p95", percentile(searched, 0.95), "ms", 30)
        yield Figure("the same with the entry opened, p95", percentile(shown, 0.95), "ms", 40)
