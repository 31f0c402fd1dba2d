"""What a message holds that is worth remembering: people, events, goals, likes, triggers, helpers.

Here: a bounded grammar over the member's own words (`memory_grammar`) -> `Note`s. Not here: whether
anything is asked or kept (`memory_turns`, and the shell with the member's yes), days in words
(`dates`). Nothing is guessed: what is in no known form gives no note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from evenkeel.core.dialogue.clauses import turned
from evenkeel.core.dialogue.dates import WEEKDAYS, day_in, day_named
from evenkeel.core.dialogue.memory_grammar import Forms, has_grammar, load_forms
from evenkeel.core.dialogue.notes import MemoryKind, Note

# A note comes out of a sentence, not out of a page.
READ_CHARS: Final = 3000
MOST_NOTES: Final = 3
GOAL_WORDS: Final = (2, 14)
NAME_LETTERS: Final = (2, 24)

_SENTENCES: Final = re.compile(r"(?<=[.!?…])\s+|\n+|;\s*")
_QUOTED: Final = re.compile(r"[\"“][^\"”]{0,400}[\"”]")


def notes_in(text: str, *, today: date, locale: str = "en") -> tuple[Note, ...]:
    """The notes a message could leave, at most three, in the order they were said.

    `today` is the day on the member's own clock: "on Tuesday" is counted from it.

    >>> [n.text for n in notes_in("My exam is on Tuesday", today=date(2026, 3, 6))]
    ['your exam']
    >>> notes_in("is my exam on Tuesday?", today=date(2026, 3, 6))
    ()
    """
    if not has_grammar(locale):
        return ()
    forms = load_forms(locale)
    found: list[Note] = []
    for sentence in _SENTENCES.split(_QUOTED.sub(" ", _straight(text[:READ_CHARS]))):
        told = sentence.strip()
        if told and not told.endswith("?") and not forms.not_meant.search(told):
            for read in _READERS:
                found += read(told, forms, today)
    return tuple({note.key: note for note in found}.values())[:MOST_NOTES]


def asked_to_keep(text: str, *, today: date, locale: str = "en") -> Note | None:
    """ "Remember that ...": the note they asked for themselves; None where they did not.

    >>> note = asked_to_keep("please remember that I work nights", today=date(2026, 3, 6))
    >>> note.kind.value, note.text
    ('note', 'you work nights')
    """
    if not has_grammar(locale):
        return None
    asked = load_forms(locale).keep.match(_straight(text[:READ_CHARS]).strip())
    if asked is None:
        return None
    told = asked["told"].strip(" .!")
    known = notes_in(told, today=today, locale=locale)
    if known:
        return known[0].model_copy(update={"asked": True})
    said = turned(told, locale).strip(" .")
    return Note(kind=MemoryKind.NOTE, text=said[:1].lower() + said[1:], asked=True)


def asked_to_forget(text: str, *, locale: str = "en") -> bool:
    """Whether they ask for something to be forgotten.

    >>> asked_to_forget("please delete what i said"), asked_to_forget("forget it")
    (True, False)
    """
    return has_grammar(locale) and bool(load_forms(locale).forget.match(_straight(text).strip()))


def statement(note: Note, day: str = "", *, locale: str = "en") -> str:
    """The note as a sentence in "you" form, without its capital and full stop.

    `day` is its date in words, already in the member's language.

    >>> statement(Note(kind=MemoryKind.EVENT, text="your exam", day=date(2026, 3, 10)), "Tuesday")
    'your exam is on Tuesday'
    """
    if note.edited or (note.kind is MemoryKind.EVENT and not day):
        return note.text
    form = note.form or note.kind.value
    forms = load_forms(locale if has_grammar(locale) else "en")
    if note.kind is MemoryKind.EVENT and _many(note.text, forms):
        form = "events"
    return forms.says[form].format(
        text=note.text, name=note.name, relation=note.relation, day=day, verb=note.verb,
        feeling=note.feeling,
    )  # fmt: skip


def _people(text: str, forms: Forms, today: date) -> Iterator[Note]:
    del today
    if text.isupper():
        return
    for form in forms.hears["person"]:
        for found in form.finditer(text):
            name = re.sub(r"'s$", "", found["name"].strip("'-"))
            if _is_name(name, forms):
                name = name[:1].upper() + name[1:]
                yield Note(
                    kind=MemoryKind.PERSON, text=name, name=name, relation=found["relation"].lower()
                )


def _called(text: str, forms: Forms, today: date) -> Iterator[Note]:
    del today
    found = _heard(text, forms, "called")
    if found and _is_name(found["name"], forms) and found["name"].lower() not in forms.not_called:
        name = found["name"][:1].upper() + found["name"][1:]
        yield Note(kind=MemoryKind.PREFERENCE, form="called", text=name, name=name)


def _events(text: str, forms: Forms, today: date) -> Iterator[Note]:
    if forms.unless["event"].search(text):
        return
    for form in forms.hears["event"]:
        found = form.search(text)
        day = _day(found["when"], today, forms) if found else None
        if found and day is not None:
            event = turned(found["event"].lower(), forms.locale)
            default = forms.whose["many" if _many(event, forms) else ""]
            named = f"{forms.whose.get(found['whose'].lower(), default)} {event}"
            yield Note(kind=MemoryKind.EVENT, text=named, day=day)
            return


def _goals(text: str, forms: Forms, today: date) -> Iterator[Note]:
    del today
    fewest, most = GOAL_WORDS
    for form in forms.hears["goal"]:
        found = form.search(text)
        if found is None or forms.unless["goal"].search(text[: found.start("goal")]):
            continue
        goal = found["goal"].strip(" -–—")
        if fewest <= len(goal.split()) <= most and not forms.not_goals.search(goal):
            yield Note(kind=MemoryKind.GOAL, text=turned(goal, forms.locale))
            return


def _preferences(text: str, forms: Forms, today: date) -> Iterator[Note]:
    """How they like to be talked to; else what they like or have no use for."""
    del today
    styled = [one for one in ("brief", "no_questions", "no_exercises") if _heard(text, forms, one)]
    for form in styled:
        yield Note(kind=MemoryKind.PREFERENCE, form=form, text=form)
    if styled:
        return
    for form in ("dislikes", "likes", "no_use"):
        if found := _heard(text, forms, form):
            what = found["what"].lower()
            text = turned(what, forms.locale)
            yield Note(
                kind=MemoryKind.PREFERENCE, form=form, text=text, verb=_verb(form, what, forms)
            )
            return


def _helps(text: str, forms: Forms, today: date) -> Iterator[Note]:
    del today
    found = _heard(text, forms, "helps")
    if found and not forms.unless["helps"].search(text[: found.end()]):
        what = found["what"].lower()
        text = turned(what, forms.locale)
        yield Note(kind=MemoryKind.HELPS, text=text, verb=_verb("helps", what, forms))


def _triggers(text: str, forms: Forms, today: date) -> Iterator[Note]:
    del today
    found = _heard(text, forms, "trigger")
    if found is None or forms.unless["trigger"].search(text[: found.end()]):
        return
    parts = found.groupdict()
    feeling = (parts.get("feeling") or forms.set_off).lower()
    if re.search(rf"\bfeel {re.escape(feeling)}", text, re.IGNORECASE):
        feeling = f"feel {feeling}"
    verb = parts.get("verb") or _verb("trigger", found["what"], forms)
    what = turned(found["what"].lower(), forms.locale)
    yield Note(
        kind=MemoryKind.TRIGGER, text=_with_capitals(what),
        verb=verb.lower(), feeling=feeling,
    )  # fmt: skip


_READERS: Final[tuple[Callable[[str, Forms, date], Iterator[Note]], ...]] = (
    _people, _called, _events, _goals, _preferences, _helps, _triggers,
)  # fmt: skip


def _heard(text: str, forms: Forms, name: str) -> re.Match[str] | None:
    found = (form.search(text) for form in forms.hears[name])
    return next((one for one in found if one), None)


def _is_name(name: str, forms: Forms) -> bool:
    fewest, most = NAME_LETTERS
    return fewest <= len(name) <= most and name.lower().replace("'", "") not in forms.not_names


def _day(words: str, today: date, forms: Forms) -> date | None:
    return day_in(words, today, forms.days) if forms.days else day_named(words, today)


def _verb(kind: str, noun: str, forms: Forms) -> str:
    """The verb of a kind of note, for one thing or many; none where its sentence needs none."""
    one, many = forms.verbs.get(kind, ("", ""))
    return many if _many(noun, forms) else one


def _many(noun: str, forms: Forms) -> bool:
    """Whether a noun takes a plural verb, by its last word."""
    last = noun.lower().rsplit(" ", 1)[-1]
    return last.endswith("s") and not last.endswith("ss") and last not in forms.one


def _with_capitals(text: str) -> str:
    """Weekdays with their capital: "sunday evenings" -> "Sunday evenings"."""
    return re.sub("|".join(WEEKDAYS), lambda found: found.group().capitalize(), text)


def _straight(text: str) -> str:
    return text.replace("\u2019", "'").replace("\u2018", "'")
