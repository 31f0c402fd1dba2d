"""The form of a run: ratings, the exercise's own slots, and why not.

Here: checking and cleaning what was sent. Not here: the exercises' content, storing (`actions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.programs.actions import RunDraft
from evenkeel.apps.programs.payloads import Answer, NoBecause, NotePayload, RunPayload
from evenkeel.apps.programs.queries import Run
from evenkeel.apps.programs.words import BECAUSE, NEEDS
from evenkeel.core.exercises import Exercise, FormField, Need, Outcome
from evenkeel.core.exercises.schema import FieldKind

RATINGS = [(str(number), str(number)) for number in range(11)]
ELSE = "else"
SLOT = "slot_"
LONGEST_LINE = 500


class Words(forms.CharField):
    """What a member typed, made safe to keep: nothing is refused for a stray character."""

    def __init__(self, *, line: bool = False, **rest: Any) -> None:
        self.line = line
        widget = forms.TextInput() if line else forms.Textarea(attrs={"rows": 4})
        super().__init__(widget=widget, required=False, **rest)

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value))
        return checkins.one_line(text) if self.line else checkins.cleaned(text).strip()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if checkins.too_long(value):
            raise forms.ValidationError(
                _("That is more than one page can keep. Keep the part that matters most here.")
            )


class RunForm(forms.Form):
    """One run of one exercise. Nothing has to be rated; only a finished form needs its slots."""

    before = forms.ChoiceField(choices=RATINGS, required=False, widget=forms.RadioSelect)
    feeling = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    after = forms.ChoiceField(choices=RATINGS, required=False, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(choices=[(one.value, one.value) for one in Outcome], required=False)
    because = forms.ChoiceField(
        choices=[(one.value, words) for one, words in BECAUSE.items()],
        required=False,
        widget=forms.RadioSelect,
    )
    why_not = Words()
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, exercise: Exercise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exercise = exercise
        self.label_suffix = ""
        feelings = [(n.value, NEEDS[n]) for n in exercise.needs if n is not Need.GRATITUDE]
        self._choices("feeling", [*feelings, (ELSE, _("Something else"))])
        self.fields["before"].label = exercise.question
        self.fields["before"].help_text = _("0 is not at all, 10 is as strong as it gets.")
        self.fields["feeling"].label = _("Which feeling is it, mostly?")
        self.fields["after"].label = _("And now, how strong is it?")
        self.fields["because"].label = _("What is the reason?")
        self.fields["why_not"].label = _("In your own words, if you like")
        for slot in exercise.fields:
            self.fields[SLOT + slot.id] = _field(slot)

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def slots(self) -> list[tuple[FormField, forms.BoundField]]:
        """The exercise's own slots with their fields, in order."""
        return [(slot, self[SLOT + slot.id]) for slot in self.exercise.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for slot in self.exercise.fields:
            name = SLOT + slot.id
            unsaid = name in cleaned and not cleaned[name]
            if slot.required and unsaid and self.ending is Outcome.FINISHED:
                self.add_error(name, _("A few words here, and it is done. Or choose to stop here."))
        return cleaned

    @property
    def ending(self) -> Outcome:
        """Which button was pressed; finished when none was named."""
        return Outcome(self.cleaned_data.get("outcome") or Outcome.FINISHED.value)

    @property
    def typed(self) -> list[str]:
        """The words as they were sent, valid or not."""
        names = [name for name, field in self.fields.items() if isinstance(field, Words)]
        return [str(self.data.get(name, "")) for name in names]

    def draft(self, *, zone: str) -> RunDraft:
        """What is to be kept of a valid form."""
        given = self.cleaned_data
        no = self.ending is Outcome.NOT_FOR_ME
        return RunDraft(
            payload=RunPayload(
                exercise=self.exercise.id,
                feeling=given["feeling"],
                before=_rating(given["before"]),
                after=_rating(given["after"]),
                outcome=self.ending,
                because=NoBecause(given["because"]) if no and given["because"] else None,
                zone=zone,
            ),
            answers=self._answers(),
            why_not=given["why_not"] if no else "",
        )

    def _answers(self) -> dict[str, Answer]:
        answers: dict[str, Answer] = {}
        for slot in self.exercise.fields:
            value = self.cleaned_data.get(SLOT + slot.id)
            if value in (None, "", []):
                continue
            if slot.kind is FieldKind.RATING:
                answers[slot.id] = int(value)
            elif slot.kind is FieldKind.MANY:
                answers[slot.id] = tuple(value)
            else:
                answers[slot.id] = str(value)
        return answers


def initial_of(run: Run, words: NotePayload | None) -> Mapping[str, Any]:
    """A kept run as the form shows it for editing."""
    found = run.payload
    initial: dict[str, Any] = {
        "before": "" if found.before is None else str(found.before),
        "after": "" if found.after is None else str(found.after),
        "feeling": found.feeling,
        "outcome": found.outcome.value,
        "because": found.because.value if found.because else "",
        "why_not": words.why_not if words else "",
        "revision": run.revision,
    }
    for slot, answer in (words.answers if words else {}).items():
        initial[SLOT + slot] = str(answer) if isinstance(answer, int) else answer
    return initial


def _field(slot: FormField) -> forms.Field:
    common: dict[str, Any] = {"label": slot.label, "help_text": slot.hint}
    choices = [(choice, choice) for choice in slot.choices]
    match slot.kind:
        case FieldKind.LINE:
            return Words(line=True, max_length=LONGEST_LINE, **common)
        case FieldKind.TEXT:
            return Words(**common)
        case FieldKind.CHOICE:
            return _chips(choices, **common)
        case FieldKind.MANY:
            return forms.MultipleChoiceField(
                choices=choices, widget=forms.CheckboxSelectMultiple, required=False, **common
            )
        case FieldKind.RATING:
            return _chips(RATINGS, **common)


def _chips(choices: list[tuple[str, str]], **common: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, required=False, **common)


def _rating(value: str) -> int | None:
    return int(value) if value else None
