"""What a check-in form accepts. Every answer is optional; an answer left out stays missing.

Here: fields and their checks, in words. Not here: keeping what was given (`actions`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from evenkeel.apps.checkins.catalogue import HIGH, LOW, Catalogue, Scale, WordGroup
from evenkeel.apps.checkins.clock import Zone
from evenkeel.apps.checkins.payloads import OwnMetricPayload
from evenkeel.apps.checkins.typed import cleaned, one_line
from evenkeel.apps.checkins.when import WhenField
from evenkeel.core.insights import MetricKind

LONGEST_NOTE = 20_000
LONGEST_NAME = 60
LARGEST_NUMBER = 1_000_000_000.0

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OfferedWord:
    """A word to tap, and whether it is taken."""

    value: str
    label: str
    taken: bool


@dataclass(frozen=True, slots=True)
class OfferedGroup:
    """A group of words to tap, and how many of them are taken."""

    label: str
    words: list[OfferedWord]
    taken: int


class NumberField(forms.FloatField):
    """A number that may be left out. Empty means missing, never zero."""

    def __init__(self, *, low: float, high: float, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs |= {"step": "any", "inputmode": "decimal", "autocomplete": "off"}
        if low == LOW and high == HIGH:
            self.widget.attrs |= {"min": "0", "max": "100"}
        message = _("A number from %(low)s to %(high)s, please.") % {
            "low": f"{low:g}",
            "high": f"{high:g}",
        }
        self.validators += [
            MinValueValidator(low, message),
            MaxValueValidator(high, message),
        ]
        self.error_messages["invalid"] = _("That is not a number. Leave it empty to skip it.")


class LongText(forms.CharField):
    """A text of several lines, cleaned, with a kind word when it is too long."""

    def __init__(self, *, longest: int, rows: int, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        super().__init__(required=False, strip=False, widget=widget, **kwargs)
        self.longest = longest
        self.validators = []

    def to_python(self, value: Any) -> str:
        """The cleaned text; empty when there is nothing but space."""
        text = cleaned(value or "")
        return text if text.strip() else ""

    def validate(self, value: Any) -> None:
        """Refuse what is too long, and say what to do."""
        super().validate(value)
        if len(value) > self.longest:
            raise forms.ValidationError(
                _(
                    "This note is longer than a check-in holds (%(longest)s characters). "
                    "Nothing is lost: it is still below. The journal has room for it."
                )
                % {"longest": self.longest}
            )


class WordsField(forms.CharField):
    """New words of the member's own, separated by commas."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20 * LONGEST_NAME, **kwargs)
        self.widget.attrs |= {"dir": "auto", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """The text, safe to keep."""
        return cleaned(value or "")

    def clean(self, value: Any) -> Any:
        """The different words, each on one line."""
        words = [one_line(part) for part in super().clean(value).split(",")]
        found = list(dict.fromkeys(word for word in words if word))
        if any(len(word) > LONGEST_NAME for word in found):
            raise forms.ValidationError(
                _("At most %(n)s letters each, please. Longer things fit in the note.")
                % {"n": LONGEST_NAME}
            )
        return found


class CheckInForm(forms.Form):
    """The whole check-in: scales, words, own metrics, note and time."""

    emotions = forms.MultipleChoiceField(required=False, label=_("What do you feel?"))
    triggers = forms.MultipleChoiceField(required=False, label=_("What set it off?"))
    activities = forms.MultipleChoiceField(required=False, label=_("What were you doing?"))
    new_triggers = WordsField(label=_("Something else"))
    new_activities = WordsField(label=_("Something else"))
    note = LongText(longest=LONGEST_NOTE, rows=4, label=_("A note"))
    at = WhenField(
        label=_("When was this?"),
        future=_("That time is still to come. A check-in is for now or earlier."),
    )
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        offered: Catalogue,
        own_metrics: Mapping[str, OwnMetricPayload],
        own_words: Sequence[tuple[str, str, str]],
        zone: Zone,
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        cast(WhenField, self.fields["at"]).on_clock(zone, now)
        self.offered, self.own_metrics = offered, own_metrics
        self.offered_words: dict[str, list[tuple[str, list[Choice]]]] = {}
        for scale in offered.scales.values():
            self.fields[scale.id] = NumberField(low=LOW, high=HIGH, label=scale.question)
        for name, payload in own_metrics.items():
            self.fields[name] = _metric_field(payload)
        own: dict[str, list[Choice]] = {"trigger": [], "activity": []}
        for word, kind, label in own_words:
            own[kind].append((word, label))
        self._offer("emotions", offered.emotions, [])
        self._offer("triggers", offered.triggers, own["trigger"])
        self._offer("activities", offered.activities, own["activity"])

    def _offer(self, name: str, groups: Iterable[WordGroup], own: list[Choice]) -> None:
        choices: list[tuple[str, list[Choice]]] = [
            (group.label, list(group.words.items())) for group in groups
        ]
        if own:
            choices.append((str(_("Yours")), own))
        self.offered_words[name] = choices
        cast(forms.MultipleChoiceField, self.fields[name]).choices = choices

    def clean(self) -> dict[str, Any]:
        """At least one answer: an empty check-in would look like a day that was answered."""
        data = super().clean() or {}
        words = ("emotions", "triggers", "activities", "new_triggers", "new_activities", "note")
        given = self.numbers() or any(data.get(name) for name in words)
        if not given and not self.errors:
            raise forms.ValidationError(_("Nothing is filled in yet. One answer is enough."))
        return data

    def numbers(self) -> dict[str, float]:
        """The answers that were given, by metric; a missing answer is not there."""
        names = [*self.offered.scales, *self.own_metrics]
        found = {name: self.cleaned_data.get(name) for name in names}
        return {name: float(value) for name, value in found.items() if value not in (None, "")}

    def scale_fields(self) -> list[tuple[Scale, forms.BoundField, str]]:
        """(scale, field, its words as JSON for the slider) of the scales everyone has."""
        return [
            (scale, self[scale.id], json.dumps(sorted(scale.words.items())))
            for scale in self.offered.scales.values()
        ]

    def metric_fields(self) -> list[tuple[OwnMetricPayload, forms.BoundField]]:
        """(metric, field) of the member's own."""
        return [(payload, self[name]) for name, payload in self.own_metrics.items()]

    def groups_of(self, name: str) -> list[OfferedGroup]:
        """The groups of a field of words, with what is taken already."""
        taken = {str(value) for value in self[name].value() or ()}
        groups = []
        for label, choices in self.offered_words[name]:
            offered = [OfferedWord(value, word, value in taken) for value, word in choices]
            groups.append(OfferedGroup(label, offered, sum(word.taken for word in offered)))
        return groups

    def emotion_groups(self) -> list[OfferedGroup]:
        """Feelings to tap."""
        return self.groups_of("emotions")

    def trigger_groups(self) -> list[OfferedGroup]:
        """Triggers to tap."""
        return self.groups_of("triggers")

    def activity_groups(self) -> list[OfferedGroup]:
        """Activities to tap."""
        return self.groups_of("activities")


def _metric_field(payload: OwnMetricPayload) -> forms.Field:
    if payload.kind is MetricKind.YES_NO:
        return forms.ChoiceField(
            required=False,
            label=payload.name,
            choices=[("", _("Skip")), ("1", _("Yes")), ("0", _("No"))],
            widget=forms.RadioSelect,
        )
    if payload.kind is MetricKind.SCALE:
        return NumberField(low=LOW, high=HIGH, label=payload.name)
    return NumberField(low=-LARGEST_NUMBER, high=LARGEST_NUMBER, label=payload.name)


class OwnMetricForm(forms.Form):
    """A metric of the member's own."""

    name = forms.CharField(max_length=LONGEST_NAME, label=_("What do you want to follow?"))
    kind = forms.ChoiceField(
        label=_("How is it answered?"),
        initial=MetricKind.NUMBER.value,
        choices=[
            (MetricKind.NUMBER.value, _("A number")),
            (MetricKind.YES_NO.value, _("Yes or no")),
            (MetricKind.SCALE.value, _("A scale")),
        ],
        widget=forms.RadioSelect,
    )
    unit = forms.CharField(
        required=False,
        max_length=20,
        label=_("Unit"),
        help_text=_("For a number, if it has one: cups, minutes, kg."),
    )
    low_word = forms.CharField(
        required=False, max_length=LONGEST_NAME, label=_("Word at the low end")
    )
    high_word = forms.CharField(
        required=False, max_length=LONGEST_NAME, label=_("Word at the high end")
    )
    total = forms.BooleanField(
        required=False, label=_("Several answers on one day add up (cups of coffee, not weight)")
    )
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, taken: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = {name.casefold() for name in taken}
        for name in ("name", "unit", "low_word", "high_word"):
            self.fields[name].widget.attrs |= {"dir": "auto", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        """Names on one line, and each used once."""
        data = super().clean() or {}
        for field in ("name", "unit", "low_word", "high_word"):
            data[field] = one_line(data.get(field) or "")
        if not data["name"] and "name" not in self.errors:
            self.add_error("name", _("It needs a name."))
        if data["name"].casefold() in self.taken:
            self.add_error("name", _("You have one of that name already."))
        return data


class OwnWordForm(forms.Form):
    """The new name of an own trigger or activity."""

    name = forms.CharField(max_length=LONGEST_NAME, label=_("Name"))

    def clean_name(self) -> str:
        """The name on one line."""
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("It needs a name."))
        return name
