"""What a member agrees to before leaving for a maker, and when disconnecting."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evenkeel.core.content.languages import SOURCE
from evenkeel.core.sensing.signals import texts_in
from evenkeel.sources.contract import SourceManifest


class ConnectForm(forms.Form):
    """Which signals, and that asking the maker is agreed to."""

    signals = forms.MultipleChoiceField(
        label=_("What may be kept"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing to keep.")},
    )
    agree = forms.BooleanField(
        label=_("This server may ask the maker for these"),
        error_messages={"required": _("Tick this if you agree. Without it nothing is asked.")},
    )

    def __init__(
        self, *args: object, manifest: SourceManifest, chosen: tuple[str, ...] = (), **kw: object
    ) -> None:
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        texts = texts_in(get_language() or SOURCE)
        field = self.fields["signals"]
        known = sorted(
            (one for one in manifest.signals if one in texts), key=lambda one: texts[one].name
        )
        field.choices = [(id, texts[id].name) for id in known]  # type: ignore[attr-defined]
        field.initial = [id for id in known if id in chosen] if chosen else known


class DisconnectForm(forms.Form):
    """Whether what was fetched stays."""

    fetched = forms.ChoiceField(
        label=_("What was fetched"),
        widget=forms.RadioSelect,
        choices=[("keep", _("Keep it")), ("delete", _("Delete it, files of this maker included"))],
        initial="keep",
    )
