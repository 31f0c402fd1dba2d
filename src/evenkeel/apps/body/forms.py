"""What a member chooses about a file: signals to keep, the zone, what columns are.

Not here: reading the file, storing anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from evenkeel.apps.body import words
from evenkeel.apps.body.importing import UNKNOWN
from evenkeel.apps.body.payloads import DroppedPayload
from evenkeel.core.sensing.units import UnknownUnit, unit_of
from evenkeel.importers.generic_csv.guessing import FORMS, Proposal, unit_in


class FileForm(forms.Form):
    """One file, without scripts."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("Without scripts up to 64 MB; with them up to 8 GB."),
    )


class KeepForm(forms.Form):
    """Which signals of a file to keep: each by its own consent."""

    signals = forms.MultipleChoiceField(
        label=_("Keep these"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self, *args: object, payload: DroppedPayload, off: tuple[str, ...], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        texts = words.signal_texts()
        order = list(words.GROUPS)
        ids = sorted(payload.signals, key=lambda id: (order.index(texts[id].group), texts[id].name))
        field = self.fields["signals"]
        field.choices = [  # type: ignore[attr-defined]
            (id, f"{texts[id].name}: {words.rows(payload.signals[id].rows)}") for id in ids
        ]
        field.initial = [id for id in ids if id not in off]


class ZoneForm(forms.Form):
    """The zone that a file's clocks were in."""

    zone = forms.ChoiceField(
        label=_("Which time zone were you in?"),
        help_text=_("The times in this file have no zone. If you travelled, choose home."),
    )

    def __init__(self, *args: object, guess: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        zones = [(name, name.replace("_", " ")) for name in sorted(available_timezones())]
        field = self.fields["zone"]
        field.choices = [(UNKNOWN, _("I do not know; keep the clock as it is")), *zones]  # type: ignore[attr-defined]
        field.initial = guess


class MappingForm(ZoneForm):
    """What each column of a table is."""

    form = forms.ChoiceField(label=_("How times are written"))
    decimal = forms.ChoiceField(
        label=_("Decimals are written with"),
        choices=[(".", _("a point: 61.5")), (",", _("a comma: 61,5"))],
    )

    def __init__(self, *args: object, proposal: Proposal, guess: str, **kwargs: object) -> None:
        super().__init__(*args, guess=guess, **kwargs)
        self.proposal = proposal
        guessed = proposal.mapping
        self.fields["form"].choices = [(form, _FORM_NAMES.get(form, form)) for form in FORMS]  # type: ignore[attr-defined]
        self.fields["form"].initial = guessed.get("form", "iso")
        self.fields["decimal"].initial = guessed.get("decimal", ".")
        self.fields["zone"].label = _("Which time zone were you in, where the file does not say?")
        self.fields["zone"].help_text = ""
        for number, column in enumerate(proposal.columns):
            role = next((r for r, c in guessed.items() if c == column and r != "form"), "")
            unit = guessed.get(f"unit:{role.removeprefix('signal:')}", "")
            unit = "" if unit.startswith("{") else unit  # counts and scores have none to say
            self.fields[f"role_{number}"] = forms.ChoiceField(
                label=_("“%(column)s” is") % {"column": column[:60]},
                choices=_roles(),
                initial=role,
                required=False,
                help_text=_("For example: %(values)s") % {"values": self._values(column)},
            )
            self.fields[f"unit_{number}"] = forms.CharField(
                label=_("Unit of “%(column)s”") % {"column": column[:60]},
                initial=unit,
                required=False,
                max_length=20,
            )

    def columns(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each column."""
        return [(self[f"role_{n}"], self[f"unit_{n}"]) for n in range(len(self.proposal.columns))]

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        roles = [given.get(f"role_{n}") for n in range(len(self.proposal.columns))]
        if "time" not in roles or not any(str(r).startswith("signal:") for r in roles):
            self.add_error(None, words.refusal("needs_choices"))
        told = [r for r in roles if r]
        if len(set(told)) != len(told):
            self.add_error(None, _("Two columns are said to be the same. Choose one of them."))
        for n, role in enumerate(roles):
            unit = str(given.get(f"unit_{n}") or "")
            if str(role).startswith("signal:") and unit:
                self._unit(n, str(role).removeprefix("signal:"), unit)
        return given

    def mapping(self) -> Mapping[str, str]:
        """Role -> column, as the importer takes it."""
        given = self.cleaned_data
        found = {"form": given["form"], "decimal": given["decimal"]}
        for n, column in enumerate(self.proposal.columns):
            role = given[f"role_{n}"]
            if role:
                found[role] = column
            if role.startswith("signal:"):
                signal = role.removeprefix("signal:")
                found[f"unit:{signal}"] = given[f"unit_{n}"] or unit_in(column, signal)
        return found

    def _unit(self, n: int, signal: str, unit: str) -> None:
        own = words.signal_texts()[signal].unit
        try:
            fits = unit_of(unit).base == own
        except UnknownUnit:
            fits = False
        if not fits:
            told = _("This does not go with %(name)s, which is kept in %(unit)s.")
            self.add_error(f"unit_{n}", told % {"name": words.column_name(signal), "unit": own})

    def _values(self, column: str) -> str:
        values = [row.get(column, "") for row in self.proposal.samples]
        return ", ".join(value[:24] for value in values if value)[:120] or "–"


def _roles() -> list[tuple[str, object]]:
    texts = words.signal_texts()
    grouped = [
        (
            str(name),
            [
                (f"signal:{id}", text.name)
                for id, text in sorted(texts.items(), key=lambda item: item[1].name)
                if text.group == group
            ],
        )
        for group, name in words.GROUPS.items()
    ]
    first: list[tuple[str, object]] = [
        ("", _("left out")),
        ("time", _("the time, or its start")),
        ("end", _("the end")),
    ]
    return [*first, *grouped]


_FORM_NAMES = {
    "iso": _("2026-03-14 21:05, with or without a zone"),
    "%Y-%m-%d": _("2026-03-14 (days)"),
    "%d/%m/%Y %H:%M:%S": _("14/03/2026 21:05:00 (day first)"),
    "%d/%m/%Y %H:%M": _("14/03/2026 21:05 (day first)"),
    "%d/%m/%Y": _("14/03/2026 (day first)"),
    "%m/%d/%Y %I:%M:%S %p": _("03/14/2026 9:05:00 PM (month first)"),
    "%m/%d/%Y %I:%M %p": _("03/14/2026 9:05 PM (month first)"),
    "%m/%d/%Y %H:%M:%S": _("03/14/2026 21:05:00 (month first)"),
    "%m/%d/%Y %H:%M": _("03/14/2026 21:05 (month first)"),
    "%m/%d/%Y": _("03/14/2026 (month first)"),
    "%d.%m.%Y %H:%M:%S": _("14.03.2026 21:05:00"),
    "%d.%m.%Y %H:%M": _("14.03.2026 21:05"),
    "%d.%m.%Y": _("14.03.2026 (days)"),
    "%d.%m.%y %H:%M": _("14.03.26 21:05"),
    "%Y/%m/%d %H:%M:%S": _("2026/03/14 21:05:00"),
    "%Y/%m/%d %H:%M": _("2026/03/14 21:05"),
    "%Y/%m/%d": _("2026/03/14 (days)"),
    "%d %b %Y %H:%M": _("14 Mar 2026 21:05"),
    "%d %b %Y": _("14 Mar 2026 (days)"),
    "epoch": _("a count of seconds or milliseconds since 1970"),
}
