"""The forms of Talk: a rating, a report. A message itself is checked by `incoming`.

Here: what a form may hold. Not here: what is done with it (`actions`).
"""

from __future__ import annotations

from django import forms

from evenkeel.apps.companion.payloads import Rating

MOST_REPORT = 2000


class RatingForm(forms.Form):
    """What the member thought of one reply, and, for a report, what was wrong with it."""

    rating = forms.ChoiceField(choices=[(rating.value, rating.value) for rating in Rating])
    report = forms.CharField(required=False, max_length=MOST_REPORT, widget=forms.Textarea)
