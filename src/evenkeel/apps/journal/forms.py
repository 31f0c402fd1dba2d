"""What a journal form accepts: an entry, a draft, a search.

Here: fields and their checks, in words. Not here: keeping what was given (`actions`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.journal.payloads import JournalEntryPayload, Kind

LONGEST_TITLE = 120
LONGEST_SEARCH = 100

TOO_LONG = _(
    "This is longer than one entry holds (1 MB, some 150,000 words). It is still below, whole. "
    "Cut it in two and save each part."
)


class LineField(forms.CharField):
    """One line, made safe."""

    def to_python(self, value: Any) -> Any:
        """The line, without direction overrides and double spaces."""
        return checkins.one_line(value or "")


class EntryForm(forms.Form):
    """One entry, new or changed, and what its page has to carry along."""

    title = LineField(required=False, max_length=LONGEST_TITLE, label=_("Title, if it wants one"))
    text = forms.CharField(
        required=False,
        strip=False,
        label=_("Your words"),
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
    )
    at = checkins.WhenField(
        label=_("When is it about?"),
        future=_("That time is still to come. An entry is about now or earlier."),
    )
    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    prompt = forms.SlugField(required=False, max_length=80, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    draft = forms.UUIDField(required=False, widget=forms.HiddenInput)
    draft_revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    entry = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, zone: checkins.Zone, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now
        cast(checkins.WhenField, self.fields["at"]).on_clock(zone, now)
        self.fields["text"].validators = []
        self.fields["title"].widget.attrs |= {"dir": "auto", "autocomplete": "off"}

    def clean_kind(self) -> Kind:
        """How the entry was begun; anything unknown is free writing."""
        asked = self.cleaned_data.get("kind") or ""
        return Kind(asked) if asked in set(Kind) else Kind.FREE

    def clean_text(self) -> str:
        """The words as typed, without what breaks storage; kept in the form when too long."""
        text = checkins.cleaned(self.cleaned_data.get("text") or "")
        if checkins.too_long(text):
            raise forms.ValidationError(TOO_LONG)
        if not text.strip():
            raise forms.ValidationError(_("There is nothing here to save yet."))
        return text

    def payload(self) -> JournalEntryPayload:
        """The entry to keep."""
        given = self.cleaned_data
        return JournalEntryPayload(
            kind=given["kind"],
            prompt=given["prompt"],
            title=given["title"],
            text=given["text"],
            zone=self.zone.name,
            zone_source=self.zone.source.value,
        )


class SearchForm(forms.Form):
    """A word or a few to look for. Posted, so that it is in no address and no log."""

    wanted = LineField(max_length=LONGEST_SEARCH, label=_("Search your journal"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].widget = forms.TextInput(
            attrs={
                "type": "search",
                "dir": "auto",
                "autocomplete": "off",
                "maxlength": LONGEST_SEARCH,
            }
        )
