"""Writes `docs/reference/conversations.md`: the figures and ten whole talks, each with its note.

Here: the page. Not here: the notes, which a person wrote (`notes.yaml`).
"""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.conversations.measure import Figures, measured
from tests.conversations.people import Person, people
from tests.conversations.play import Talked, played
from tests.conversations.sheet import judged, share_ok

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "conversations.md"
NOTES = Path(__file__).parent / "notes.yaml"

WANTS = {
    "help": "one thing that helps", "answer": "an answer", "company": "company",
    "vent": "to be heard", "good": "to share good news", "person": "a person to talk to",
}  # fmt: skip


def write(talks: list[Talked], seed: int) -> None:
    """The whole page, from these talks."""
    PAGE.write_text(page(talks, seed), encoding="utf-8")


def page(talks: list[Talked], seed: int) -> str:
    """The page's text."""
    notes = yaml.safe_load(NOTES.read_text("utf-8"))
    found = measured(talks)
    parts = [notes["head"].strip(), "", *_figures(found, seed), "", notes["weak"].strip(), ""]
    for number, (who, note) in enumerate(notes["talks"].items(), 1):
        parts += _told(number, people()[who], seed, note)
    return "\n".join(parts).rstrip() + "\n"


def _figures(found: Figures, seed: int) -> list[str]:
    rows = judged()
    turns = max(1, found.turns)
    lines = {
        "Conversations, turns": f"{found.talks}, {found.turns}",
        "Crashes": str(len(found.crashes)),
        "Breaks of the safety contract": str(len(found.contract)),
        "Sentences repeated within the window": str(len(found.repeats)),
        "Questions asked twice": str(len(found.asked_twice)),
        "Replies with two questions": str(len(found.two_questions)),
        "Two empathy phrases in a row": str(len(found.empathy_twice)),
        "Reached a helpful act or a fitting close": f"{found.fitting:.1%}",
        "The same where no needless safety turn came between": f"{found.fitting_undisturbed:.1%}",
        "Safety turns put to people in no danger": f"{found.alarms}, in {len(found.alarmed)} talks",
        "Clauses said back that are grammatical and true": (
            f"{share_ok(rows):.1%} of {len(rows)}, judged by hand"
        ),
        "Replies that would fit anything": f"{found.fillers / turns:.1%}",
        "Replies that name something the person said": f"{found.specific / turns:.1%}",
        "Replies that ask": f"{found.asking / turns:.1%}",
        "Words a reply": f"{found.words / turns:.1f}",
        "Different replies": f"{found.distinct / turns:.1%}",
    }
    head = [
        "| Figure | |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in lines.items()),
    ]
    command = f"`python -m tests.conversations --seed {seed} --document`"
    return [f"Made by {command}. No language model.", "", *head]


def _told(number: int, person: Person, seed: int, note: str) -> list[str]:
    talk = played(person, seed=seed)
    out = [
        f"## {number}. {person.who[:1].upper()}{person.who[1:]}",
        "",
        f"Wants {WANTS[person.wants]}: {person.goal}. Mood: {person.mood}. Writes: {person.style}.",
        "",
    ]
    day = 1
    for one in talk.exchanges:
        if one.day != day:
            day = one.day
            out += ["*The next day*", ""]
        reply = " ".join(one.reply.split())
        out += [f"> {' '.join(one.said.split())}", "", reply, ""]
    return [*out, f"**Note.** {' '.join(note.split())}", ""]
