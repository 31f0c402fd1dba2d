"""What the forms of the page for an appointment accept. Not here: keeping it (`actions`)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evenkeel.apps.brief.payloads import MOST_HEADING, MOST_NOTE, MOST_SAY
from evenkeel.apps.checkins import queries as checkins
from evenkeel.core.brief import SectionText

WEEKS = (2, 4, 8, 12, 26)
LONGEST_AGO = timedelta(days=1000)
"""Insights look back three years; what is longer ago is not kept side by side."""


class ChoiceForm(forms.Form):
    """Which weeks, up to which day, which sections."""

    weeks = forms.TypedChoiceField(
        label=gettext_lazy("How many weeks"), coerce=int, initial=4, widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=gettext_lazy("Up to which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    sections = forms.MultipleChoiceField(
        label=gettext_lazy("What it holds"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Pick at least one.")},
    )  # fmt: skip
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, texts: tuple[SectionText, ...], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.texts, self.today, self.label_suffix = texts, today, ""
        self.fields["weeks"].choices = [  # type: ignore[attr-defined]
            (n, ngettext("%(n)d week", "%(n)d weeks", n) % {"n": n}) for n in WEEKS
        ]
        sections = self.fields["sections"]
        sections.choices = [(one.id, one.title) for one in texts]  # type: ignore[attr-defined]
        sections.initial = [one.id for one in texts if one.ticked]
        self.fields["until"].initial = today
        self.fields["until"].widget.attrs |= {"max": today.isoformat()}

    def clean_until(self) -> date:
        """Today or before, and not longer ago than anything is looked at."""
        until: date = self.cleaned_data["until"]
        if until > self.today:
            raise forms.ValidationError(_("That day has not come yet. Today is the latest."))
        if self.today - until > LONGEST_AGO:
            raise forms.ValidationError(_("That is too long ago. Pick a later day."))
        return until

    @property
    def first(self) -> date:
        """The first day, of a valid form."""
        weeks: int = self.cleaned_data["weeks"]
        until: date = self.cleaned_data["until"]
        return until - timedelta(days=7 * weeks - 1)

    @property
    def rows(self) -> list[tuple[SectionText, bool]]:
        """The sections with whether each is ticked, for the page."""
        chosen = set(self["sections"].value() or ())
        return [(one, one.id in chosen) for one in self.texts]


class WordsForm(forms.Form):
    """The member's own words: over the page, first on it, under each section."""

    whom = forms.CharField(
        label=gettext_lazy("Who is it for, and when?"), required=False, max_length=MOST_HEADING,
        help_text=gettext_lazy("Such as: Dr Lindqvist, 24 November. It may stay empty."),
    )  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("A name on the page"), required=False, max_length=MOST_HEADING,
        help_text=gettext_lazy("Only if you want one on the paper."),
    )  # fmt: skip
    say = forms.CharField(
        label=gettext_lazy("What I want to ask or say"), required=False, max_length=MOST_SAY,
        strip=True, widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=gettext_lazy("It stands first on the page. One thing on each line."),
    )  # fmt: skip
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, texts: tuple[SectionText, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.noted = tuple(one for one in texts if one.id != "say")
        for one in self.noted:
            self.fields[f"note-{one.id}"] = forms.CharField(
                label=one.title, required=False, max_length=MOST_NOTE, strip=True,
                widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            )  # fmt: skip
        for field in ("whom", "name"):
            self.fields[field].widget.attrs |= {"dir": "auto", "autocomplete": "off"}

    def clean_whom(self) -> str:
        return checkins.one_line(self.cleaned_data["whom"])

    def clean_name(self) -> str:
        return checkins.one_line(self.cleaned_data["name"])

    def clean_say(self) -> str:
        return checkins.cleaned(self.cleaned_data["say"])

    @property
    def notes_open(self) -> bool:
        """Whether anything is written under a part, or went wrong there."""
        return any(field.value() or field.errors for field in self.note_fields)

    @property
    def note_fields(self) -> list[forms.BoundField]:
        """The boxes under the sections, in their order."""
        return [self[f"note-{one.id}"] for one in self.noted]

    @property
    def notes(self) -> dict[str, str]:
        """What was written under each section, of a valid form."""
        return {
            one.id: checkins.one_line(self.cleaned_data[f"note-{one.id}"]) for one in self.noted
        }
