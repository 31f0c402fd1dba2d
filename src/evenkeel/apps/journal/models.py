"""Journal entries, drafts that autosave keeps until they are saved, an index: locked records.

A draft is a row of its own, also over an existing entry, so that autosave never changes what the
member last saved.
"""

from __future__ import annotations

from evenkeel.apps.journal import payloads
from evenkeel.apps.records import LockedRecord
from evenkeel.core.vault import DataClass


class JournalEntry(LockedRecord):
    """A saved entry. `at` is the time it is about."""

    payload = payloads.JournalEntryPayload
    data_class = DataClass.C


class EntryIndex(LockedRecord):
    """What the reader made of the entries, to find those that are close. One row a member."""

    payload = payloads.EntryIndexPayload
    data_class = DataClass.C


class JournalDraft(LockedRecord):
    """Unsaved writing. `at` is when it was begun."""

    payload = payloads.JournalDraftPayload
    data_class = DataClass.C
