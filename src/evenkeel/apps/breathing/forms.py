"""What the page sends to be kept: a summary in numbers, checked, and two ratings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from evenkeel.apps.breathing.payloads import HeartPayload

LONGEST = 4000
RATINGS = [("", "–"), *((str(n), str(n)) for n in range(11))]


class KeepForm(forms.Form):
    """One summary. Anything that is not numbers of a body is refused."""

    summary = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST)
    felt_before = forms.TypedChoiceField(
        label=_("Before, from 0 to 10"),
        choices=RATINGS, coerce=int, empty_value=None, required=False,
    )  # fmt: skip
    felt_after = forms.TypedChoiceField(
        label=_("And now"), choices=RATINGS, coerce=int, empty_value=None, required=False
    )

    def kept(self, *, zone: str) -> HeartPayload:
        """The summary with the ratings."""
        found: HeartPayload = self.cleaned_data["summary"]
        felt = {name: self.cleaned_data.get(name) for name in ("felt_before", "felt_after")}
        return found.model_copy(update={**felt, "zone": zone})

    def clean_summary(self) -> Any:
        try:
            return HeartPayload.model_validate_json(self.cleaned_data["summary"])
        except ValidationError:
            raise forms.ValidationError(
                _("These numbers did not arrive whole, so nothing was kept.")
            ) from None
