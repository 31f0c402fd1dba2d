"""Runs of exercises, ways through programmes, diaries and lessons; prescription codes.

Numbers and words lie in two kinds of locked record: see `payloads`. Codes are the host's: open,
but only as digests.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evenkeel.apps.programs import enrolment_payloads, payloads
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


class Enrolment(LockedRecord):
    """One way through a programme. `at` is when it began."""

    payload = enrolment_payloads.EnrolmentPayload
    data_class = DataClass.D


class EnrolmentNote(LockedRecord):
    """The words of an enrolment; its id and `at` are the enrolment's."""

    payload = enrolment_payloads.EnrolmentNotePayload
    data_class = DataClass.C


class DiaryDay(LockedRecord):
    """One day of a programme's diary. `at` is noon of that day on the member's clock."""

    payload = enrolment_payloads.DiaryPayload
    data_class = DataClass.D


class LessonRun(LockedRecord):
    """One time a lesson's check was answered, or its lines written."""

    payload = enrolment_payloads.LessonPayload
    data_class = DataClass.D


class LessonNote(LockedRecord):
    """The lines written in a lesson; its id and `at` are the run's."""

    payload = enrolment_payloads.LessonNotePayload
    data_class = DataClass.C


class LockedProgramme(models.Model):
    """A programme that the host opens by prescription code only."""

    programme = models.CharField(max_length=64, primary_key=True)
    locked_at = models.DateTimeField()


class PrescriptionCode(models.Model):
    """One code for one programme, kept as a digest; it opens the programme for one member, once."""

    digest = models.CharField(max_length=64, primary_key=True)
    programme = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    redeemed_at = models.DateTimeField(null=True, blank=True)
    redeemed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
