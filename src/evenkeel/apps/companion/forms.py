"""The forms of Talk: a rating, a report, a remembered line. Messages are checked by `incoming`.

Here: what a form may hold. Not here: what is done with it (`actions`).
"""

from __future__ import annotations

from django import forms

from evenkeel.apps.companion.incoming import receive
from evenkeel.apps.companion.payloads import Rating

MOST_REPORT = 2000
MOST_MEMORY = 300


class RatingForm(forms.Form):
    """What the member thought of one reply, and, for a report, what was wrong with it."""

    rating = forms.ChoiceField(choices=[(rating.value, rating.value) for rating in Rating])
    report = forms.CharField(required=False, max_length=MOST_REPORT, widget=forms.Textarea)


class MemoryForm(forms.Form):
    """One remembered thing in the member's own words, with its date where it has one."""

    text = forms.CharField(max_length=MOST_MEMORY, widget=forms.Textarea(attrs={"rows": 3}))
    day = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """On one line, without control characters."""
        return " ".join(receive(self.cleaned_data["text"]).text.split())
