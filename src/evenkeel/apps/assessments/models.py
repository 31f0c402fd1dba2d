"""Filled-in questionnaires: one kind of locked record."""

from __future__ import annotations

from evenkeel.apps.assessments import payloads
from evenkeel.apps.records import LockedRecord
from evenkeel.core.vault import DataClass


class AssessmentResult(LockedRecord):
    """One questionnaire, finished or begun. `at` is when it was finished, or last saved."""

    payload = payloads.ResultPayload
    data_class = DataClass.D
