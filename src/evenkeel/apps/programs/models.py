"""Runs of exercises and their words: two kinds of locked record. Why two: see `payloads`."""

from __future__ import annotations

from evenkeel.apps.programs import payloads
from evenkeel.apps.records import LockedRecord
from evenkeel.core.vault import DataClass


class ExerciseRun(LockedRecord):
    """One time an exercise was done, or tried. `at` is when it was saved first."""

    payload = payloads.RunPayload
    data_class = DataClass.D


class ExerciseNote(LockedRecord):
    """The words of a run; its id and `at` are the run's."""

    payload = payloads.NotePayload
    data_class = DataClass.C
