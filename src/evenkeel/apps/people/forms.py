"""What people type in at the door: forms of begin, log in, unlock, recover and security."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from evenkeel.apps.people import countries, strength
from evenkeel.apps.people.models import (
    JOINERS,
    KEY_LENGTH,
    NICKNAME_LENGTH,
    Member,
    nickname_key,
)
from evenkeel.core import vault

NOT_THE_GROUP: Final = _("That is not what stands there. Look once more.")
TAKEN: Final = "taken"
NAME_TAKEN: Final = _("Somebody here has that name. Try another.")
NOWHERE: Final = "none"
"""The choice "somewhere else": help without numbers of one country."""


class Form(forms.Form):
    """A form whose labels are as they are written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class Passphrase(forms.CharField):
    """A passphrase: never trimmed, never shown again, hidden while typed."""

    def __init__(self, *, new: bool = False, **kwargs: Any) -> None:
        complete = "new-password" if new else "current-password"
        widget = forms.PasswordInput(attrs={"autocomplete": complete, "spellcheck": "false"})
        kwargs.setdefault("label", _("Passphrase"))
        super().__init__(strip=False, widget=widget, max_length=strength.MOST_LENGTH, **kwargs)


LAST_MINOR = 17


class BeforeForm(Form):
    """The first page of begin: who this is for, and where help would be."""

    ADULT = "adult"
    MINOR = "minor"
    UNDER = "under"
    age = forms.ChoiceField(
        label=_("How old are you?"),
        choices=[(ADULT, _("18 or older")), (UNDER, _("Under 18"))],
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(
        label=_("Where are you?"),
        help_text=_("For crisis numbers that work there. You can change it."),
    )
    locale = forms.ChoiceField(label=_("Which language?"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (youngest := settings.MINORS_FROM) is not None:
            age: Any = self.fields["age"]
            ages = _("%(youngest)s to 17") if youngest < LAST_MINOR else _("%(youngest)s")
            age.choices = [
                (self.ADULT, _("18 or older")),
                (self.MINOR, ages % {"youngest": youngest}),
                (self.UNDER, _("Under %(youngest)s") % {"youngest": youngest}),
            ]
        country: Any = self.fields["country"]
        country.choices = [("", _("Choose")), *country_choices()]
        locale: Any = self.fields["locale"]
        if len(settings.LANGUAGES) > 1:
            locale.choices = [("", _("Choose")), *settings.LANGUAGES]


class NewPassphraseForm(Form):
    """A new passphrase, twice. `nickname` is known from elsewhere, or from the form around it."""

    passphrase = Passphrase(
        new=True,
        help_text=_("Four or five words that only you would join. Write it down somewhere safe."),
    )
    again = Passphrase(new=True, label=_("The same again"))

    def __init__(self, *args: Any, nickname: str = "", **kwargs: Any) -> None:
        self.known_nickname = nickname
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        passphrase, again = data.get("passphrase"), data.get("again")
        if not passphrase:
            return data
        found = strength.judge(passphrase, nickname=data.get("nickname") or self.known_nickname)
        if not found.enough:
            self.add_error("passphrase", found.advice)
        elif again is not None and again != passphrase:
            self.add_error("again", _("These two are not the same."))
        return data


class NameForm(NewPassphraseForm):
    """The second page of begin."""

    nickname = forms.CharField(
        label=_("A nickname"),
        max_length=NICKNAME_LENGTH,
        help_text=_("Any name you like. Not your real one, if you would rather not."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    field_order = ("nickname", "passphrase", "again")

    def clean_nickname(self) -> str:
        nickname = " ".join(self.cleaned_data["nickname"].split())
        shown = [char for char in nickname if char not in JOINERS]
        if any(unicodedata.category(char).startswith("C") for char in shown):
            raise forms.ValidationError(_("There is a sign in it that cannot be seen."))
        if not 0 < len(nickname_key(nickname)) <= KEY_LENGTH:
            raise forms.ValidationError(_("That cannot be a name here. Try another."))
        if Member.objects.filter(nickname_key=nickname_key(nickname)).exists():
            raise forms.ValidationError(NAME_TAKEN, code=TAKEN)
        return str(nickname)


class LogInForm(Form):
    nickname = forms.CharField(
        label=_("Nickname"),
        max_length=NICKNAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    passphrase = Passphrase()


class PassphraseForm(Form):
    """Unlock and step up: the member is known."""

    passphrase = Passphrase(label=_("Your passphrase"))


class RecoveryCode(forms.CharField):
    """A recovery code in any spelling, cleaned to its one spelling."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Recovery code"))
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(max_length=80, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return vault.read_recovery_code(typed)
        except vault.MistypedCode:
            raise forms.ValidationError(
                _("That does not read like a code: 7 groups of 4. One sign may be wrong.")
            ) from None


class RecoverForm(NewPassphraseForm):
    nickname = forms.CharField(label=_("Nickname"), max_length=NICKNAME_LENGTH)
    code = RecoveryCode()
    field_order = ("nickname", "code", "passphrase", "again")


class CodeForm(Form):
    """The recovery code alone: in place of a second step that is lost."""

    code = RecoveryCode()


class CheckCodeForm(Form):
    """Asks for some groups of the code just shown."""

    def __init__(self, *args: Any, groups: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in groups:
            self.fields[f"group_{number}"] = forms.CharField(
                label=_("Group %(number)d of your code") % {"number": number},
                max_length=12,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )


class AboutForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a member can change about themselves here."""

    country = forms.ChoiceField(label=_("Where you are"), help_text=_("For crisis numbers."))
    locale = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = Member
        fields = ("country", "locale", "discreet")
        labels = {"discreet": _("Discreet titles")}
        help_texts = {"discreet": _("Tabs and icons say “Notes” and nothing else.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        country: Any = self.fields["country"]
        country.choices = country_choices()
        self.initial["country"] = self.instance.country or NOWHERE

    def clean_country(self) -> str:
        return stored_country(self.cleaned_data["country"])


class TokenForm(Form):
    """A new API token."""

    label = forms.CharField(label=_("What it is for"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        choices=[(7, _("A week")), (30, _("A month")), (90, _("Three months")), (365, _("A year"))],
        initial=30,
    )

    def __init__(self, *args: Any, scopes: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["scopes"]
        field.choices = scopes


def country_choices() -> list[tuple[str, Any]]:
    return [*countries.names(), (NOWHERE, _("Somewhere else, or I would rather not say"))]


def stored_country(choice: str) -> str:
    """A choice as it is stored: a code, or nothing."""
    return "" if choice == NOWHERE else choice
