"""Offers made, what is true of the member, weekly plans: three kinds of locked record."""

from __future__ import annotations

from evenkeel.apps.plan import payloads
from evenkeel.apps.records import LockedRecord
from evenkeel.core.vault import DataClass


class Offer(LockedRecord):
    """One exercise offered on Today, with the chance it was offered with."""

    payload = payloads.OfferPayload
    data_class = DataClass.D


class Body(LockedRecord):
    """What must never be offered to this member, and why. One row a member."""

    payload = payloads.BodyPayload
    data_class = DataClass.D


class Week(LockedRecord):
    """One week's plan. `at` is its first day."""

    payload = payloads.WeekPayload
    data_class = DataClass.C
