"""The field that asks when something was: the member's wall clock, now if empty, never the future.

Here: reading and checking a local time. Not here: which clock it is (`clock`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evenkeel.apps.checkins.clock import SKEW, Zone

EARLIEST_YEAR = 1900


class WhenField(forms.DateTimeField):
    """A local date and time. Its form says which clock and what now is, with `on_clock`.

    A time that the clock shows twice (summer time ends) is taken as the first of the two.
    """

    def __init__(self, *, future: Any, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            error_messages={"invalid": _("Write the time like 2026-03-01 14:30.")},
            **kwargs,
        )
        self.future = future
        self.zone: Zone | None = None
        self.now = datetime.now(UTC)

    def on_clock(self, zone: Zone, now: datetime) -> None:
        """Set the clock that times are told on, and the present."""
        self.zone, self.now = zone, now

    def to_python(self, value: Any) -> datetime | None:
        """The wall-clock time, without a zone yet."""
        with timezone.override(UTC):
            told = super().to_python(value)
        return told.replace(tzinfo=None) if told else None

    def clean(self, value: Any) -> datetime:
        """The instant; `now` when nothing was given."""
        told: datetime | None = super().clean(value)
        if told is None:
            return self.now
        if told.year < EARLIEST_YEAR:
            raise forms.ValidationError(_("That is too long ago to be kept."))
        if told.year > self.now.year + 1:
            raise forms.ValidationError(self.future)
        at = told.replace(tzinfo=self.zone.info if self.zone else UTC)
        if at > self.now + SKEW:
            raise forms.ValidationError(self.future)
        return min(at, self.now)
