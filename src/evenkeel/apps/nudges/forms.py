"""What a member allows, and the calendar they give: fields and their limits.

Here: forms. Not here: keeping (`actions`), reading a calendar (`calendars`).
"""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenkeel.core.personalisation.nudging import MOST_A_DAY, USUAL_A_DAY, load_nudges

MOST_BYTES = 5 * 1024 * 1024
QUIET = (time(21, 0), time(8, 0))


class AllowForm(forms.Form):
    """Kinds, how many a day, quiet hours, ways."""

    kinds = forms.MultipleChoiceField(
        label=_("What may come"), widget=forms.CheckboxSelectMultiple, required=False
    )
    per_day = forms.IntegerField(
        label=_("At most this many a day"), min_value=0, max_value=MOST_A_DAY, initial=USUAL_A_DAY
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"), initial=QUIET[0],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    quiet_until = forms.TimeField(
        label=_("Quiet until"), initial=QUIET[1],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    push = forms.BooleanField(label=_("On my devices"), required=False, initial=True)
    mail = forms.EmailField(
        label=_("By mail, to"),
        required=False,
        help_text=_("This server can read this address. The mail says only that something waits."),
    )

    def __init__(self, *args: Any, locale: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = load_nudges(locale)
        self.fields["kinds"].choices = [  # type: ignore[attr-defined]
            (id, one.title) for id, one in words.items()
        ]
        if not self.is_bound and "kinds" not in self.initial:
            self.initial["kinds"] = [id for id, one in words.items() if one.default_on]


class CalendarForm(forms.Form):
    """A file or an address, and the words by which hard times are known."""

    file = forms.FileField(label=_("A calendar file (.ics)"), required=False)
    address = forms.CharField(
        label=_("Or its address"), max_length=500, required=False,
        help_text=_("Your calendar's “secret address in iCal format”. Read again every six hours "
                    "while you are signed in."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("Words of hard times"),
        help_text=_("One a line, such as: review, my father, dentist."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        file = found.get("file")
        if bool(file) == bool(found.get("address")):
            raise forms.ValidationError(_("Give a file or an address, one of them."))
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_("That file is over 5 MB. Export a shorter time."))
        return found
