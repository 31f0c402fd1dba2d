"""What the form of a trial accepts, in words. Not here: keeping it (`actions`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenkeel.core.insights import Metric
from evenkeel.core.insights.trials import length

LONGEST = 60
PACES = (
    ("quick", _("The same day")),
    ("days", _("Within a day or two")),
    ("slow", _("Slowly, over several days")),
)
MEDICINE = re.compile(
    r"\b(?:medic\w*|meds?|pills?|tablets?|doses?|dosage|antidepress\w*|ssri\w*|snri\w*|lithium|"
    r"insulin|sertraline|citalopram|escitalopram|fluoxetine|prozac|zoloft|venlafaxine|quetiapine|"
    r"benzo\w*|methadone|contracepti\w*)\b",
    re.I,
)
"""Leaving a medicine out on some days can do harm; that belongs with whoever prescribed it."""


class TrialForm(forms.Form):
    """What to try, what to watch, how quickly it works."""

    what = forms.CharField(
        label=_("What do you want to try?"),
        help_text=_("A few words that fit after “with” and “without”: a walk at noon, coffee."),
        max_length=LONGEST,
    )
    outcome = forms.ChoiceField(label=_("What might it change?"))
    pace = forms.ChoiceField(
        label=_("How quickly would you feel it?"), choices=PACES, widget=forms.RadioSelect,
        initial="days",
    )  # fmt: skip
    remind = forms.BooleanField(
        label=_("Remind me each morning which kind of day it is"), required=False, initial=True
    )

    def __init__(self, *args: Any, metrics: Mapping[str, Metric], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(name, metric.label) for name, metric in metrics.items()]
        self.fields["outcome"].choices = chosen  # type: ignore[attr-defined]
        self.fields["pace"].choices = [  # type: ignore[attr-defined]
            (pace, _("%(words)s: %(days)s days in all") % {"words": words, "days": length(pace)})
            for pace, words in PACES
        ]

    def clean_what(self) -> str:
        """One line; not a medicine."""
        what = " ".join(str(self.cleaned_data["what"]).split())
        if MEDICINE.search(what):
            raise forms.ValidationError(
                _(
                    "This looks like a medicine. Please leave that with whoever prescribed it: "
                    "leaving it out on some days can do harm. Anything else can be tried here."
                )
            )
        return what
