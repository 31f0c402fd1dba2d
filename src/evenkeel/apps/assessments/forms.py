"""The form of a questionnaire: one list of chips for each item.

Here: checking what was sent. Not here: the questionnaires, scoring, storing.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from evenkeel.core.instruments import Instrument, Item


class InstrumentForm(forms.Form):
    """One questionnaire. Nothing is required: a missing answer is said with the result."""

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        self.label_suffix = ""
        for place, item in enumerate(instrument.items, start=1):
            self.fields[item.id] = forms.ChoiceField(
                label=f"{place}. {item.text}",
                required=False,
                widget=forms.RadioSelect,
                choices=[
                    (str(option.value), option.label) for option in instrument.options_of(item)
                ],
                error_messages={"invalid_choice": _("Pick one of the answers shown.")},
            )

    @property
    def rows(self) -> list[tuple[Item, forms.BoundField]]:
        """Items with their fields, in order."""
        return [(item, self[item.id]) for item in self.instrument.items]

    @property
    def answers(self) -> dict[str, int]:
        """The chosen values by item, of a valid form; items without an answer are absent."""
        return {
            item.id: int(value)
            for item in self.instrument.items
            if (value := self.cleaned_data.get(item.id))
        }
