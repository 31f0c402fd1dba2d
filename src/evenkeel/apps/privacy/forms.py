"""What is asked before an import and an erasure. Not here: the passphrase (step-up does that)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ImportForm(forms.Form):
    """The archive, and what to do with entries that are here too and differ."""

    archive = forms.FileField(
        label=_("Your archive"),
        help_text=_("The ZIP that Export made, as it is."),
        error_messages={
            "required": _("Choose the ZIP that Export made. Nothing was imported."),
            "empty": _("This file is empty. Nothing was imported."),
        },
        allow_empty_file=False,
    )
    differing = forms.ChoiceField(
        label=_("If an entry is both here and in the file, and they differ"),
        choices=[("keep", _("Keep the one that is here")), ("file", _("Take the one in the file"))],
        initial="keep",
        required=False,
        widget=forms.RadioSelect,
    )

    def clean_differing(self) -> str:
        return self.cleaned_data["differing"] or "keep"


class EraseForm(forms.Form):
    """One box to tick, so that no slip of a finger erases years."""

    understood = forms.BooleanField(
        label=_("I want everything erased. I know that nobody can bring it back."),
        error_messages={"required": _("Tick the box if you mean it. Nothing was erased.")},
    )
