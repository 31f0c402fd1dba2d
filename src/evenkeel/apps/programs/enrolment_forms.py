"""The forms of a programme: safety questions, a session, the diary, the ladder, a window, a code.

Here: checking and cleaning what was sent. Not here: storing (`enrolling`), content.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from evenkeel.apps.programs.enrolling import SessionDraft
from evenkeel.apps.programs.enrolments import Way
from evenkeel.apps.programs.forms import (
    LONGEST_LINE,
    RATINGS,
    SLOT,
    Words,
    answers_in,
    field_for,
)
from evenkeel.apps.programs.payloads import Answer
from evenkeel.core.exercises.schema import FieldKind, FormField
from evenkeel.core.programmes import IfYes, Programme, ScreenQuestion, Session

YES, NO = "yes", "no"
LONGEST_CODE = 40
MOST_AWAKE = 600


class ScreenForm(forms.Form):
    """The safety questions before a start. Every one is answered; a yes may stop or ask first."""

    spoken = forms.BooleanField(required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.label_suffix = ""
        self.fields["spoken"].label = _(
            "I have spoken about this with a doctor or therapist, and they know I want to do this."
        )
        for one in programme.screen:
            self.fields[f"ask_{one.id}"] = forms.ChoiceField(
                label=one.ask,
                choices=[(NO, _("No")), (YES, _("Yes"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Yes or no, please: it decides if this is safe.")},
            )

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[f"ask_{one.id}"] for one in self.programme.screen]

    @property
    def yeses(self) -> tuple[ScreenQuestion, ...]:
        """The questions answered with yes."""
        given = getattr(self, "cleaned_data", {})
        return tuple(one for one in self.programme.screen if given.get(f"ask_{one.id}") == YES)

    @property
    def stops(self) -> tuple[ScreenQuestion, ...]:
        return tuple(one for one in self.yeses if one.if_yes is IfYes.STOP)

    @property
    def asks_first(self) -> tuple[ScreenQuestion, ...]:
        return tuple(one for one in self.yeses if one.if_yes is IfYes.ASK_FIRST)

    @property
    def may_begin(self) -> bool:
        """Whether the answers let the programme begin."""
        spoken = bool(self.cleaned_data.get("spoken"))
        return not self.stops and (not self.asks_first or spoken)


class SessionForm(forms.Form):
    """One session: the week's number, what got in the way, its own questions, and the plan."""

    weekly = forms.ChoiceField(choices=RATINGS, required=False, widget=forms.RadioSelect)
    in_the_way = Words(line=True, max_length=LONGEST_LINE)
    plan = Words()

    def __init__(
        self, *args: Any, programme: Programme, session: Session, first: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        self.label_suffix = ""
        weekly = programme.weekly
        self.fields["weekly"].label = weekly.question
        self.fields["weekly"].help_text = _("0: %(low)s. 10: %(high)s.") % {
            "low": weekly.low.lower(), "high": weekly.high.lower(),
        }  # fmt: skip
        self.fields["in_the_way"].label = _("What got in the way of last week's plan, if anything?")
        self.fields["plan"].label = session.plan.ask
        self.fields["plan"].help_text = session.plan.hint
        if first:
            del self.fields["in_the_way"]
        for slot in session.check:
            self.fields[SLOT + slot.id] = field_for(slot)

    @property
    def slots(self) -> list[tuple[FormField, forms.BoundField]]:
        return [(slot, self[SLOT + slot.id]) for slot in self.session.check]

    @property
    def typed(self) -> list[str]:
        """The words as they were sent, valid or not."""
        names = [name for name, field in self.fields.items() if isinstance(field, Words)]
        return [str(self.data.get(name, "")) for name in names]

    def draft(self, *, done: bool) -> SessionDraft:
        """What is to be kept of a valid form."""
        given = self.cleaned_data
        return SessionDraft(
            session=self.session.id,
            weekly=int(given["weekly"]) if given["weekly"] else None,
            in_the_way=given.get("in_the_way", ""),
            plan=given["plan"],
            answers=answers_in(self.session.check, given),
            done=done,
        )


def session_initial(way: Way, session: Session) -> Mapping[str, Any]:
    """A session as it was kept so far."""
    words = way.words
    done = next((one for one in way.payload.done if one.session == session.id), None)
    initial: dict[str, Any] = {
        "weekly": str(done.weekly) if done and done.weekly is not None else "",
        "in_the_way": words.in_the_way.get(session.id, ""),
        "plan": words.plans.get(session.id, ""),
    }
    for slot, answer in words.answers.get(session.id, {}).items():
        if isinstance(answer, int):
            initial[SLOT + slot] = str(answer)
        elif isinstance(answer, tuple) and _is_list(session, slot):
            initial[SLOT + slot] = "\n".join(answer)
        else:
            initial[SLOT + slot] = answer
    return initial


def _is_list(session: Session, slot: str) -> bool:
    return any(one.id == slot and one.kind is FieldKind.LIST for one in session.check)


class DiaryForm(forms.Form):
    """One day of a diary of numbers and choices."""

    def __init__(self, *args: Any, fields: tuple[FormField, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.slots = fields
        for slot in fields:
            self.fields[SLOT + slot.id] = field_for(slot)

    @property
    def shown(self) -> list[tuple[FormField, forms.BoundField]]:
        return [(slot, self[SLOT + slot.id]) for slot in self.slots]

    @property
    def values(self) -> dict[str, Answer]:
        return answers_in(self.slots, self.cleaned_data)


class SleepForm(forms.Form):
    """One night: the items of the Consensus Sleep Diary (Carney et al. 2012), in our words."""

    lights_out = forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}))
    to_fall_asleep = forms.IntegerField(min_value=0, max_value=MOST_AWAKE)
    times_awake = forms.IntegerField(min_value=0, max_value=40, required=False)
    awake_between = forms.IntegerField(min_value=0, max_value=MOST_AWAKE)
    awake_at_end = forms.IntegerField(min_value=0, max_value=MOST_AWAKE, required=False)
    got_up = forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}))
    rested = forms.ChoiceField(choices=RATINGS, required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, label, hint in (
            ("lights_out", _("When did you put the light out to sleep?"), ""),
            ("to_fall_asleep", _("How many minutes till you slept?"), _("A guess. No clock.")),
            ("times_awake", _("How often did you wake up?"), ""),
            ("awake_between", _("How many minutes awake in between, all together?"), ""),
            ("awake_at_end", _("How many minutes awake before you got up?"), ""),
            ("got_up", _("When did you get out of bed for good?"), ""),
            ("rested", _("How rested do you feel, 0 to 10?"), ""),
        ):
            self.fields[name].label = label
            self.fields[name].help_text = hint

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"lights_out", "got_up", "to_fall_asleep", "awake_between"} <= set(cleaned):
            bed = _minutes_between(cleaned["lights_out"], cleaned["got_up"])
            awake = sum(
                cleaned.get(name) or 0
                for name in ("to_fall_asleep", "awake_between", "awake_at_end")
            )
            if awake > bed:
                self.add_error(
                    "awake_between", _("That is more minutes awake than in bed. Check the times.")
                )
        return cleaned

    @property
    def values(self) -> dict[str, Answer]:
        """Times as HH:MM, the rest as numbers."""
        given = self.cleaned_data
        kept: dict[str, Answer] = {
            name: given[name].strftime("%H:%M") for name in ("lights_out", "got_up")
        }
        for name in ("to_fall_asleep", "times_awake", "awake_between", "awake_at_end"):
            kept[name] = int(given[name] or 0)
        if given["rested"]:
            kept["rested"] = int(given["rested"])
        return kept


class WindowForm(forms.Form):
    """When to get up each day: the window is counted back from it."""

    get_up = forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["get_up"].label = _("When will you get up, every day of the week?")


class RungForm(forms.Form):
    """One situation for the ladder."""

    text = Words(line=True, max_length=200)
    fear = forms.ChoiceField(choices=RATINGS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["text"].label = _("A situation, as you could film it")
        self.fields["fear"].label = _("How afraid would you be, 0 to 10?")

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(_("A few words for the situation, please."))
        return text


class TryForm(forms.Form):
    """One time on a rung: what was expected, what was felt, what was learnt."""

    expected = forms.ChoiceField(choices=RATINGS, required=False, widget=forms.RadioSelect)
    felt = forms.ChoiceField(choices=RATINGS, required=False, widget=forms.RadioSelect)
    learnt = Words(line=True, max_length=LONGEST_LINE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["expected"].label = _("How afraid did you expect to be, 0 to 10?")
        self.fields["felt"].label = _("How afraid were you at the worst moment, 0 to 10?")
        self.fields["learnt"].label = _("What did you expect, and what happened?")


class CodeForm(forms.Form):
    """A prescription code."""

    code = forms.CharField(max_length=LONGEST_CODE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["code"].label = _("Your code")
        self.fields["code"].help_text = _("Twelve letters and digits, as on the sheet you got.")


def a_day(text: str, *, today: date) -> date:
    """The day an address names, today where it names none or one that is not yet."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return min(day, today)


def _minutes_between(start: Any, end: Any) -> int:
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    return int(minutes) % 1440
