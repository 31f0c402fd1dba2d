"""Check-ins, their notes, and what members added to the list: four kinds of locked record."""

from __future__ import annotations

from evenkeel.apps.checkins import payloads
from evenkeel.apps.records import LockedRecord
from evenkeel.core.vault import DataClass


class CheckIn(LockedRecord):
    """Numbers and taps at one time. `at` is when it was, which may be before it was written."""

    payload = payloads.CheckInPayload
    data_class = DataClass.D


class CheckInNote(LockedRecord):
    """The words of a check-in; its id and `at` are the check-in's."""

    payload = payloads.CheckInNotePayload
    data_class = DataClass.C


class OwnMetric(LockedRecord):
    """A number, scale or yes-or-no question of the member's own."""

    payload = payloads.OwnMetricPayload
    data_class = DataClass.C


class OwnWord(LockedRecord):
    """A trigger or an activity of the member's own."""

    payload = payloads.OwnWordPayload
    data_class = DataClass.C
