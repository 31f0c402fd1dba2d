"""The forms of care: a chosen person with their message, and when to suggest a break.

Here: what a form may hold. Not here: what is done with it (`actions`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenkeel.apps.care.payloads import (
    MOST_ADDRESS,
    MOST_BODY,
    MOST_NAME,
    MOST_SUBJECT,
    Channel,
    ChosenPersonPayload,
)
from evenkeel.core.law.notices import BREAK_CHOICES

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_PHONE = re.compile(r"\+?[0-9]{3,18}")
CHANNELS = (
    (Channel.MAIL.value, gettext_lazy("By mail, sent from here")),
    (Channel.PHONE.value, gettext_lazy("By phone or text, from my own phone")),
)


class PersonForm(forms.Form):
    """Somebody the member would tell, how they are reached, and what they would get."""

    name = forms.CharField(max_length=MOST_NAME, label=gettext_lazy("What you call them"))
    channel = forms.ChoiceField(
        choices=CHANNELS, label=gettext_lazy("How they get it"), initial=Channel.MAIL.value
    )
    address = forms.CharField(
        max_length=MOST_ADDRESS, label=gettext_lazy("Their mail address or phone number")
    )
    subject = forms.CharField(
        required=False, max_length=MOST_SUBJECT, label=gettext_lazy("Subject of the mail")
    )
    body = forms.CharField(
        max_length=MOST_BODY, label=gettext_lazy("Your message"),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )  # fmt: skip
    standing = forms.BooleanField(required=False)

    def clean_name(self) -> str:
        return self._plain("name")

    def clean_subject(self) -> str:
        return self._plain("subject")

    def clean_body(self) -> str:
        return _CONTROLS.sub("", self.cleaned_data["body"].replace("\r\n", "\n")).strip()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        address = " ".join(str(data.get("address", "")).split())
        if data.get("channel") == Channel.MAIL and address:
            self._check_mail(address)
        elif data.get("channel") == Channel.PHONE and address:
            address = re.sub(r"[\s().-]", "", address)
            if not _PHONE.fullmatch(address):
                self.add_error("address", _("A phone number has digits only, with a + in front."))
        data["address"] = address
        if data.get("channel") != Channel.MAIL:
            data["standing"] = False
        return data

    def payload(self, *, site: str, order: int) -> ChosenPersonPayload:
        """The payload of a valid form."""
        data = self.cleaned_data
        return ChosenPersonPayload(
            name=data["name"], channel=Channel(data["channel"]), address=data["address"],
            subject=data["subject"], body=data["body"], standing=data["standing"], site=site,
            order=order,
        )  # fmt: skip

    def _plain(self, name: str) -> str:
        return " ".join(_CONTROLS.sub("", self.cleaned_data[name]).split())

    def _check_mail(self, address: str) -> None:
        try:
            validate_email(address)
        except forms.ValidationError:
            self.add_error(
                "address", _("This is not a whole mail address. It looks like name@example.org.")
            )


class RemindersForm(forms.Form):
    """After how many minutes of talking a break is suggested."""

    break_minutes = forms.TypedChoiceField(
        choices=[(minutes, minutes) for minutes in BREAK_CHOICES], coerce=int
    )

    def __init__(self, *args: Any, most: Sequence[int] = BREAK_CHOICES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        minutes: Any = self.fields["break_minutes"]
        minutes.choices = [(one, one) for one in most]
