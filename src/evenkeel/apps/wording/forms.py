"""The form that chooses a model.

Here: what it may hold, and that text leaves the machine only with the box ticked. Not here: what is
done with it (`actions`).
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenkeel.apps.wording.addresses import host_of, on_this_machine, problem_with
from evenkeel.llm import manifests

LONGEST = 400


class ChoiceForm(forms.Form):
    """Address, model, key; `agree` where the address is not on this machine."""

    url = forms.CharField(
        label=gettext_lazy("Address"), max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "dir": "ltr"}),
    )  # fmt: skip
    model = forms.CharField(
        label=gettext_lazy("Model"), max_length=LONGEST, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "models", "dir": "ltr"}),
    )  # fmt: skip
    key = forms.CharField(
        label=gettext_lazy("Key"), max_length=LONGEST, required=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
    )  # fmt: skip
    agree = forms.BooleanField(required=False)

    def __init__(self, *args: Any, use: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use = use
        kinds = [(name, manifest.title) for name, manifest in manifests().items()]
        self.fields["provider"] = forms.ChoiceField(label=_("Kind of address"), choices=kinds)

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip().rstrip("/")
        if problem := problem_with(url):
            raise forms.ValidationError(problem)
        return url

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        url = data.get("url")
        if self.use and url:
            if not data.get("model"):
                self.add_error("model", _("Which model? Test shows the names it knows."))
            if not on_this_machine(url) and not data.get("agree"):
                self.add_error(
                    "agree",
                    _("Tick the box if your words may go to %(host)s.") % {"host": host_of(url)},
                )
        return data
