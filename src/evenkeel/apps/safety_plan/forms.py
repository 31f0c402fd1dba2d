"""The forms of the safety plan: one step as lines.

Here: what a form may hold. Not here: what is done with it (`actions`).
"""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenkeel.apps.safety_plan.payloads import MOST_CHARACTERS, MOST_LINES

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.)])\s+")


class StepForm(forms.Form):
    """The lines of one step, one on each line of the box."""

    lines = forms.CharField(
        required=False,
        label=gettext_lazy("Your words, one thing on each line"),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto", "autocomplete": "off"}),
    )
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def clean_lines(self) -> tuple[str, ...]:
        """Empty lines and bullets go; a line that is too long is named."""
        typed = _CONTROLS.sub("", self.cleaned_data["lines"].replace("\r", ""))
        cleaned = (" ".join(_BULLET.sub("", line).split()) for line in typed.split("\n"))
        lines = tuple(dict.fromkeys(line for line in cleaned if line))
        for line in lines:
            if len(line) > MOST_CHARACTERS:
                raise forms.ValidationError(
                    _("This line is too long for the sheet: “%(start)s…”. Split it in two.")
                    % {"start": line[:40]}
                )
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(
                _("%(most)s lines fit in one step. Keep those that you would really use.")
                % {"most": MOST_LINES}
            )
        return lines
