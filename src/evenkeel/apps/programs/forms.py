"""The form of a run: ratings, the exercise's own slots, and why not.

Here: checking and cleaning what was sent. Not here: the exercises' content, storing (`actions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
MOST_COUNTED = 999


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
            self.fields[SLOT + slot.id] = field_for(slot)

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
        return answers_in(self.exercise.fields, self.cleaned_data)


def answers_in(slots: Iterable[FormField], given: Mapping[str, Any]) -> dict[str, Answer]:
    """What was answered, slot by slot, of a valid form; slots left empty are left out."""
    answers: dict[str, Answer] = {}
    for slot in slots:
        value = given.get(SLOT + slot.id)
        if value not in (None, "", []):
            answers[slot.id] = _answer(slot, value)
    return answers


def _answer(slot: FormField, value: Any) -> Answer:
    match slot.kind:
        case FieldKind.RATING | FieldKind.NUMBER:
            return int(value)
        case FieldKind.MANY:
            return tuple(value)
        case FieldKind.LIST:
            return tuple(line.strip() for line in str(value).splitlines() if line.strip())
        case _:
            return str(value)


def initial_of(run: Run, words: NotePayload | None, exercise: Exercise) -> Mapping[str, Any]:
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
    lists = [SLOT + slot.id for slot in exercise.fields if slot.kind is FieldKind.LIST]
    for name in lists:
        if isinstance(initial.get(name), tuple):
            initial[name] = "\n".join(initial[name])
    return initial


def field_for(slot: FormField) -> forms.Field:
    """The form field of one slot of content."""
    common: dict[str, Any] = {"label": slot.label, "help_text": slot.hint}
    choices = [(choice, choice) for choice in slot.choices]
    match slot.kind:
        case FieldKind.LINE:
            return Words(line=True, max_length=LONGEST_LINE, **common)
        case FieldKind.TEXT | FieldKind.LIST:
            return Words(**common)
        case FieldKind.NUMBER:
            return forms.IntegerField(
                min_value=0, max_value=MOST_COUNTED, required=False, **common,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip
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
