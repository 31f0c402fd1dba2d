"""What a member wishes about warnings: how often a check-up, and whom to write to.

Here: fields and their limits. Not here: keeping them (`actions`).
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from evenkeel.apps.warnings.payloads import MOST_MESSAGE, WishesPayload
from evenkeel.core.warning.check_up import load_plan


class WishesForm(forms.Form):
    """Rhythm, person and message; the person is one of those the member chose."""

    rhythm_days = forms.TypedChoiceField(
        label=_("A check-up"), coerce=int, widget=forms.RadioSelect
    )
    person = forms.ChoiceField(
        label=_("When a warning stands and you have seen it, write to"),
        widget=forms.RadioSelect,
        required=False,
    )
    message = forms.CharField(
        label=_("What they would read"),
        help_text=_("Your words. Nothing else is sent: no number, no reason."),
        max_length=MOST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rhythms: list[tuple[int, Any]] = [(0, _("only when I want one"))]
        rhythms += [(days, _every(days)) for days in load_plan().rhythm_days]
        self.fields["rhythm_days"].choices = rhythms  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", _("nobody")), *people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("person") and not (found.get("message") or "").strip():
            self.add_error("message", _("Write what they would read, or choose nobody."))
        return found

    def payload(self) -> WishesPayload:
        """What to keep. Call on a valid form."""
        found = self.cleaned_data
        return WishesPayload(
            rhythm_days=found["rhythm_days"] or 0,
            person=found["person"],
            message=found["message"].strip(),
        )


def _every(days: int) -> str:
    weeks = days // 7
    return ngettext("every week", "every %(n)d weeks", weeks) % {"n": weeks}
